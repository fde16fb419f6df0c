package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Softmax of each row, and with the loss. */
public class SoftmaxBenchmark extends Suite {

    /** Probabilities. */
    @Benchmark
    public void softmax() {
        run();
    }

    /** Loss and gradient from logits and labels. */
    @Benchmark
    public void crossEntropy() {
        run();
    }
}
