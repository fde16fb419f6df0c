package dev.lanewise.kernels.internal.parallel;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Float buffers for packed panels, borrowed for the length of one task. Contents are whatever the last borrower left:
 * write before reading. Sizes are rounded up to a power of two, and a cache line is added for those who want to begin on
 * one; a few buffers of each size are kept.
 */
public final class Scratch {

    private static final int KEPT = 16;
    private static final int SIZES = 31;
    private static final int CACHE_LINE = 64 / Float.BYTES;

    private static final AtomicReferenceArray<float[]> KEPT_BUFFERS = new AtomicReferenceArray<>(SIZES * KEPT);

    private Scratch() {}

    /** A buffer of at least {@code size} floats and a cache line that nobody else holds. */
    public static float[] take(int size) {
        int sizeClass = sizeClass(size);
        for (int i = sizeClass * KEPT, end = i + KEPT; i < end; i++) {
            if (KEPT_BUFFERS.getPlain(i) != null) {
                float[] buffer = KEPT_BUFFERS.getAndSet(i, null);
                if (buffer != null) {
                    return buffer;
                }
            }
        }
        return new float[(1 << sizeClass) + CACHE_LINE];
    }

    /** Takes back a buffer that {@link #take} returned. */
    public static void give(float[] buffer) {
        int sizeClass = sizeClass(buffer.length - CACHE_LINE);
        for (int i = sizeClass * KEPT, end = i + KEPT; i < end; i++) {
            if (KEPT_BUFFERS.getPlain(i) == null && KEPT_BUFFERS.compareAndSet(i, null, buffer)) {
                return;
            }
        }
    }

    private static int sizeClass(int size) {
        return 32 - Integer.numberOfLeadingZeros(Math.max(size, 1024) - 1);
    }
}
