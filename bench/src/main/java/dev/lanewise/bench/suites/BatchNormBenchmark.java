package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Batch normalisation in training. */
public class BatchNormBenchmark extends Suite {

    /** Mean and variance of each channel. */
    @Benchmark
    public void moments() {
        run();
    }

    /** Moments and normalisation. */
    @Benchmark
    public void forward() {
        run();
    }

    /** The gradients by input, gamma and beta. */
    @Benchmark
    public void backward() {
        run();
    }
}
