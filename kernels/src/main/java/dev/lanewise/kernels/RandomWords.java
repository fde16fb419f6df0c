package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.memory.Recycler;

/** Buffers for a tile of random words, small enough to stay in the first-level cache; borrowed for one task. */
final class RandomWords {

    /** Words of a tile; a multiple of {@link Philox#GROUP}. */
    static final int TILE = 512;

    private static final Recycler<int[]> BUFFERS = new Recycler<>(() -> new int[TILE]);

    private RandomWords() {}

    /** A buffer of {@link #TILE} words that nobody else holds. */
    static int[] take() {
        return BUFFERS.take();
    }

    /** Takes back what {@link #take} returned. */
    static void give(int[] buffer) {
        BUFFERS.give(buffer);
    }
}
