package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Matrix by vector, {@code y = op(A) x}. */
public class GemvBenchmark extends Suite {

    /** In single precision. */
    @Benchmark
    public void sgemv() {
        run();
    }
}
