package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/** Runs {@link Im2col} over the rows of its output's images, in bands that are shared among the threads of a pool. */
final class Im2colRows implements IndexedTask {

    private static final Recycler<Im2colRows> CALLS = new Recycler<>(Im2colRows::new);

    private static final Conv2dGeometry NO_GEOMETRY = Conv2dGeometry.of(0, 1, 1, 1, 1, 1, 1);
    private static final float[] NO_FLOATS = {};
    private static final Kernel NO_KERNEL = (g, from, fromOff, to, toOff, fromRow, toRow) -> {};

    private Conv2dGeometry g = NO_GEOMETRY;
    private Kernel kernel = NO_KERNEL;
    private float[] from = NO_FLOATS;
    private int fromOff;
    private float[] to = NO_FLOATS;
    private int toOff;
    private int rows;
    private int band;

    /** The row loop, passed as a non-capturing method reference. */
    @FunctionalInterface
    interface Kernel {
        /** Writes the rows {@code fromRow .. toRow - 1} of {@code to}, counted through all images. */
        void rows(Conv2dGeometry g, float[] from, int fromOff, float[] to, int toOff, int fromRow, int toRow);
    }

    /** Runs {@code kernel} over {@code images} of {@code imageRows}, about {@link Ranges#CHUNK} elements a band. */
    static void run(
            Parallelism parallelism,
            Conv2dGeometry g,
            int images,
            int imageRows,
            float[] from,
            int fromOff,
            float[] to,
            int toOff,
            Kernel kernel) {
        Im2colRows call = CALLS.take();
        call.g = g;
        call.kernel = kernel;
        call.from = from;
        call.fromOff = fromOff;
        call.to = to;
        call.toOff = toOff;
        call.rows = images * imageRows;
        call.band = Math.clamp((long) imageRows * Ranges.CHUNK / Im2col.columnsSize(g), 1, 1 << 16);
        try {
            parallelism.pool().run(Math.ceilDiv(call.rows, call.band), call);
        } finally {
            call.g = NO_GEOMETRY;
            call.kernel = NO_KERNEL;
            call.from = NO_FLOATS;
            call.to = NO_FLOATS;
            CALLS.give(call);
        }
    }

    @Override
    public void run(int index) {
        int fromRow = index * band;
        kernel.rows(g, from, fromOff, to, toOff, fromRow, fromRow + Math.min(band, rows - fromRow));
    }
}
