package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.BLOCK_B;
import static dev.lanewise.kernels.internal.Tiles.BLOCK_N;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.LEAST_STEPS;
import static dev.lanewise.kernels.internal.Tiles.MOST_STEPS;
import static dev.lanewise.kernels.internal.Tiles.READ_WHOLE;
import static dev.lanewise.kernels.internal.Tiles.ROWS;
import static dev.lanewise.kernels.internal.Tiles.roundUp;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * One matrix product on its way through the loops around the micro-kernels.
 *
 * <pre>
 *   for each block of columns, for each of steps          packed B: shared, third-level cache
 *     for each block of rows x columns of C               in parallel
 *       pack the block of A, or read it in place          second-level cache
 *       for each panel of B                               second-level cache
 *         for each tile                                   micro-kernel
 * </pre>
 *
 * <p>B is packed in parallel beforehand. Blocks and tasks never show in a result: c[i][j] is one chain over k, whatever
 * the cuts.
 */
public final class GemmCall implements IndexedTask {

    /** Products with fewer multiplications stay on the calling thread: two threads gain nothing below 112 x 112 x 112. */
    static final long SERIAL_BELOW = 1 << 20;

    private static final int TASKS_PER_THREAD = 4;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<GemmCall> CALLS = new Recycler<>(GemmCall::new);

    final Operand a = new Operand();
    final Operand b = new Operand();
    final Operand c = new Operand();
    int m;
    int n;
    int k;
    private float alpha;
    private float beta;
    private int epilogue;
    private float[] bias = EMPTY;
    private int biasOff;

    private final PackedColumns packed = new PackedColumns();
    private boolean wide;
    private boolean inPlace;
    private boolean plainRows;
    private boolean rowsInPlace;
    private int jc;
    private int nc;
    private int pc;
    private int kc;
    private int rowBlock;
    private int columnBlock;
    private int rowBlocks;
    private int parts;

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
        GemmCall call = CALLS.take();
        call.a.set(a.data, a.off + shiftA, a.ld, a.transposed);
        call.b.set(b.data, b.off + shiftB, b.ld, b.transposed);
        call.c.set(c.data, c.off + shiftC, c.ld, false);
        call.m = m;
        call.n = n;
        call.k = k;
        call.alpha = alpha;
        call.beta = beta;
        call.epilogue = epilogue;
        call.bias = bias;
        call.biasOff = biasOff;
        return call;
    }

    /** Computes the product and gives the call back. */
    public void run(WorkerPool pool) {
        try {
            WorkerPool workers = (long) m * n * k < SERIAL_BELOW ? WorkerPool.SERIAL : pool;
            plainRows = !a.transposed && alpha == 1f;
            inPlace = plainRows && !b.transposed && beta == 0f && InPlace.serves(m, n, k, b.ld);
            wide = !a.transposed && Tiles.wide(m);
            if (inPlace) {
                parts = Math.min(InPlace.tasks(m, n), enough(workers));
                workers.run(parts, this);
            } else {
                blocks(workers);
            }
        } finally {
            giveBack();
        }
    }

    /** Gives the call back. */
    void giveBack() {
        a.clear();
        b.clear();
        c.clear();
        bias = EMPTY;
        CALLS.give(this);
    }

    private void blocks(WorkerPool pool) {
        boolean wholeRows = wide && !b.transposed && m <= READ_WHOLE && n <= BLOCK_B / LEAST_STEPS;
        int steps = Tiles.evenly(k, wholeRows ? Math.min(MOST_STEPS, BLOCK_B / n) : MOST_STEPS);
        int columns = wholeRows ? n : BLOCK_N;
        for (jc = 0; jc < n; jc += columns) {
            nc = Math.min(n - jc, columns);
            pc = 0;
            do {
                kc = Math.min(steps, k - pc);
                block(pool);
                pc += kc;
            } while (pc < k);
        }
    }

    private void block(WorkerPool pool) {
        int enough = enough(pool);
        cut(enough);
        rowsInPlace = plainRows && RowsInPlace.serves(m, Math.min(nc, columnBlock));
        packed.of(b, wide, rowsInPlace);
        packed.block(pc, kc, jc, nc);
        try {
            packed.pack(pool, enough);
            pool.run(rowBlocks * ((nc + columnBlock - 1) / columnBlock), this);
        } finally {
            packed.giveBack();
        }
    }

    /** Chooses blocks that are large, yet give every thread a few. */
    private void cut(int enough) {
        int unit = Tiles.rowsOfTile(wide);
        rowBlock = roundUp(Tiles.evenly(m, Tiles.blockRows(kc)), unit);
        columnBlock = roundUp(nc, COLUMNS);
        while (tasks() < enough && (rowBlock > 4 * ROWS || columnBlock > 2 * COLUMNS)) {
            if (rowBlock >= columnBlock && rowBlock > 4 * ROWS || columnBlock <= 2 * COLUMNS) {
                rowBlock = roundUp(rowBlock / 2, unit);
            } else {
                columnBlock = roundUp(columnBlock / 2, Tiles.columns(wide));
            }
        }
        rowBlocks = (m + rowBlock - 1) / rowBlock;
    }

    /** Tasks that keep all threads at work. */
    private static int enough(WorkerPool pool) {
        return pool.threads() == 1 ? 1 : TASKS_PER_THREAD * pool.threads();
    }

    private int tasks() {
        return ((m + rowBlock - 1) / rowBlock) * ((nc + columnBlock - 1) / columnBlock);
    }

    @Override
    public void run(int index) {
        if (inPlace) {
            InPlace.task(index, parts, a, b, c, m, n, k, epilogue, bias, biasOff);
        } else {
            multiply(index % rowBlocks * rowBlock, index / rowBlocks * columnBlock);
        }
    }

    /** Continues the block of C whose first element is (i0, jc + j0) by {@code kc} steps. */
    private void multiply(int i0, int j0) {
        int rows = Math.min(rowBlock, m - i0);
        int cols = Math.min(columnBlock, nc - j0);
        int at = c.at(i0, jc + j0);
        if (pc == 0) {
            scale(at, rows, cols);
        }
        boolean goesOn = pc > 0 || beta != 0f;
        int finish = pc + kc == k ? epilogue : 0;
        if (rowsInPlace) {
            RowsInPlace.multiply(a, i0, rows, pc, kc, packed, j0, c, jc + j0, cols, goesOn, finish, bias, biasOff);
            return;
        }
        int rowsSize = PackedRows.size(rows);
        int biasAt = biasOff + jc + j0;
        BlockKernel kernel = BlockKernel.take(
                a.transposed, wide, rows, cols, false, rowsSize, c.data, at, c.ld, goesOn, finish, bias, biasAt);
        packRows(i0, rows, kernel.rows);
        for (int j = 0; j < cols; j += packed.columns(cols - j)) {
            kernel.multiply(0, 0, rows, packed.data, packed.at(j0 + j), j, kc, true, true);
        }
        kernel.giveBack();
    }

    /** Multiplies a block of C by beta, unless that is left to the chains. */
    private void scale(int at, int rows, int cols) {
        if (beta != 0f && beta != 1f) {
            PackedRows.scale(beta, c.data, at, c.ld, rows, cols);
        }
    }

    private void packRows(int i, int rows, float[] to) {
        int from = a.at(i, pc);
        if (a.transposed) {
            PackedRows.packSideBySide(alpha, a.data, from, a.ld, rows, kc, to, BlockKernel.ROWS_OFF);
        } else {
            int whole = Tiles.wholeRows(wide, rows);
            PackedRows.packOneByOne(alpha, a.data, from, a.ld, rows, whole, kc, to, BlockKernel.ROWS_OFF);
        }
    }
}
