package dev.lanewise.bench.turns;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A library in a process of its own, which runs when it is its turn and stands still otherwise. It is stopped in
 * between, because the threads of OpenMP go on spinning for a while after their work.
 */
final class Contestant implements AutoCloseable {

    private static final boolean CAN_STOP = !System.getProperty("os.name").startsWith("Windows");

    /** A stopped process outlives an interrupted run, unless it is killed. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final BufferedReader output;
    private final BufferedWriter input;
    private String reason = "ended without an answer";

    /**
     * Starts the process and waits until it is ready for its first turn.
     *
     * @param command a command that speaks as {@link Turns} does
     * @param environment variables to set for it
     * @throws IOException if it ends instead; the message is its reason, one line
     */
    Contestant(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        RUNNING.add(process);
        output = process.inputReader(StandardCharsets.UTF_8);
        input = process.outputWriter(StandardCharsets.UTF_8);
        try {
            answer();
            signal("STOP");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Runs the call for about {@code micros}.
     *
     * @return microseconds a call
     */
    double turn(int micros) throws IOException {
        signal("CONT");
        input.write(micros + "\n");
        input.flush();
        double time = Double.parseDouble(answer());
        signal("STOP");
        return time;
    }

    /** What follows the mark in the next line that has it. */
    private String answer() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(Turns.MARK)) {
                return line.substring(Turns.MARK.length());
            }
            if (line.contains("Exception") || line.contains("Error")) {
                reason = line.strip();
            }
        }
        throw new IOException(reason);
    }

    /** Keeps its threads on one core from now on, as far as the system has {@code taskset}. */
    void stayOn(int core) {
        try {
            run("taskset", "-a", "-c", "-p", Integer.toString(core), Long.toString(process.pid()));
        } catch (IOException e) {
            // no taskset: it runs where the system puts it
        }
    }

    private void signal(String name) throws IOException {
        if (CAN_STOP) {
            run("kill", "-" + name, Long.toString(process.pid()));
        }
    }

    private static void run(String... command) throws IOException {
        Process running = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            running.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process. */
    @Override
    public void close() {
        process.destroyForcibly();
        RUNNING.remove(process);
    }
}
