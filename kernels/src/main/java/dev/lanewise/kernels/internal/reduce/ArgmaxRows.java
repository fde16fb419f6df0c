package dev.lanewise.kernels.internal.reduce;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/** {@link Extremes#argmax} of every row of a matrix without gaps, shared among the threads of a pool. */
public final class ArgmaxRows {

    private static final Recycler<Task> TASKS = new Recycler<>(Task::new);

    private ArgmaxRows() {}

    /** {@code out[r] = argmax x[r][..]}; {@code cols >= 1}. */
    public static void run(WorkerPool pool, int rows, int cols, float[] x, int xOff, int[] out, int outOff) {
        Task task = TASKS.take();
        task.rows = rows;
        task.cols = cols;
        task.x = x;
        task.xOff = xOff;
        task.out = out;
        task.outOff = outOff;
        task.rowsPerTask = Math.max(1, Ranges.CHUNK / cols);
        try {
            pool.run((int) ((rows + (long) task.rowsPerTask - 1) / task.rowsPerTask), task);
        } finally {
            task.x = Task.NO_FLOATS;
            task.out = Task.NO_INTS;
            TASKS.give(task);
        }
    }

    private static final class Task implements IndexedTask {
        static final float[] NO_FLOATS = {};
        static final int[] NO_INTS = {};

        private float[] x = NO_FLOATS;
        private int[] out = NO_INTS;
        private int xOff;
        private int outOff;
        private int rows;
        private int cols;
        private int rowsPerTask;

        @Override
        public void run(int index) {
            int from = index * rowsPerTask;
            int to = Math.min(rows - from, rowsPerTask) + from;
            for (int r = from; r < to; r++) {
                out[outOff + r] = Extremes.argmax(x, xOff + r * cols, cols);
            }
        }
    }
}
