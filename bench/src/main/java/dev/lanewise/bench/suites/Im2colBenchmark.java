package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Patches of images as rows of a matrix, and back. */
public class Im2colBenchmark extends Suite {

    /** From images. */
    @Benchmark
    public void im2col() {
        run();
    }

    /** To images, overlapping patches summed. */
    @Benchmark
    public void col2im() {
        run();
    }
}
