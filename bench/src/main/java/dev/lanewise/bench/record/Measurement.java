package dev.lanewise.bench.record;

import dev.lanewise.nn.io.MalformedFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;

/**
 * One benchmark of a run.
 *
 * @param key see {@link BenchmarkKey}
 * @param work what a call does
 * @param threads threads that do it
 * @param seconds time of a call, an array of iterations for each fork
 * @param allocated bytes allocated by a call, likewise; empty where the run had no gc profiler
 * @param overOurs of a rival: its time over ours in the same round, an array of rounds for each contest; empty where
 *     they were not measured by turns
 * @param iterationSeconds how long an iteration was asked to take
 */
public record Measurement(
        String key,
        Work work,
        int threads,
        List<double[]> seconds,
        List<double[]> allocated,
        List<double[]> overOurs,
        double iterationSeconds) {

    /** The secondary metric that is {@link #overOurs}. */
    public static final String OVER_OURS = "time over ours";

    /** JMH's name for bytes a call; up to 1.36 it had a dot before it. */
    private static final List<String> ALLOCATION = List.of("gc.alloc.rate.norm", "·gc.alloc.rate.norm");

    /** Name of the benchmark's method, for example {@code backwardData}. */
    public String operation() {
        return key.replaceFirst("\\{.*", "").replaceFirst(".*\\.", "");
    }

    /** Time of a call in each fork, seconds: the median of its iterations, which one stall of the machine does not move. */
    public double[] forkTimes() {
        return medians(seconds);
    }

    /** Time of a call, seconds: the mean over the forks, whose code differs from fork to fork for good. */
    public double time() {
        return Arrays.stream(forkTimes()).average().orElseThrow();
    }

    /**
     * This time over that of {@code ours}: by turns where they were measured so (the median of all rounds), else {@link
     * #time} over time.
     */
    public double over(Measurement ours) {
        return overOurs.isEmpty() ? time() / ours.time() : medianOfAll(overOurs);
    }

    /** Calls in an iteration. */
    public double calls() {
        return Math.max(1, iterationSeconds / time());
    }

    /** Median over the forks of the median of their iterations, bytes a call. */
    public OptionalDouble bytesPerCall() {
        if (allocated.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(median(medians(allocated)));
    }

    /** The median of all iterations of all forks. */
    public static double medianOfAll(List<double[]> forks) {
        return median(forks.stream().flatMapToDouble(Arrays::stream).toArray());
    }

    private static double[] medians(List<double[]> forks) {
        return forks.stream().mapToDouble(Measurement::median).toArray();
    }

    private static double median(double[] values) {
        return StatUtils.percentile(values, 50);
    }

    /** Reads one element of JMH's array; {@code work} is that of the file. */
    static Measurement of(JsonView jmh, JsonView work) throws MalformedFileException {
        if (!jmh.get("mode").text().equals("avgt")) {
            throw jmh.get("mode").unexpected("\"avgt\"");
        }
        String key = key(jmh);
        JsonView metric = jmh.get("primaryMetric");
        JsonView scoreUnit = metric.get("scoreUnit");
        double unit = secondsOf(scoreUnit.text().replace("/op", ""), scoreUnit);
        Map<String, String> params = params(jmh);
        String threads = params.getOrDefault(
                BenchmarkKey.THREADS, "" + jmh.get("threads").integer());
        if (!threads.matches("[1-9][0-9]{0,5}")) {
            throw jmh.get("params").unexpected("a number of threads");
        }
        return new Measurement(
                key,
                Work.of(work.get(key)),
                Integer.parseInt(threads),
                forks(metric.get("rawData"), unit, false),
                secondary(jmh, ALLOCATION, true),
                secondary(jmh, List.of(OVER_OURS), false),
                iterationSeconds(jmh.get("measurementTime")));
    }

    static String key(JsonView jmh) throws MalformedFileException {
        return BenchmarkKey.of(
                jmh.get("benchmark").text(), params(jmh), jmh.get("threads").integer());
    }

    private static Map<String, String> params(JsonView jmh) throws MalformedFileException {
        Map<String, String> params = new LinkedHashMap<>();
        if (jmh.get("params").isPresent()) {
            for (Map.Entry<String, JsonView> param : jmh.get("params").members().entrySet()) {
                params.put(param.getKey(), param.getValue().text());
            }
        }
        return params;
    }

    /** The first secondary metric of these names, or nothing. */
    private static List<double[]> secondary(JsonView jmh, List<String> names, boolean zeros)
            throws MalformedFileException {
        for (String name : names) {
            JsonView metric = jmh.get("secondaryMetrics").get(name);
            if (metric.isPresent()) {
                return forks(metric.get("rawData"), 1, zeros);
            }
        }
        return List.of();
    }

    private static List<double[]> forks(JsonView rawData, double unit, boolean zeros) throws MalformedFileException {
        List<double[]> forks = new ArrayList<>();
        for (JsonView raw : rawData.elements()) {
            List<JsonView> iterations = raw.elements();
            double[] fork = new double[iterations.size()];
            for (int i = 0; i < fork.length; i++) {
                fork[i] = unit
                        * (zeros
                                ? iterations.get(i).number()
                                : iterations.get(i).positive());
            }
            if (fork.length == 0) {
                throw raw.unexpected("an iteration at least");
            }
            forks.add(fork);
        }
        if (forks.isEmpty()) {
            throw rawData.unexpected("a fork at least");
        }
        return forks;
    }

    /** Of a text such as {@code 500 ms}. */
    private static double iterationSeconds(JsonView time) throws MalformedFileException {
        String[] parts = time.text().split(" ", 2);
        if (parts.length != 2 || !parts[0].matches("[0-9]{1,9}")) {
            throw time.unexpected("a time such as \"500 ms\"");
        }
        return Integer.parseInt(parts[0]) * secondsOf(parts[1], time);
    }

    private static double secondsOf(String unit, JsonView where) throws MalformedFileException {
        return switch (unit) {
            case "ns" -> 1e-9;
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            case "s" -> 1;
            default -> throw where.unexpected("a time in ns, us, ms or s");
        };
    }
}
