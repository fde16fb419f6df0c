package dev.lanewise.kernels.internal.elementwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * An optimiser's step over {@code n} parameters: one pass over the parameters {@code w}, their gradient {@code g} and up
 * to two arrays of state {@code a} and {@code b}, in chunks of {@link Ranges#CHUNK} shared among the threads of a pool.
 * Borrowed for the length of a call, so nothing is allocated in steady state.
 *
 * <p>A step sees whole vectors only: the last, partial one goes through a padded copy. Seven masked loads and stores are
 * more than C2 inlines in one method; it boxed the vectors between them. What lies before the first vector of w that is in
 * one cache line goes the same way: where the other arrays lie alike, all others are too. Adam of a million parameters took
 * 1.08 times as long without on one thread, 1.6 on two (Zen 5).
 */
public final class Update implements IndexedTask {

    private static final float[] NONE = {};

    private static final Recycler<Update> UPDATES = new Recycler<>(Update::new);

    /** The operands of the step. State that it does not have is empty. */
    public float[] w = NONE;

    public float[] g = NONE;
    public float[] a = NONE;
    public float[] b = NONE;
    public int wOff;
    public int gOff;
    public int aOff;
    public int bOff;

    /** The factors of the step, those that its kernel has set. */
    public float rate;

    public float decay;
    public float momentum;
    public float gain;
    public float squareGain;
    public float epsilon;

    private final float[] padded = new float[4 * LANES];
    private Step step = (update, from, to) -> {};
    private int n;
    private int head;
    private int whole;

    private Update() {}

    /** The chunk loop of a step. */
    @FunctionalInterface
    public interface Step {
        /** Updates the elements {@code from .. to - 1} of the operands, a multiple of {@link Lanes#LANES} of them. */
        void range(Update update, int from, int to);
    }

    /** A step over {@code n} parameters, without state so far; {@link #run(WorkerPool)} ends the loan. */
    public static Update take(Step step, int n, float[] w, int wOff, float[] g, int gOff) {
        Update update = UPDATES.take();
        update.step = step;
        update.n = n;
        update.arrays(w, wOff, g, gOff, NONE, 0, NONE, 0);
        return update;
    }

    /** Runs the step. */
    public void run(WorkerPool pool) {
        head = Math.min(n, CacheLines.before(w, wOff));
        whole = head + F32.loopBound(n - head);
        try {
            pool.run((int) ((whole - head + (long) Ranges.CHUNK - 1) / Ranges.CHUNK), this);
            runPart(0, head);
            runPart(whole, n - whole);
        } finally {
            arrays(NONE, 0, NONE, 0, NONE, 0, NONE, 0);
            UPDATES.give(this);
        }
    }

    @Override
    public void run(int index) {
        int from = head + index * Ranges.CHUNK;
        step.range(this, from, Math.min(whole - from, Ranges.CHUNK) + from);
    }

    /** Less than a vector of elements, when all workers are done. */
    private void runPart(int at, int count) {
        if (count == 0) {
            return;
        }
        float[] allW = w;
        float[] allG = g;
        float[] allA = a;
        float[] allB = b;
        int wAt = wOff;
        int gAt = gOff;
        int aAt = aOff;
        int bAt = bOff;
        copy(allW, wAt + at, padded, 0, count);
        copy(allG, gAt + at, padded, LANES, count);
        copy(allA, aAt + at, padded, 2 * LANES, count);
        copy(allB, bAt + at, padded, 3 * LANES, count);
        arrays(padded, 0, padded, LANES, padded, 2 * LANES, padded, 3 * LANES);
        step.range(this, 0, LANES);
        copy(padded, 0, allW, wAt + at, count);
        copy(padded, 2 * LANES, allA, aAt + at, count);
        copy(padded, 3 * LANES, allB, bAt + at, count);
        arrays(allW, wAt, allG, gAt, allA, aAt, allB, bAt);
    }

    private static void copy(float[] from, int fromAt, float[] to, int toAt, int count) {
        if (from != NONE && to != NONE) {
            System.arraycopy(from, fromAt, to, toAt, count);
        }
    }

    private void arrays(float[] w, int wOff, float[] g, int gOff, float[] a, int aOff, float[] b, int bOff) {
        this.w = w;
        this.wOff = wOff;
        this.g = g;
        this.gOff = gOff;
        this.a = a;
        this.aOff = aOff;
        this.b = b;
        this.bOff = bOff;
    }
}
