package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Convolution and its gradients. */
public class ConvBenchmark extends Suite {

    /** The output. */
    @Benchmark
    public void forward() {
        run();
    }

    /** The gradient by the input. */
    @Benchmark
    public void backwardData() {
        run();
    }

    /** The gradient by the weights. */
    @Benchmark
    public void backwardWeights() {
        run();
    }
}
