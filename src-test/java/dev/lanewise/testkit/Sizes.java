package dev.lanewise.testkit;

import dev.lanewise.kernels.internal.parallel.Ranges;

/** The lengths that break element-wise loops: none, one, every vector length and its neighbours, chunks and theirs. */
public final class Sizes {

    private static final int CHUNK = Ranges.CHUNK;

    private static final int[] VECTORS = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1000, CHUNK, CHUNK + 1, 2 * CHUNK + 17
    };

    private Sizes() {}

    /** Lengths of a vector. */
    public static int[] vectors() {
        return VECTORS.clone();
    }
}
