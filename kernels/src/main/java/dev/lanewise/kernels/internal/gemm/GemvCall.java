package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.RowReduction;

/**
 * One matrix-vector product, cut into blocks of results. A strided x is gathered once; a block of results is computed
 * in a contiguous buffer.
 */
public final class GemvCall implements IndexedTask {

    /** Matrix elements of a task. */
    private static final int TASK_ELEMENTS = 1 << 15;

    /** Columns whose sums stay in the first-level cache beside four rows of A. */
    private static final int MOST_COLUMNS = 2048;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<GemvCall> CALLS = new Recycler<>(GemvCall::new);

    private boolean trans;
    private int results;
    private int terms;
    private float alpha;
    private float[] a = EMPTY;
    private int aOff;
    private int lda;
    private final Operand x = new Operand();
    private float beta;
    private float[] y = EMPTY;
    private int yOff;
    private int incy;
    private int block;

    private GemvCall() {}

    /** Computes {@code results} sums of {@code terms} products; arguments as in {@code Gemv.sgemv}, checked. */
    public static void run(
            WorkerPool pool,
            boolean trans,
            int results,
            int terms,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] x,
            int xOff,
            int incx,
            float beta,
            float[] y,
            int yOff,
            int incy) {
        GemvCall call = CALLS.take();
        float[] gathered = incx == 1 ? EMPTY : Scratch.take(terms);
        if (incx != 1) {
            for (int i = 0; i < terms; i++) {
                gathered[i] = x[xOff + i * incx];
            }
        }
        call.trans = trans;
        call.results = results;
        call.terms = terms;
        call.alpha = alpha;
        call.a = a;
        call.aOff = aOff;
        call.lda = lda;
        call.x.set(incx == 1 ? x : gathered, incx == 1 ? xOff : 0, terms, false);
        call.beta = beta;
        call.y = y;
        call.yOff = yOff;
        call.incy = incy;
        int least = Math.max(4 * LANES, TASK_ELEMENTS / Math.max(1, terms) / LANES * LANES);
        call.block = trans ? Math.max(least, columnsOfTask(pool.threads(), results)) : least;
        try {
            pool.run(Math.ceilDiv(results, call.block), call);
        } finally {
            call.a = EMPTY;
            call.x.clear();
            call.y = EMPTY;
            CALLS.give(call);
            if (incx != 1) {
                Scratch.give(gathered);
            }
        }
    }

    /** As many columns as leave two tasks to a thread: rows are read far on, not a few cache lines of each. */
    private static int columnsOfTask(int threads, int columns) {
        int share = threads == 1 ? columns : Math.ceilDiv(columns, 2 * threads);
        return Math.ceilDiv(Math.min(share, MOST_COLUMNS), LANES) * LANES;
    }

    @Override
    public void run(int index) {
        int from = index * block;
        int count = Math.min(block, results - from);
        float[] sums = Scratch.take(count);
        int yAt = yOff + from * incy;
        for (int i = 0; i < count; i++) {
            sums[i] = beta == 0f ? 0f : beta * y[yAt + i * incy];
        }
        if (trans) {
            RowSums.add(x, 1, alpha, terms, a, aOff + from, lda, sums, 0, 0, count);
        } else if (terms > 0) {
            rows(from, count, sums);
        }
        for (int i = 0; i < count; i++) {
            y[yAt + i * incy] = sums[i];
        }
        Scratch.give(sums);
    }

    /** Adds the dot products of the rows of A, four at a time, to {@code count} sums. */
    private void rows(int from, int count, float[] sums) {
        int at = aOff + from * lda;
        int i = 0;
        float[] buffer = Scratch.take(RowDots.BUFFER);
        for (; i + RowDots.ROWS <= count; i += RowDots.ROWS) {
            RowDots.addFour(a, at + i * lda, lda, x.data, x.off, terms, alpha, sums, i, buffer);
        }
        Scratch.give(buffer);
        for (; i < count; i++) {
            sums[i] = Math.fma(alpha, RowReduction.dot(a, at + i * lda, x.data, x.off, terms), sums[i]);
        }
    }
}
