package dev.lanewise.kernels.internal.memory;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Float buffers for packed panels, borrowed for the length of one task. Contents are whatever the last borrower left:
 * write before reading. Sizes are rounded up to a power of two, and a cache line is added for those who want to begin on
 * one; a few buffers of each size are kept.
 */
public final class Scratch {

    /** Floats of a cache line. */
    public static final int CACHE_LINE = 64 / Float.BYTES;

    private static final int SIZES = 31;

    private static final List<Recycler<float[]>> BUFFERS = IntStream.range(0, SIZES)
            .mapToObj(sizeClass -> new Recycler<>(() -> new float[(1 << sizeClass) + CACHE_LINE]))
            .toList();

    private Scratch() {}

    /** A buffer of at least {@code size} floats and a cache line that nobody else holds. */
    public static float[] take(int size) {
        return BUFFERS.get(sizeClass(size)).take();
    }

    /** Takes back a buffer that {@link #take} returned. */
    public static void give(float[] buffer) {
        BUFFERS.get(sizeClass(buffer.length - CACHE_LINE)).give(buffer);
    }

    private static int sizeClass(int size) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(size, 1024) - 1);
    }
}
