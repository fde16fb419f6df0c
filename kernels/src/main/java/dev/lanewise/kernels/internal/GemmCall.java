package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.BLOCK_K;
import static dev.lanewise.kernels.internal.Tiles.BLOCK_M;
import static dev.lanewise.kernels.internal.Tiles.BLOCK_N;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.MAX_ELEMENTS;
import static dev.lanewise.kernels.internal.Tiles.OUTER_ROWS;
import static dev.lanewise.kernels.internal.Tiles.ROWS;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * One matrix product on its way through the loops around the micro-kernels.
 *
 * <pre>
 *   for each BLOCK_N columns jc          B block: shared, third-level cache
 *     for each BLOCK_K steps pc          B panel: first-level cache
 *       pack B                           in parallel
 *       for each block of rows x columns in parallel; A block: packed by the task, second-level cache
 *         for each panel, for each tile  micro-kernel
 * </pre>
 *
 * <p>Blocks and tasks never show in a result: c[i][j] is one chain over k, whatever the cuts.
 */
public final class GemmCall implements IndexedTask {

    /** Products with fewer multiplications stay on the calling thread. */
    private static final long SERIAL_BELOW = 1 << 18;

    /** Rows of C from which packing B pays. */
    private static final int PACK_B_ROWS = 4 * OUTER_ROWS;

    /** Panels that read a block of A from which packing it pays. */
    private static final int PACK_A_PANELS = 4;

    /** Columns of a task: its part of B, 256 x 512 floats, is half of a second-level cache. */
    private static final int TASK_COLUMNS = 512;

    private static final int PANELS_PER_TASK = 4;
    private static final int TASKS_PER_THREAD = 4;

    /** Keeps the rows of a packed block off each other's cache sets. */
    private static final int ROW_GAP = 16;

    private static final int[] ONE_RUN = {0};
    private static final float[] EMPTY = new float[0];
    private static final Recycler<GemmCall> CALLS = new Recycler<>(GemmCall::new);
    private static final Recycler<int[]> STEPS = new Recycler<>(() -> new int[BLOCK_K]);

    private enum Phase {
        PACK,
        MULTIPLY,
        BATCH
    }

    private boolean transA;
    private boolean transB;
    private int m;
    private int n;
    private int k;
    private float alpha;
    private float[] a = EMPTY;
    private int aOff;
    private int lda;
    private float[] b = EMPTY;
    private int bOff;
    private int ldb;
    private float beta;
    private float[] c = EMPTY;
    private int cOff;
    private int ldc;
    private int epilogue;
    private float[] bias = EMPTY;
    private int biasOff;

    private boolean packB;
    private float[] packed = EMPTY;
    private Phase phase = Phase.MULTIPLY;
    private int jc;
    private int nc;
    private int pc;
    private int kc;
    private boolean goesOn;
    private int finish;
    private int rowBlock;
    private int columnBlock;
    private int rowBlocks;

    private long strideA;
    private long strideB;
    private long strideC;

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
        call.transA = transA;
        call.transB = transB;
        call.m = m;
        call.n = n;
        call.k = alpha == 0f ? 0 : k;
        call.alpha = alpha;
        call.a = a;
        call.aOff = aOff;
        call.lda = lda;
        call.b = b;
        call.bOff = bOff;
        call.ldb = ldb;
        call.beta = beta;
        call.c = c;
        call.cOff = cOff;
        call.ldc = ldc;
        call.epilogue = epilogue;
        call.bias = bias;
        call.biasOff = biasOff;
        return call;
    }

    /** Computes the product and gives the call back. */
    public void run(WorkerPool pool) {
        try {
            blocks((long) m * n * k < SERIAL_BELOW ? WorkerPool.SERIAL : pool);
        } finally {
            giveBack();
        }
    }

    /** Computes {@code batch} products whose matrices lie the given strides apart, and gives the call back. */
    public void runBatched(WorkerPool pool, int batch, long strideA, long strideB, long strideC) {
        this.strideA = strideA;
        this.strideB = strideB;
        this.strideC = strideC;
        try {
            boolean few = batch < pool.threads() || (long) m * n * k * batch < SERIAL_BELOW;
            if (few) {
                for (int i = 0; i < batch; i++) {
                    product(i, pool);
                }
            } else {
                phase = Phase.BATCH;
                pool.run(batch, this);
            }
        } finally {
            giveBack();
        }
    }

    private void product(int i, WorkerPool pool) {
        of(
                        transA,
                        transB,
                        m,
                        n,
                        k,
                        alpha,
                        a,
                        (int) (aOff + i * strideA),
                        lda,
                        b,
                        (int) (bOff + i * strideB),
                        ldb,
                        beta,
                        c,
                        (int) (cOff + i * strideC),
                        ldc,
                        epilogue,
                        bias,
                        biasOff)
                .run(pool);
    }

    private void giveBack() {
        a = EMPTY;
        b = EMPTY;
        c = EMPTY;
        bias = EMPTY;
        CALLS.give(this);
    }

    private void blocks(WorkerPool pool) {
        if (beta != 0f && beta != 1f) {
            Panels.scaleCopy(beta, c, cOff, ldc, m, n, c, cOff, ldc);
        }
        packB = transB || m >= PACK_B_ROWS;
        int columns = packB ? roundUp(Math.min(n, BLOCK_N), COLUMNS) : COLUMNS;
        packed = Scratch.take(columns * Math.min(k, BLOCK_K));
        try {
            for (jc = 0; jc < n; jc += BLOCK_N) {
                nc = Math.min(n - jc, BLOCK_N);
                pc = 0;
                do {
                    kc = Math.min(k - pc, BLOCK_K);
                    block(pool);
                    pc += kc;
                } while (pc < k);
            }
        } finally {
            Scratch.give(packed);
            packed = EMPTY;
        }
    }

    private void block(WorkerPool pool) {
        boolean last = pc + kc == k;
        goesOn = pc > 0 || beta != 0f;
        finish = last ? epilogue : 0;
        int panels = (nc + COLUMNS - 1) / COLUMNS;
        if (packB) {
            phase = Phase.PACK;
            pool.run((panels + PANELS_PER_TASK - 1) / PANELS_PER_TASK, this);
        } else if (nc % COLUMNS != 0) {
            packPanel(panels - 1);
        }
        cut(pool.threads());
        phase = Phase.MULTIPLY;
        pool.run(rowBlocks * ((nc + columnBlock - 1) / columnBlock), this);
    }

    /** Chooses blocks that are large, yet give every thread a few. */
    private void cut(int threads) {
        int tile = transA ? OUTER_ROWS : ROWS;
        rowBlock = Math.min(BLOCK_M, roundUp(m, tile));
        columnBlock = Math.min(Math.max(TASK_COLUMNS, COLUMNS), roundUp(nc, COLUMNS));
        int enough = threads == 1 ? 1 : TASKS_PER_THREAD * threads;
        while (tasks() < enough && (rowBlock > 2 * OUTER_ROWS || columnBlock > 2 * COLUMNS)) {
            if (rowBlock >= columnBlock && rowBlock > 2 * OUTER_ROWS || columnBlock <= 2 * COLUMNS) {
                rowBlock = roundUp(rowBlock / 2, tile);
            } else {
                columnBlock = roundUp(columnBlock / 2, COLUMNS);
            }
        }
        rowBlocks = (m + rowBlock - 1) / rowBlock;
    }

    private int tasks() {
        return ((m + rowBlock - 1) / rowBlock) * ((nc + columnBlock - 1) / columnBlock);
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PACK -> packPanels(index);
            case MULTIPLY -> multiply(index);
            case BATCH -> product(index, WorkerPool.SERIAL);
        }
    }

    private void packPanels(int index) {
        int panels = (nc + COLUMNS - 1) / COLUMNS;
        int from = index * PANELS_PER_TASK;
        for (int panel = from; panel < Math.min(panels, from + PANELS_PER_TASK); panel++) {
            packPanel(panel);
        }
    }

    private void packPanel(int panel) {
        int j = panel * COLUMNS;
        int cols = Math.min(COLUMNS, nc - j);
        int to = packB ? j * kc : 0;
        if (transB) {
            Panels.packTransposed(b, bOff + (jc + j) * ldb + pc, ldb, kc, cols, packed, to);
        } else {
            Panels.pack(b, bOff + pc * ldb + jc + j, ldb, kc, cols, packed, to);
        }
    }

    private void multiply(int index) {
        int i0 = index % rowBlocks * rowBlock;
        int j0 = index / rowBlocks * columnBlock;
        int rows = Math.min(rowBlock, m - i0);
        int jEnd = Math.min(j0 + columnBlock, nc);
        int panels = (jEnd - j0 + COLUMNS - 1) / COLUMNS;
        boolean packA = alpha != 1f || panels > PACK_A_PANELS || transA && m < OUTER_ROWS;
        int ld = transA ? roundUp(rows, OUTER_ROWS) + ROW_GAP : kc + ROW_GAP;
        int edge = packA ? (transA ? kc : rows) * ld : 0;
        float[] buffer = Scratch.take(edge + MAX_ELEMENTS + COLUMNS);
        int[] steps = STEPS.take();
        int at = transA ? aOff + pc * lda + i0 : aOff + i0 * lda + pc;
        if (packA) {
            Panels.scaleCopy(alpha, a, at, lda, transA ? kc : rows, transA ? rows : kc, buffer, 0, ld);
            at = 0;
        } else {
            ld = lda;
        }
        for (int p = 0; transA && p < kc; p++) {
            steps[p] = p * ld;
        }
        for (int j = j0; j < jEnd; j += COLUMNS) {
            tiles(packA ? buffer : a, at, ld, steps, i0, rows, j, buffer, edge);
        }
        STEPS.give(steps);
        Scratch.give(buffer);
    }

    /**
     * The tiles of one panel and one block of rows: row i of A starts at {@code at + i * ld}, or at {@code at + i} with
     * its steps at the addresses of {@code steps} where A is transposed.
     */
    private void tiles(float[] from, int at, int ld, int[] steps, int i0, int rows, int j, float[] buffer, int edge) {
        int height = transA ? OUTER_ROWS : ROWS;
        int cols = Math.min(COLUMNS, nc - j);
        boolean inPlaceB = !packB && cols == COLUMNS;
        float[] panel = inPlaceB ? b : packed;
        int panelOff = inPlaceB ? bOff + pc * ldb + jc + j : packB ? j * kc : 0;
        int panelStep = inPlaceB ? ldb : COLUMNS;
        for (int i = 0; i < rows; i += height) {
            int valid = Math.min(height, rows - i);
            int back = transA && from == a ? Math.max(0, i0 + i + height - m) : 0;
            int to = cOff + (i0 + i) * ldc + jc + j;
            boolean whole = valid == height && cols == COLUMNS;
            float[] tile = whole ? c : buffer;
            int tileOff = whole ? to : edge;
            int ldTile = whole ? ldc : COLUMNS;
            if (!whole) {
                beforeEdge(to, back, valid, cols, j, buffer, edge);
            }
            float[] start = goesOn ? tile : Tiles.ZEROS;
            int startOff = goesOn ? tileOff : 0;
            int ldStart = goesOn ? ldTile : 0;
            if (transA) {
                OuterTile.multiply(
                        from,
                        at + i - back,
                        steps,
                        kc,
                        panel,
                        panelOff,
                        panelStep,
                        tile,
                        tileOff,
                        ldTile,
                        start,
                        startOff,
                        ldStart);
            } else {
                int last = valid - 1;
                RowsTile.multiply(
                        from,
                        at + i * ld,
                        at + (i + Math.min(1, last)) * ld,
                        at + (i + Math.min(2, last)) * ld,
                        at + (i + Math.min(3, last)) * ld,
                        at + (i + Math.min(4, last)) * ld,
                        at + (i + Math.min(5, last)) * ld,
                        ONE_RUN,
                        1,
                        kc,
                        panel,
                        panelOff,
                        panelStep,
                        tile,
                        tileOff,
                        ldTile,
                        start,
                        startOff,
                        ldStart);
            }
            if (finish != 0) {
                Finish.tile(
                        tile,
                        tileOff,
                        ldTile,
                        height,
                        finish,
                        whole ? bias : buffer,
                        whole ? biasOff + jc + j : edge + MAX_ELEMENTS);
            }
            if (!whole) {
                EdgeTile.store(buffer, edge, back, valid, cols, c, to, ldc);
            }
        }
    }

    private void beforeEdge(int to, int firstRow, int rows, int cols, int j, float[] buffer, int edge) {
        if (goesOn) {
            EdgeTile.load(c, to, ldc, firstRow, rows, cols, buffer, edge);
        }
        if ((finish & Finish.BIAS) != 0) {
            System.arraycopy(bias, biasOff + jc + j, buffer, edge + MAX_ELEMENTS, cols);
        }
    }

    private static int roundUp(int value, int multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }
}
