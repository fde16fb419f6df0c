package dev.lanewise.bench.suites;

import org.openjdk.jmh.annotations.Benchmark;

/** Images rotated, shifted and flipped by affine maps. */
public class AffineBenchmark extends Suite {

    /** Sampled bilinearly, the edge standing for what lies outside. */
    @Benchmark
    public void bilinear() {
        run();
    }
}
