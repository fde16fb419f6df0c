package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Activations, element by element. */
public class ActivationBenchmark extends Suite {

    /** Larger of 0 and x. */
    @Benchmark
    public void relu() {
        run();
    }

    /** The gradient of relu. */
    @Benchmark
    public void reluBackward() {
        run();
    }

    /** The exponential function. */
    @Benchmark
    public void exp() {
        run();
    }

    /** The logistic function. */
    @Benchmark
    public void sigmoid() {
        run();
    }

    /** The hyperbolic tangent. */
    @Benchmark
    public void tanh() {
        run();
    }

    /** The form with the error function. */
    @Benchmark
    public void gelu() {
        run();
    }
}
