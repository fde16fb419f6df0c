package dev.lanewise.bench.run;

import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.turns.Contest;
import dev.lanewise.bench.turns.Turns;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Runs the other libraries against ours by turns ({@link Contest}). What it measures has the form of JMH's JSON: a contest
 * is a fork, a round an iteration.
 */
final class RivalsRun {

    private static final int TURN_MILLIS = 20;

    private final Path script;
    private final String python;
    private final Schedule schedule;
    private final PrintWriter out;
    private final List<RivalTimes> results = new CopyOnWriteArrayList<>();
    private boolean complete = true;

    /**
     * A run that has not begun.
     *
     * @param script script of PyTorch
     * @param python interpreter that may have PyTorch
     * @param schedule contests and their rounds
     * @param out where to tell about it
     */
    RivalsRun(Path script, String python, Schedule schedule, PrintWriter out) {
        this.script = script;
        this.python = python;
        this.schedule = schedule;
        this.out = out;
    }

    /** Why PyTorch cannot be run here, in a few words, or nothing. */
    static String absence(String python) {
        try {
            Process process = new ProcessBuilder(python, "-c", "import torch")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : text.substring(text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return python + ": not found";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Whether every library that is present has a result. */
    boolean complete() {
        return complete;
    }

    /** The results, each in the form of an element of JMH's array. From any thread. */
    List<JsonNode> json() {
        return results.stream().<JsonNode>map(times -> times.json(TURN_MILLIS)).toList();
    }

    /** Runs batches of rivals. */
    void run(List<Batch> batches) {
        boolean wanted = batches.stream()
                .flatMap(batch -> batch.libraries().stream())
                .anyMatch(library -> library.kind() == Library.Kind.PYTHON);
        String absence = wanted ? absence(python) : "";
        boolean pyTorch = absence.isEmpty();
        if (!pyTorch) {
            out.println("PyTorch absent: " + absence);
        }
        int total = batches.stream().mapToInt(batch -> batch.shapes().size()).sum();
        int done = 0;
        for (Batch batch : batches) {
            List<Library> rivals = batch.libraries().stream()
                    .filter(library -> pyTorch || library.kind() != Library.Kind.PYTHON)
                    .toList();
            for (String shape : batch.shapes()) {
                done++;
                if (!rivals.isEmpty()) {
                    List<RivalTimes> times = run(batch, shape, rivals);
                    results.addAll(times);
                    out.println(line(done + "/" + total, batch, shape, times));
                    out.flush();
                }
            }
        }
    }

    private List<RivalTimes> run(Batch batch, String shape, List<Library> rivals) {
        Map<Library, RivalTimes> times = new LinkedHashMap<>();
        for (int contest = 0; contest < schedule.contests(); contest++) {
            Map<String, double[]> micros = play(batch, shape, rivals);
            double[] ours = micros.get(Library.LANEWISE.toString());
            for (Library rival : rivals) {
                double[] theirs = micros.get(rival.toString());
                if (ours != null && theirs != null) {
                    RivalTimes all = times.computeIfAbsent(rival, library -> noTimes(batch, shape, library));
                    all.micros().add(theirs);
                    all.overOurs()
                            .add(IntStream.range(0, ours.length)
                                    .mapToDouble(i -> theirs[i] / ours[i])
                                    .toArray());
                }
            }
        }
        return List.copyOf(times.values());
    }

    private static RivalTimes noTimes(Batch batch, String shape, Library library) {
        return new RivalTimes(
                batch.operation().benchmark(),
                shape,
                batch.threads(),
                library.toString(),
                new ArrayList<>(),
                new ArrayList<>());
    }

    private Map<String, double[]> play(Batch batch, String shape, List<Library> rivals) {
        try (Contest contest = new Contest()) {
            Map<String, String> environment = Map.of("OMP_NUM_THREADS", Integer.toString(batch.threads()));
            Stream.concat(Stream.of(Library.LANEWISE), rivals.stream())
                    .forEach(library -> contest.add(
                            library.toString(),
                            command(library, batch.operation().benchmark(), shape, batch.threads()),
                            library.kind() == Library.Kind.PYTHON ? environment : Map.of()));
            if (batch.threads() == 1) {
                contest.shareOneCore();
            }
            Map<String, double[]> micros = contest.play(schedule.rounds(), 1000 * TURN_MILLIS);
            contest.failures().forEach((name, reason) -> out.println(name + " FAILED: " + reason));
            complete &= contest.failures().isEmpty();
            return micros;
        }
    }

    private List<String> command(Library library, String benchmark, String shape, int threads) {
        List<String> command = new ArrayList<>();
        if (library.kind() == Library.Kind.PYTHON) {
            command.addAll(List.of(python, script.toString()));
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(JmhRun.flags());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Turns.class.getName()));
        }
        command.addAll(List.of(benchmark, shape, Integer.toString(threads), library.toString()));
        return command;
    }

    private static String line(String position, Batch batch, String shape, List<RivalTimes> times) {
        StringBuilder line = new StringBuilder("[" + position + "] "
                + batch.operation().benchmark().replaceFirst(".*\\.", "") + " " + shape + ", threads=" + batch.threads()
                + ", over ours:");
        times.forEach(rival -> line.append(String.format(Locale.ROOT, " %s %.2f", rival.library(), rival.ratio())));
        return line.toString();
    }
}
