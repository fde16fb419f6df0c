package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Dropout at rate 0.25. */
public class DropoutBenchmark extends Suite {

    /** Mask and application. */
    @Benchmark
    public void forward() {
        run();
    }

    /** The mask applied to a gradient. */
    @Benchmark
    public void backward() {
        run();
    }
}
