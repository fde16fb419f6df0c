package dev.lanewise.bench.run;

import dev.lanewise.bench.record.BenchmarkKey;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * JMH's output as progress: a line for each benchmark that is done, and on a terminal one that changes below, each with
 * an estimate of the time left. Of JMH's own text only the reason of a failure is kept.
 */
final class ProgressOutput implements OutputFormat {

    private static final String ERASE = "\r\033[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private final int iterations;
    private final long start = System.nanoTime();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final List<String> text = new ArrayList<>();
    private String current = "";
    private int begun;
    private int iterationsDone;
    private boolean measured;

    /**
     * Progress of a run.
     *
     * @param out where to
     * @param terminal whether it can go back in a line
     * @param total number of benchmarks
     * @param iterations iterations of a benchmark, all forks together
     */
    ProgressOutput(PrintWriter out, boolean terminal, int total, int iterations) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
        this.iterations = iterations;
    }

    /** Why benchmarks have failed, by key. */
    Map<String, String> failures() {
        return failures;
    }

    @Override
    public void startBenchmark(BenchmarkParams params) {
        end();
        Map<String, String> values = new LinkedHashMap<>();
        params.getParamsKeys().forEach(key -> values.put(key, params.getParam(key)));
        current = BenchmarkKey.of(params.getBenchmark(), values, params.getThreads());
        begun++;
        iterationsDone = 0;
        measured = false;
        text.clear();
    }

    @Override
    public void iterationResult(
            BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
        iterationsDone++;
        if (terminal) {
            out.print(ERASE + "  " + position() + " " + shortName() + left());
            out.flush();
        }
    }

    @Override
    public void endBenchmark(@Nullable BenchmarkResult result) {
        if (result == null) {
            return; // it has failed
        }
        measured = true;
        iterationsDone = iterations;
        double micros = result.getPrimaryResult().getStatistics().getPercentile(50);
        line(String.format(Locale.ROOT, "%s %s  %,.1f us%s", position(), shortName(), micros, left()));
    }

    @Override
    public void endRun(Collection<RunResult> results) {
        end();
    }

    /** A benchmark that JMH leaves without a result has failed. */
    private void end() {
        if (!current.isEmpty() && !measured) {
            String reason = text.stream()
                    .flatMap(String::lines)
                    .filter(line -> line.contains("Exception") || line.contains("Error"))
                    .map(String::strip)
                    .findFirst()
                    .orElse("no result");
            failures.put(current, reason);
            line(position() + " " + shortName() + "  FAILED: " + reason);
        }
        current = "";
    }

    private void line(String line) {
        out.println((terminal ? ERASE : "") + line);
        out.flush();
    }

    private String position() {
        return String.format(Locale.ROOT, "[%" + Integer.toString(total).length() + "d/%d]", begun, total);
    }

    private String shortName() {
        return current.substring(current.lastIndexOf('.', current.indexOf('{')) + 1);
    }

    private String left() {
        double done = begun - 1 + Math.min(1.0, (double) iterationsDone / iterations);
        double seconds = (System.nanoTime() - start) / 1e9 * (total - done) / Math.max(done, 1e-3);
        return String.format(Locale.ROOT, "  %d:%02d left", (long) seconds / 60, (long) seconds % 60);
    }

    @Override
    public void println(String line) {
        text.add(line);
    }

    @Override
    public void verbosePrintln(String line) {
        text.add(line);
    }

    @Override
    public void print(String part) {
        text.add(part);
    }

    @Override
    public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {}

    @Override
    public void startRun() {}

    @Override
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public void write(int part) {}

    @Override
    public void write(byte[] part) {}
}
