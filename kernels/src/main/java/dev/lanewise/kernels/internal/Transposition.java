package dev.lanewise.kernels.internal;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Ranges;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * A batch of matrices transposed in blocks that fit into the first-level cache, shared among the threads of a pool.
 *
 * <p>Within a block, eight source rows are walked side by side and give eight neighbours of each target row. It is scalar
 * on purpose: the shuffles of a transpose in registers cost as much as a load and a store for each element (a 64x64
 * matrix in cache, Cascade Lake at 2.5 GHz, JDK 25.0.3, 512 bits: 2.3 G elements/s; in 4x4 tiles 2.2, in 16x16 1.5).
 */
public final class Transposition {

    /** Rows and columns of a block: two of them are 32 KiB. */
    private static final int BLOCK = 64;

    private static final Recycler<Task> TASKS = new Recycler<>(Task::new);

    private Transposition() {}

    /**
     * {@code y[yOff + i*yStride + c*ldy + r] = x[xOff + i*xStride + r*ldx + c]} for {@code i < count},
     * {@code r < rows}, {@code c < cols}.
     */
    public static void run(
            WorkerPool pool,
            int count,
            int rows,
            int cols,
            float[] x,
            int xOff,
            int xStride,
            int ldx,
            float[] y,
            int yOff,
            int yStride,
            int ldy) {
        if (count == 0 || rows == 0 || cols == 0) {
            return;
        }
        Task task = TASKS.take();
        task.source(x, xOff, xStride, ldx);
        task.target(y, yOff, yStride, ldy);
        task.rows = rows;
        task.cols = cols;
        task.blocksAcross = (cols - 1) / BLOCK + 1;
        task.blocksOfMatrix = ((rows - 1) / BLOCK + 1) * task.blocksAcross;
        task.blocks = count * task.blocksOfMatrix;
        task.blocksPerTask = Math.max(1, Ranges.CHUNK / (Math.min(rows, BLOCK) * Math.min(cols, BLOCK)));
        try {
            pool.run((task.blocks - 1) / task.blocksPerTask + 1, task);
        } finally {
            task.source(Task.NONE, 0, 0, 0);
            task.target(Task.NONE, 0, 0, 0);
            TASKS.give(task);
        }
    }

    /** Transposes one block: {@code y[yAt + c*ldy + r] = x[xAt + r*ldx + c]}, on this thread. */
    static void block(float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int rows, int cols) {
        int r = 0;
        for (; r + 8 <= rows; r += 8) {
            eightRows(x, xAt + r * ldx, ldx, y, yAt + r, ldy, cols);
        }
        for (; r < rows; r++) {
            int from = xAt + r * ldx;
            for (int c = 0, to = yAt + r; c < cols; c++, to += ldy) {
                y[to] = x[from + c];
            }
        }
    }

    private static void eightRows(float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int cols) {
        int x1 = xAt + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        int x4 = x3 + ldx;
        int x5 = x4 + ldx;
        int x6 = x5 + ldx;
        int x7 = x6 + ldx;
        for (int c = 0, to = yAt; c < cols; c++, to += ldy) {
            y[to] = x[xAt + c];
            y[to + 1] = x[x1 + c];
            y[to + 2] = x[x2 + c];
            y[to + 3] = x[x3 + c];
            y[to + 4] = x[x4 + c];
            y[to + 5] = x[x5 + c];
            y[to + 6] = x[x6 + c];
            y[to + 7] = x[x7 + c];
        }
    }

    private static final class Task implements IndexedTask {
        static final float[] NONE = {};

        private float[] x = NONE;
        private float[] y = NONE;
        private int xOff;
        private int xStride;
        private int ldx;
        private int yOff;
        private int yStride;
        private int ldy;
        private int rows;
        private int cols;
        private int blocksAcross;
        private int blocksOfMatrix;
        private int blocks;
        private int blocksPerTask;

        void source(float[] x, int xOff, int xStride, int ldx) {
            this.x = x;
            this.xOff = xOff;
            this.xStride = xStride;
            this.ldx = ldx;
        }

        void target(float[] y, int yOff, int yStride, int ldy) {
            this.y = y;
            this.yOff = yOff;
            this.yStride = yStride;
            this.ldy = ldy;
        }

        @Override
        public void run(int index) {
            int from = index * blocksPerTask;
            int to = Math.min(blocks - from, blocksPerTask) + from;
            for (int b = from; b < to; b++) {
                int matrix = b / blocksOfMatrix;
                int place = b % blocksOfMatrix;
                int r = place / blocksAcross * BLOCK;
                int c = place % blocksAcross * BLOCK;
                int xAt = xOff + matrix * xStride + r * ldx + c;
                int yAt = yOff + matrix * yStride + c * ldy + r;
                block(x, xAt, ldx, y, yAt, ldy, Math.min(rows - r, BLOCK), Math.min(cols - c, BLOCK));
            }
        }
    }
}
