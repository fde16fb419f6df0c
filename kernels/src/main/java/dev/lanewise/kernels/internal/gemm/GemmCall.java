package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.tile.Finish;

/**
 * One matrix product: its arguments, and the parts of C that its threads compute.
 *
 * <p>A part is a product of its own, of some rows of A and some columns of B, which its thread packs for itself
 * ({@link GemmBlocks}): what two threads pack twice takes less time than it takes to wait for each other, and to fetch what
 * the other has packed from its core. Parts never show in a result: c[i][j] is one chain over k, whatever the cuts.
 */
public final class GemmCall implements IndexedTask {

    /**
     * Products with fewer multiplications stay on the calling thread: as long as a thread that was woken still shares its
     * caller's core, two of them take longer than one (64^3 1.25 times), and all they save afterwards is a sixth.
     */
    private static final long SERIAL_BELOW = 1 << 19;

    /** Products with fewer multiplications are done before a sleeping thread has woken up. */
    private static final long SHORT_BELOW = 1 << 22;

    /** Multiplications, a millisecond of two threads, for which a thread has another part, and most parts of a thread. */
    private static final long LONG = 1 << 28;

    private static final int MOST_PARTS = 4;

    /** Rows that take as long as packing a row of B does. */
    private static final int PACKING = 16;

    /** Columns that take as long as reading a row of A does. */
    private static final int READING = 4;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<GemmCall> CALLS = new Recycler<>(GemmCall::new);

    final Operand a = new Operand();
    final Operand b = new Operand();
    final Operand c = new Operand();
    int m;
    int n;
    int k;
    float alpha;
    float beta;
    int epilogue;
    float[] bias = EMPTY;
    int biasOff;

    private int partRows;
    private int partColumns;
    private int parts;
    private int partsDown;

    private GemmCall() {}

    /**
     * A borrowed call for {@code c = epilogue(alpha op(a) op(b) + beta c)}, to be run once. Arguments as in
     * {@code Gemm.sgemm}, checked, with {@code m > 0} and {@code n > 0}; {@code epilogue} holds bits of {@link Finish}.
     */
    public static GemmCall of(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc,
            int epilogue,
            float[] bias,
            int biasOff) {
        GemmCall call = CALLS.take();
        call.a.set(a, aOff, lda, transA);
        call.b.set(b, bOff, ldb, transB);
        call.c.set(c, cOff, ldc, false);
        call.m = m;
        call.n = n;
        call.k = alpha == 0f ? 0 : k;
        call.alpha = alpha;
        call.beta = beta;
        call.epilogue = epilogue;
        call.bias = bias;
        call.biasOff = biasOff;
        return call;
    }

    /** A borrowed call like this one on matrices the given numbers of elements further on. */
    GemmCall shifted(int shiftA, int shiftB, int shiftC) {
        return of(
                a.transposed,
                b.transposed,
                m,
                n,
                k,
                alpha,
                a.data,
                a.off + shiftA,
                a.ld,
                b.data,
                b.off + shiftB,
                b.ld,
                beta,
                c.data,
                c.off + shiftC,
                c.ld,
                epilogue,
                bias,
                biasOff);
    }

    /** A borrowed call for the transpose of a C that is one column without gaps, and so a row, without its epilogue. */
    GemmCall transposedProduct() {
        return of(
                !b.transposed,
                !a.transposed,
                1,
                m,
                k,
                1f,
                b.data,
                b.off,
                b.ld,
                a.data,
                a.off,
                a.ld,
                beta,
                c.data,
                c.off,
                m,
                0,
                EMPTY,
                0);
    }

    /** Computes the product and gives the call back. */
    public void run(WorkerPool pool) {
        try {
            long multiplications = (long) m * n * k;
            cut(shared(multiplications, pool) ? pool.threads() * partsOfThread(multiplications) : 1);
            if (parts == 1) {
                multiply();
            } else {
                pool.run(parts, this);
            }
        } finally {
            giveBack();
        }
    }

    /** Whether the threads of a pool are to share so many multiplications. */
    static boolean shared(long multiplications, WorkerPool pool) {
        return pool.threads() > 1
                && multiplications >= SERIAL_BELOW
                && (multiplications >= SHORT_BELOW || pool.sharesShortRegions());
    }

    /** One, or more where the product takes milliseconds: another program may take a core away for as long. */
    private static int partsOfThread(long multiplications) {
        return (int) Math.clamp(multiplications / LONG, 1L, MOST_PARTS);
    }

    /** Gives the call back. */
    void giveBack() {
        a.clear();
        b.clear();
        c.clear();
        bias = EMPTY;
        CALLS.give(this);
    }

    /** Cuts C into at most so many parts, of equal size, such that one of them takes as little time as can be. */
    private void cut(int most) {
        long least = Long.MAX_VALUE;
        for (int down = 1; down <= most; down++) {
            int rows = Math.ceilDiv(m, down);
            long columns = (long) Math.ceilDiv(Math.ceilDiv(n, most / down), LANES) * LANES;
            long cost = ((long) rows + PACKING) * columns + (long) READING * rows;
            if (cost < least) {
                least = cost;
                partRows = rows;
                partColumns = (int) Math.min(n, columns);
            }
        }
        partsDown = Math.ceilDiv(m, partRows);
        parts = partsDown * Math.ceilDiv(n, partColumns);
    }

    @Override
    public void run(int index) {
        int i = index % partsDown * partRows;
        int j = index / partsDown * partColumns;
        GemmCall part = shifted(a.at(i, 0) - a.off, b.at(0, j) - b.off, c.at(i, j) - c.off);
        part.m = Math.min(partRows, m - i);
        part.n = Math.min(partColumns, n - j);
        part.biasOff += j;
        try {
            part.multiply();
        } finally {
            part.giveBack();
        }
    }

    /** Computes the product on this thread. */
    private void multiply() {
        boolean plain = !a.transposed && !b.transposed && alpha == 1f && beta == 0f;
        if (FewRows.serves(this)) {
            FewRows.multiply(this);
        } else if (StationaryB.serves(this)) {
            StationaryB.multiply(this);
        } else if (plain && InPlace.serves(m, n, k, b.ld)) {
            InPlace.multiply(a, b, c, m, n, k, epilogue, bias, biasOff);
        } else {
            GemmBlocks.multiply(this);
        }
    }
}
