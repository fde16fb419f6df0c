package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Matrix products, {@code C = op(A) op(B)}. */
public class GemmBenchmark extends Suite {

    /** In single precision. */
    @Benchmark
    public void sgemm() {
        run();
    }
}
