package dev.lanewise.kernels.internal.tile;

import dev.lanewise.kernels.internal.memory.CacheLines;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The floats that hold one packed panel of B while the tiles of A go by, on a cache-line boundary where that can be had
 * ({@link CacheLines}): panels are cut from one large array while it lasts.
 */
public final class PanelBuffer {

    /** Floats of a panel, a multiple of a cache line. */
    private static final int SLOT = Tiles.MOST_STEPS * Tiles.MOST_COLUMNS;

    private static final float[] SHARED = new float[CacheLines.SURE + 4 * SLOT];
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** The array. */
    public final float[] data;
    /** First element of the panel. */
    public final int off;

    /** A panel that nobody else holds. */
    public PanelBuffer() {
        int slot = NEXT.getAndIncrement();
        boolean shared = slot >= 0 && slot < (SHARED.length - CacheLines.FIRST) / SLOT;
        data = shared ? SHARED : new float[SLOT];
        off = shared ? CacheLines.FIRST + slot * SLOT : 0;
    }
}
