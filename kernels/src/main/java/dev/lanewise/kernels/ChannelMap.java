package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * An element-wise pass over a row-major {@code rows x channels} matrix with constants for each channel.
 *
 * <p>The matrix is read in order, in runs of {@link #period} elements, a whole number of rows; the constants are
 * repeated to that length. Where a few vectors are whole rows they are a run, and the constants of all runs stay in
 * registers. The core then sees further ahead, and one loop reads on where short ones begin anew: of 64x30x30x32 on Zen 5 the
 * gradient took 14 cycles a vector, now 10, a sum of two arrays 8. Another run is long enough for its loop, and a multiple
 * of every vector length where the rows allow it.
 */
abstract class ChannelMap implements IndexedTask {

    /**
     * Elements of a task at least, and at most: long runs of a matrix that is larger than the second-level cache are fetched
     * ahead, and of a small one every thread gets some tasks.
     */
    private static final int TASK = 1 << 14;

    private static final int LONG_TASK = 1 << 16;
    private static final int TASKS = 16;
    private static final int LEAST_PERIOD = 256;
    private static final int WIDEST_VECTOR = 16;

    int n;
    int period;

    private boolean inRegisters;
    private int taskSize;

    /** Takes the size of the matrix, and how many vectors a run has whose constants stay in registers. */
    void shape(int rows, int channels, int vectors) {
        n = rows * channels;
        int few = vectors * LANES;
        inRegisters = n >= few && few % channels == 0;
        period = inRegisters ? few : channels * Math.min(rows, fold(channels));
        taskSize = period * Math.max(1, Math.clamp(n / TASKS, TASK, LONG_TASK) / Math.max(1, period));
    }

    void run(Parallelism parallelism) {
        run(parallelism, taskSize);
    }

    /** Runs in tasks of {@code elements}, whole rows. */
    void run(Parallelism parallelism, int elements) {
        taskSize = elements;
        run(parallelism.pool(), n == 0 ? 0 : (n - 1) / taskSize + 1);
    }

    /** Runs the tasks, from the first to the last unless a pass has a reason not to. */
    void run(WorkerPool pool, int tasks) {
        pool.run(tasks, this);
    }

    @Override
    public void run(int index) {
        int from = index * taskSize;
        range(from, Math.min(n - from, taskSize) + from);
    }

    /** Handles the elements {@code from .. to - 1}, whole rows, in runs whose constants start at 0. */
    abstract void range(int from, int to);

    /** Where the runs end whose constants stay in registers, of those from {@code from} to {@code to}. */
    int endInRegisters(int from, int to) {
        return inRegisters ? to - (to - from) % period : from;
    }

    /** Repeats the first {@code channels} of the {@link #period} constants from {@code at} on. */
    void repeat(float[] constants, int at, int channels) {
        for (int done = channels; done < period; done *= 2) {
            System.arraycopy(constants, at, constants, at + done, Math.min(done, period - done));
        }
    }

    private static int fold(int channels) {
        int aligned = WIDEST_VECTOR / Math.max(1, Math.min(WIDEST_VECTOR, Integer.lowestOneBit(channels)));
        return aligned * Math.max(1, LEAST_PERIOD / Math.max(1, aligned * channels));
    }
}
