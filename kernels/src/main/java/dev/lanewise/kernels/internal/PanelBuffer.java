package dev.lanewise.kernels.internal;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The floats that hold one packed panel of B while the tiles of A go by, on a cache-line boundary where that can be had.
 *
 * <p>A vector of 64 bytes that straddles two cache lines costs two reads, and a Java array says nothing about its
 * address. But the G1 collector puts an array of at least half a heap region at the start of a region and does not move
 * it in normal running, and the first element lies 16 bytes behind: so in one such array, element 12 and each 16th from
 * there on start a cache line. Panels are cut from it while it lasts. With another collector, or past the last slot, a
 * panel lies as chance has it: the results are the same, products 10 to 25 % slower (14x2 tile, 256 steps, Cascade Lake,
 * JDK 25.0.3: 130 against 100 GFLOP/s).
 */
final class PanelBuffer {

    /** Floats of a panel, a multiple of a cache line. */
    private static final int SLOT = Tiles.BLOCK_K * Tiles.COLUMNS;

    /** Floats between the start of a heap region and the first cache line that holds elements only. */
    private static final int FIRST = 12;

    private static final float[] SHARED =
            new float[sharedSize(Runtime.getRuntime().maxMemory())];
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** The array. */
    final float[] data;
    /** First element of the panel. */
    final int off;

    /** A panel that nobody else holds. */
    PanelBuffer() {
        int slot = NEXT.getAndIncrement();
        boolean shared = slot >= 0 && slot < (SHARED.length - FIRST) / SLOT;
        data = shared ? SHARED : new float[SLOT];
        off = shared ? FIRST + slot * SLOT : 0;
    }

    /** Half of G1's heap region, which is 1/2048 of the heap, as a power of two from 1 to 32 MiB; and a few slots. */
    private static int sharedSize(long heap) {
        long region = Math.clamp(2 * Long.highestOneBit(heap / 2048 - 1), 1 << 20, 32 << 20);
        return (int) (region / 2 / Float.BYTES) + 4 * SLOT;
    }
}
