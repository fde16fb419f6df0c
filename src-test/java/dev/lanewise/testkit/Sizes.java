package dev.lanewise.testkit;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import java.util.List;

/**
 * The lengths that break element-wise loops: none, one, every vector length and its neighbours, chunks and theirs, and
 * many chunks.
 */
public final class Sizes {

    private static final int CHUNK = Ranges.CHUNK;

    private static final int MANY = 16 * CHUNK + 17;

    private static final int[] VECTORS = {
        0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 1000, CHUNK, CHUNK + 1, 2 * CHUNK + 17, MANY
    };

    private Sizes() {}

    /** The threads worth a try for a vector: a call of one chunk stays on its thread. */
    public static List<Parallelism> threads(int n) {
        return n <= CHUNK ? Threads.all().subList(0, 1) : Threads.all();
    }

    /** Lengths of a vector. */
    public static int[] vectors() {
        return VECTORS.clone();
    }
}
