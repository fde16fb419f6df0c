package dev.lanewise.bench.turns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Processes that take turns, round by round. Within a round, a fraction of a second, a shared machine is about as fast
 * for one as for the other; within minutes it is not.
 */
public final class Contest implements AutoCloseable {

    private static final Pattern FIRST_CORE = Pattern.compile("^Cpus_allowed_list:\\s*(\\d+)");

    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    /**
     * Adds a process, once it is ready; one that fails takes no part.
     *
     * @param name its name
     * @param command a command that speaks as {@link Turns} does
     * @param environment variables to set for it
     */
    public void add(String name, List<String> command, Map<String, String> environment) {
        try {
            contestants.put(name, new Contestant(command, environment));
        } catch (IOException e) {
            failures.put(name, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Lets all of them run on the same core, for calls of one thread: on a virtual machine one core may have a busy
     * neighbour while another one has not. Of use on Linux with {@code taskset}; elsewhere nothing happens.
     */
    public void shareOneCore() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            status.flatMap(line -> FIRST_CORE.matcher(line).results())
                    .map(result -> Integer.parseInt(result.group(1)))
                    .forEach(core -> contestants.values().forEach(contestant -> contestant.stayOn(core)));
        } catch (IOException e) {
            // not Linux
        }
    }

    /** Why processes have failed, by name. */
    public Map<String, String> failures() {
        return failures;
    }

    /**
     * Plays some rounds; each starts with another process.
     *
     * @param rounds number of rounds
     * @param micros length of a turn
     * @return microseconds a call, a number a round, by name
     */
    public Map<String, double[]> play(int rounds, int micros) {
        List<String> names = List.copyOf(contestants.keySet());
        double[][] times = new double[names.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < names.size(); i++) {
                int next = (round + i) % names.size();
                Contestant contestant = contestants.get(names.get(next));
                if (contestant == null) {
                    continue; // it has failed in an earlier round
                }
                try {
                    times[next][round] = contestant.turn(micros);
                } catch (IOException | NumberFormatException e) {
                    failures.put(names.get(next), String.valueOf(e.getMessage()));
                    contestants.remove(names.get(next));
                    contestant.close();
                }
            }
        }
        Map<String, double[]> played = new LinkedHashMap<>();
        contestants.keySet().forEach(name -> played.put(name, times[names.indexOf(name)]));
        return played;
    }

    /** Ends the processes. */
    @Override
    public void close() {
        contestants.values().forEach(Contestant::close);
    }
}
