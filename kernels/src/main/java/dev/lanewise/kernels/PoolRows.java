package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Windows;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * The arguments of a pooling kernel on their way to its row loop, which runs over the rows of all images of the batch in
 * bands, shared among the threads of a pool. A kernel writes each element of its rows once, from one chain of
 * operations, so the bands never show in a result.
 */
final class PoolRows implements IndexedTask {

    private static final Recycler<PoolRows> CALLS = new Recycler<>(PoolRows::new);

    private static final Pool2dGeometry NO_GEOMETRY = Pool2dGeometry.of(0, 1, 1, 1, 1, 1);
    private static final float[] NO_FLOATS = {};
    private static final byte[] NO_BYTES = {};
    private static final Kernel NO_KERNEL = (call, fromRow, toRow) -> {};

    /** The shape, and what follows from it. */
    Pool2dGeometry g = NO_GEOMETRY;

    int outHeight;
    int outWidth;
    int channels;

    /** Input elements from one window column to the next. */
    int colPitch;

    /** Input elements from one window row to the next. */
    int rowPitch;

    /** What the kernel reads, from {@code fromOff} to before {@code fromEnd}. */
    float[] from = NO_FLOATS;

    int fromOff;
    int fromEnd;

    /** What the kernel writes, from {@code toOff} on. */
    float[] to = NO_FLOATS;

    int toOff;

    /** Winning taps of a max-pooling, unless it has none. */
    byte[] argmax = NO_BYTES;

    int argmaxOff;
    boolean hasArgmax;

    /** Whether an average counts the border. */
    boolean countsBorder;

    private Kernel kernel = NO_KERNEL;
    private int rows;
    private int band;

    /** The row loop of a kernel, passed as a non-capturing method reference. */
    @FunctionalInterface
    interface Kernel {
        /**
         * Writes the rows {@code fromRow .. toRow - 1}, counted through all images, in ascending order. Until it
         * returns it may leave anything in elements of these rows that it has yet to write.
         */
        void rows(PoolRows call, int fromRow, int toRow);
    }

    /** A call with its shape set; {@link #run} hands it back. */
    static PoolRows of(Pool2dGeometry g) {
        PoolRows call = CALLS.take();
        call.g = g;
        call.outHeight = g.outHeight();
        call.outWidth = g.outWidth();
        call.channels = g.channels();
        call.colPitch = g.dilationWidth() * g.channels();
        call.rowPitch = g.dilationHeight() * g.width() * g.channels();
        call.hasArgmax = false;
        return call;
    }

    PoolRows from(float[] from, int fromOff, int count) {
        this.from = from;
        this.fromOff = fromOff;
        fromEnd = fromOff + count;
        return this;
    }

    PoolRows argmax(byte[] argmax, int argmaxOff) {
        this.argmax = argmax;
        this.argmaxOff = argmaxOff;
        hasArgmax = true;
        return this;
    }

    PoolRows countsBorder(boolean countsBorder) {
        this.countsBorder = countsBorder;
        return this;
    }

    PoolRows to(float[] to, int toOff) {
        this.to = to;
        this.toOff = toOff;
        return this;
    }

    /** Runs {@code kernel} over {@code rows} rows, about {@link Ranges#CHUNK} input elements a band. */
    void run(Parallelism parallelism, int rows, Kernel kernel) {
        this.kernel = kernel;
        this.rows = rows;
        band = (int) Math.max(1, Math.min(rows, (long) rows * Ranges.CHUNK / Math.max(1, g.inputSize())));
        try {
            parallelism.pool().run(Math.ceilDiv(rows, band), this);
        } finally {
            release();
        }
    }

    /** Ends the loan of a call that does not {@link #run}. */
    void release() {
        kernel = NO_KERNEL;
        g = NO_GEOMETRY;
        from = NO_FLOATS;
        argmax = NO_BYTES;
        to = NO_FLOATS;
        CALLS.give(this);
    }

    /** Whether each window has two columns side by side, all inside the image, and the channels fill whole vectors. */
    boolean pairsInside() {
        return g.poolWidth() == 2
                && g.strideWidth() == 2
                && g.dilationWidth() == 1
                && g.padLeft() == 0
                && 2 * outWidth <= g.width()
                && channels % LANES == 0;
    }

    /** Rows that count in the divisor of an average, for the windows of output row {@code oh}. */
    int countedRows(int oh) {
        int top = oh * g.strideHeight() - g.padTop();
        return counted(top, g.height(), g.padBottom(), g.poolHeight(), g.dilationHeight());
    }

    /** Columns that count in the divisor of an average, for the windows of output column {@code ow}. */
    int countedCols(int ow) {
        int left = ow * g.strideWidth() - g.padLeft();
        return counted(left, g.width(), g.padRight(), g.poolWidth(), g.dilationWidth());
    }

    private int counted(int start, int extent, int after, int size, int dilation) {
        if (countsBorder) {
            return Windows.endTap(start, extent + after, size, dilation);
        }
        return Windows.endTap(start, extent, size, dilation) - Windows.firstTap(start, size, dilation);
    }

    @Override
    public void run(int index) {
        int fromRow = index * band;
        kernel.rows(this, fromRow, fromRow + Math.min(band, rows - fromRow));
    }
}
