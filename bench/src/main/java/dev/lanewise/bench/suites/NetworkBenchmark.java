package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Whole networks. */
public class NetworkBenchmark extends Suite {

    /** Forward, loss, backward and a step of Adam. */
    @Benchmark
    public void trainStep() {
        run();
    }

    /** Forward. */
    @Benchmark
    public void inference() {
        run();
    }
}
