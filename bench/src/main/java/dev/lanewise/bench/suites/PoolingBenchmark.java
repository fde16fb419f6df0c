package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Pooling without padding. */
public class PoolingBenchmark extends Suite {

    /** Maxima and where they were. */
    @Benchmark
    public void maxForward() {
        run();
    }

    /** The gradient of the maxima. */
    @Benchmark
    public void maxBackward() {
        run();
    }

    /** Averages. */
    @Benchmark
    public void averageForward() {
        run();
    }
}
