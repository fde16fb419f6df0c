package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * One row combined with every row of a matrix: a bias, or a factor per channel.
 *
 * <p>Matrices are row-major without gaps. Each element is one IEEE 754 operation, so results are correctly rounded and
 * the same everywhere. May work in place.
 */
public final class RowBroadcast {

    private static final Recycler<Task> TASKS = new Recycler<>(Task::new);

    private RowBroadcast() {}

    /**
     * {@code y[r][c] = x[r][c] + row[c]}.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns
     * @param row the row, {@code cols} elements from {@code rowOff}
     * @param rowOff first element of {@code row}
     * @param x input, {@code rows x cols}
     * @param xOff first element of {@code x}
     * @param y result, {@code rows x cols}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array is too short, {@code y} overlaps {@code row} or
     *     partly overlaps {@code x}
     */
    public static void addRow(
            Parallelism parallelism,
            int rows,
            int cols,
            float[] row,
            int rowOff,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        run(parallelism, rows, cols, RowBroadcastRows::add, row, rowOff, x, xOff, y, yOff);
    }

    /**
     * {@code y[r][c] = x[r][c] * row[c]}.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns
     * @param row the row, {@code cols} elements from {@code rowOff}
     * @param rowOff first element of {@code row}
     * @param x input, {@code rows x cols}
     * @param xOff first element of {@code x}
     * @param y result, {@code rows x cols}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException as {@link #addRow} does
     */
    public static void multiplyRow(
            Parallelism parallelism,
            int rows,
            int cols,
            float[] row,
            int rowOff,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        run(parallelism, rows, cols, RowBroadcastRows::multiply, row, rowOff, x, xOff, y, yOff);
    }

    private static void run(
            Parallelism parallelism,
            int rows,
            int cols,
            RowKernel kernel,
            float[] row,
            int rowOff,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        Checks.nonNegative("rows", rows);
        Checks.nonNegative("cols", cols);
        long n = (long) rows * cols;
        Checks.vector("row", row, rowOff, cols);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.disjoint("y", y, yOff, n, row, rowOff, cols);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        if (n == 0) {
            return;
        }
        Task task = TASKS.take();
        task.kernel = kernel;
        task.rows = rows;
        task.cols = cols;
        task.rowOff = rowOff;
        task.xOff = xOff;
        task.yOff = yOff;
        task.arrays(row, x, y);
        task.rowsPerTask = Math.max(1, Ranges.CHUNK / cols);
        try {
            parallelism.pool().run((rows - 1) / task.rowsPerTask + 1, task);
        } finally {
            task.arrays(Task.NONE, Task.NONE, Task.NONE);
            TASKS.give(task);
        }
    }

    @FunctionalInterface
    private interface RowKernel {
        void rows(float[] row, int rowOff, float[] x, int xOff, float[] y, int yOff, int rows, int cols);
    }

    private static final class Task implements IndexedTask {
        static final float[] NONE = {};

        /** Columns up to which a loop for each row costs more than copies of the row. */
        private static final int LONG = 128;

        private RowKernel kernel = RowBroadcastRows::add;
        private float[] row = NONE;
        private float[] x = NONE;
        private float[] y = NONE;
        private int rowOff;
        private int xOff;
        private int yOff;
        private int rows;
        private int cols;
        private int rowsPerTask;

        void arrays(float[] row, float[] x, float[] y) {
            this.row = row;
            this.x = x;
            this.y = y;
        }

        @Override
        public void run(int index) {
            int from = index * rowsPerTask;
            int count = Math.min(rows - from, rowsPerTask);
            int done = cols > LONG ? 0 : joined(from, count);
            int at = (from + done) * cols;
            kernel.rows(row, rowOff, x, xOff + at, y, yOff + at, count - done, cols);
        }

        /** Takes a few rows for one, a run or else whole vectors, as often as {@code count} rows have them; those done. */
        private int joined(int from, int count) {
            int rowsOfGroup = RowBroadcastRows.RUN % cols == 0 ? RowBroadcastRows.RUN / cols : LANES;
            int groups = count / rowsOfGroup;
            if (groups == 0) {
                return 0;
            }
            float[] copies = Scratch.take(rowsOfGroup * cols);
            for (int i = 0; i < rowsOfGroup; i++) {
                System.arraycopy(row, rowOff, copies, i * cols, cols);
            }
            int at = from * cols;
            kernel.rows(copies, 0, x, xOff + at, y, yOff + at, groups, rowsOfGroup * cols);
            Scratch.give(copies);
            return groups * rowsOfGroup;
        }
    }
}
