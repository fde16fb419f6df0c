package dev.lanewise.kernels.internal.transpose;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * A batch of matrices transposed in blocks that fit into the first-level cache, shared among the threads of a pool.
 *
 * <p>Where a vector has 16 lanes, a block is transposed in {@link Tile16x16} registers; three rows or columns are
 * {@link Triples}. Otherwise eight source rows are walked side by side and give eight neighbours of each target row, a
 * float at a time: narrower vectors take as many shuffles for an element as a load and a store cost.
 *
 * <p>In large arrays the tiles begin where cache lines do ({@link CacheLines}), if every row lets them: a vector that
 * straddles two lines costs two writes.
 */
public final class Transposition {

    /** Rows and columns of a block: two of them are 32 KiB. */
    private static final int BLOCK = 64;

    /** Rows or columns of a block of a matrix that is narrower than a tile. */
    private static final int LONG_BLOCK = 1024;

    private static final int TILE = Tile16x16.SIZE;

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
        task.cut(count, rows, cols);
        try {
            pool.run((task.blocks - 1) / task.blocksPerTask + 1, task);
        } finally {
            task.source(Task.NONE, 0, 0, 0);
            task.target(Task.NONE, 0, 0, 0);
            TASKS.give(task);
        }
    }

    /**
     * Transposes one block: {@code y[yAt + c*ldy + r] = x[xAt + r*ldx + c]}, on this thread, read along cache lines where that
     * can be had.
     */
    public static void block(float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int rows, int cols) {
        block(x, xAt, ldx, y, yAt, ldy, rows, cols, 0, CacheLines.head(x, xAt, ldx));
    }

    /** Whether a block of this size goes through registers. */
    public static boolean inRegisters(int rows, int cols) {
        return LANES == TILE && rows >= TILE && cols >= TILE;
    }

    /** Transposes one block, of which row {@code rowHead} and column {@code colHead} begin a cache line. */
    private static void block(
            float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int rows, int cols, int rowHead, int colHead) {
        if (inRegisters(rows, cols)) {
            tiles(x, xAt, ldx, y, yAt, ldy, rows, cols, rowHead, colHead);
        } else if (cols == 3 && ldx == 3 && rows >= LANES) {
            Triples.toPlanes(x, xAt, y, yAt, ldy, rows, rowHead % LANES);
        } else if (rows == 3 && ldy == 3 && cols >= LANES) {
            Triples.toPixels(x, xAt, ldx, y, yAt, cols);
        } else {
            floats(x, xAt, ldx, y, yAt, ldy, rows, cols);
        }
    }

    /** Walks the tiles; the last of a row or column reaches back over what is done. */
    private static void tiles(
            float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int rows, int cols, int rowHead, int colHead) {
        for (int c = 0; c < cols; c += c == 0 && colHead > 0 ? colHead : TILE) {
            int col = Math.min(c, cols - TILE);
            for (int r = 0; r < rows; r += r == 0 && rowHead > 0 ? rowHead : TILE) {
                int row = Math.min(r, rows - TILE);
                Tile16x16.transpose(x, xAt + row * ldx + col, ldx, y, yAt + col * ldy + row, ldy);
            }
        }
    }

    private static void floats(float[] x, int xAt, int ldx, float[] y, int yAt, int ldy, int rows, int cols) {
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
        private int rowHead;
        private int colHead;
        private int blockRows;
        private int blockCols;
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

        /** Cuts the matrices into blocks; no block but a whole matrix is narrower than a tile. */
        void cut(int count, int rows, int cols) {
            this.rows = rows;
            this.cols = cols;
            rowHead = head(y, yOff, yStride, ldy);
            colHead = head(x, xOff, xStride, ldx);
            blockRows = cols < TILE ? LONG_BLOCK : BLOCK;
            blockCols = rows < TILE ? LONG_BLOCK : BLOCK;
            blocksAcross = Math.ceilDiv(Math.max(1, cols - colHead - TILE + 1), blockCols);
            blocksOfMatrix = Math.ceilDiv(Math.max(1, rows - rowHead - TILE + 1), blockRows) * blocksAcross;
            blocks = count * blocksOfMatrix;
            blocksPerTask = Math.max(1, Ranges.CHUNK / (Math.min(rows, blockRows) * Math.min(cols, blockCols)));
        }

        /** Elements before the first cache line of a row, or 0 if the rows do not agree. */
        private static int head(float[] x, int off, int stride, int ld) {
            return stride % CacheLines.FLOATS == 0 ? CacheLines.head(x, off, ld) : 0;
        }

        @Override
        public void run(int index) {
            int from = index * blocksPerTask;
            int to = Math.min(blocks - from, blocksPerTask) + from;
            for (int b = from; b < to; b++) {
                int matrix = b / blocksOfMatrix;
                int place = b % blocksOfMatrix;
                int down = place / blocksAcross;
                int across = place % blocksAcross;
                int r = down == 0 ? 0 : rowHead + down * blockRows;
                int c = across == 0 ? 0 : colHead + across * blockCols;
                int endRow = down == blocksOfMatrix / blocksAcross - 1 ? rows : rowHead + (down + 1) * blockRows;
                int endCol = across == blocksAcross - 1 ? cols : colHead + (across + 1) * blockCols;
                int xAt = xOff + matrix * xStride + r * ldx + c;
                int yAt = yOff + matrix * yStride + c * ldy + r;
                int firstRows = down == 0 ? rowHead : 0;
                int firstCols = across == 0 ? colHead : 0;
                block(x, xAt, ldx, y, yAt, ldy, endRow - r, endCol - c, firstRows, firstCols);
            }
        }
    }
}
