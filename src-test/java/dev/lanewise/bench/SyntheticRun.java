package dev.lanewise.bench;

import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.Work;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run with known answers: true times are given, each fork has a normal effect of its own, each iteration another.
 * Benchmarks are {@code b0}, {@code b1}, … of suite gemm.
 */
public final class SyntheticRun {

    private final Random random;
    private final ArrayNode benchmarks = JsonNodeFactory.instance.arrayNode();
    private final Map<String, Work> work = new LinkedHashMap<>();
    private int forks = 10;
    private int iterations = 5;
    private double forkDeviation = 0.01;
    private double iterationDeviation = 0.01;
    private Identity identity = identity();
    private Ceiling ceiling = new Ceiling(
            new TreeMap<>(Map.of(1, 80.0, 2, 158.0)),
            List.of(
                    new Ceiling.Bandwidth("L1", 16_384, 1, 220, 140, 140),
                    new Ceiling.Bandwidth("L2", 524_288, 1, 70, 50, 60),
                    new Ceiling.Bandwidth("memory", 1L << 28, 1, 12, 10, 11),
                    new Ceiling.Bandwidth("memory", 1L << 28, 2, 18, 15, 16)));

    public SyntheticRun(long seed) {
        random = new Random(seed);
    }

    /** Sizes of the sample. */
    public SyntheticRun forks(int forks, int iterations) {
        this.forks = forks;
        this.iterations = iterations;
        return this;
    }

    /** Relative standard deviations. */
    public SyntheticRun noise(double forkDeviation, double iterationDeviation) {
        this.forkDeviation = forkDeviation;
        this.iterationDeviation = iterationDeviation;
        return this;
    }

    /** Another machine or build. */
    public SyntheticRun identity(Identity identity) {
        this.identity = identity;
        return this;
    }

    /** {@code count} benchmarks of ours that take 1 ms times {@code factor}. */
    public SyntheticRun benchmarks(int count, double factor) {
        for (int i = 0; i < count; i++) {
            benchmark(new Work("gemm", "b" + work.size(), Work.OURS, Work.GFLOPS, 4e7, 1e5, "L2"), 1e-3 * factor, 0.2);
        }
        return this;
    }

    /** One benchmark of one thread. */
    public SyntheticRun benchmark(Work work, double seconds, double bytesPerCall) {
        return benchmark(work, "run", 1, seconds, bytesPerCall);
    }

    /** One benchmark. */
    public SyntheticRun benchmark(Work work, String operation, int threads, double seconds, double bytesPerCall) {
        ObjectNode jmh = benchmarks.addObject();
        jmh.put("jmhVersion", "1.37");
        jmh.put("benchmark", "dev.lanewise.bench.suites." + work.suite() + "." + operation);
        jmh.put("mode", "avgt").put("threads", 1).put("forks", forks).put("measurementTime", "1 s");
        jmh.putObject("params")
                .put("shape", work.shape())
                .put("threads", "" + threads)
                .put("library", work.library());
        ObjectNode primary = jmh.putObject("primaryMetric").put("scoreUnit", "us/op");
        ArrayNode times = primary.putArray("rawData");
        ArrayNode bytes = jmh.putObject("secondaryMetrics")
                .putObject("gc.alloc.rate.norm")
                .put("scoreUnit", "B/op")
                .putArray("rawData");
        for (int f = 0; f < forks; f++) {
            double fork = 1e6 * seconds * (1 + forkDeviation * random.nextGaussian());
            ArrayNode forkTimes = times.addArray();
            ArrayNode forkBytes = bytes.addArray();
            for (int i = 0; i < iterations; i++) {
                forkTimes.add(fork * (1 + iterationDeviation * random.nextGaussian()));
                forkBytes.add(bytesPerCall + random.nextDouble());
            }
        }
        String params = "{shape=" + work.shape() + ",threads=" + threads + ",library=" + work.library() + "}";
        this.work.put("dev.lanewise.bench.suites." + work.suite() + "." + operation + params, work);
        return this;
    }

    /** Makes the last benchmark one that took turns with ours: its time over ours, a number a round. */
    public SyntheticRun overOurs(double... ratios) {
        ObjectNode last = (ObjectNode) benchmarks.get(benchmarks.size() - 1).get("secondaryMetrics");
        ArrayNode rounds =
                last.putObject(Measurement.OVER_OURS).putArray("rawData").addArray();
        for (double ratio : ratios) {
            rounds.add(ratio);
        }
        return this;
    }

    /** Makes the first iteration of the last benchmark {@code factor} times as long: the machine was away for a while. */
    public SyntheticRun stall(double factor) {
        ArrayNode iterations = (ArrayNode) benchmarks
                .get(benchmarks.size() - 1)
                .get("primaryMetric")
                .get("rawData")
                .get(0);
        iterations.set(0, factor * iterations.get(0).doubleValue());
        return this;
    }

    public ResultFile build() {
        return new ResultFile(identity, ceiling, work, benchmarks);
    }

    /** A machine that is not there. */
    public static Identity identity() {
        return identity("x86_64-Synthetic-1-2-avx2-256b-4c", "25.0.3+9", "2026-01-01T00:00:00Z");
    }

    public static Identity identity(String cpuClass, String jdk, String date) {
        return new Identity(
                cpuClass,
                "x86_64",
                "Synthetic",
                "1",
                "2",
                "0",
                "Synthetic CPU",
                List.of("avx2", "fma"),
                256,
                4,
                OptionalDouble.empty(),
                jdk,
                "Vendor VM",
                "G1",
                List.of("-Xmx1g"),
                "0123456789abcdef0123456789abcdef01234567",
                date,
                "./lanewise bench run --forks 10");
    }
}
