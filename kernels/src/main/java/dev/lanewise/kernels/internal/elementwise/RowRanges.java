package dev.lanewise.kernels.internal.elementwise;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * Runs a kernel over the rows of up to three matrices in blocks that fit the first-level cache, shared among the threads
 * of a pool. The kernel is a non-capturing method reference, called once a block; nothing is allocated in steady state.
 */
public final class RowRanges {

    /** Elements of a block, unless a single row is longer: 4,096 floats are 16 KiB. */
    private static final int BLOCK = 1 << 12;

    private static final float[] NONE = new float[0];
    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private RowRanges() {}

    /** The loop of a kernel over {@code rows} rows of {@code cols} elements, the first of them at the offsets. */
    @FunctionalInterface
    public interface Rows {
        /** Reads and writes {@code rows x cols} elements of each matrix from its offset on. */
        void run(float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, int rows, int cols);
    }

    /** Rows of a block; a row counts as whole cache lines, as which a kernel may keep it. */
    public static int rowsPerBlock(int cols) {
        int lines = Math.max(1, Math.ceilDiv(cols, Scratch.CACHE_LINE));
        return Math.max(1, BLOCK / (lines * Scratch.CACHE_LINE));
    }

    /** Runs {@code kernel} over {@code rows} rows; a kernel with two matrices gets x again as z. */
    public static void run(
            WorkerPool pool,
            int rows,
            int cols,
            Rows kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] z,
            int zOff) {
        run(pool, rows, cols, rowsPerBlock(cols), kernel, x, xOff, y, yOff, z, zOff);
    }

    /** Likewise, {@code block} rows at a time. */
    public static void run(
            WorkerPool pool,
            int rows,
            int cols,
            int block,
            Rows kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] z,
            int zOff) {
        Call call = CALLS.take();
        call.block = block;
        call.kernel = kernel;
        call.rows = rows;
        call.cols = cols;
        call.x = x;
        call.xOff = xOff;
        call.y = y;
        call.yOff = yOff;
        call.z = z;
        call.zOff = zOff;
        try {
            pool.run((int) ((rows + block - 1L) / block), call);
        } finally {
            call.x = NONE;
            call.y = NONE;
            call.z = NONE;
            CALLS.give(call);
        }
    }

    /** The arguments of one call, on their way to the workers. */
    private static final class Call implements IndexedTask {
        private Rows kernel = (x, xOff, y, yOff, z, zOff, rows, cols) -> {};
        private int rows;
        private int cols;
        private int block;
        private float[] x = NONE;
        private int xOff;
        private float[] y = NONE;
        private int yOff;
        private float[] z = NONE;
        private int zOff;

        @Override
        public void run(int index) {
            int from = index * block;
            int at = from * cols;
            kernel.run(x, xOff + at, y, yOff + at, z, zOff + at, Math.min(block, rows - from), cols);
        }
    }
}
