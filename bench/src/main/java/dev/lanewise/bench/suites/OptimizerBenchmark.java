package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** A step of an optimiser. */
public class OptimizerBenchmark extends Suite {

    /** Adam. */
    @Benchmark
    public void adam() {
        run();
    }

    /** Adam with decoupled weight decay. */
    @Benchmark
    public void adamW() {
        run();
    }

    /** Gradient descent with momentum. */
    @Benchmark
    public void sgdMomentum() {
        run();
    }
}
