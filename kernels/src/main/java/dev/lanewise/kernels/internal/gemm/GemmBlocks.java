package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.tile.Tiles.MOST_STEPS;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.PackedRows;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * A matrix product on one thread: the loops around the micro-kernels.
 *
 * <pre>
 *   for each block of columns, for each of steps
 *     pack the block of B                               third-level cache
 *     for each block of rows
 *       pack the block of A, or read it in place        second-level cache
 *       for each panel of B                             second-level cache
 *         for each tile                                 micro-kernel
 * </pre>
 */
final class GemmBlocks {

    /** Floats of B that a thread packs at a time: 4 MiB. */
    private static final int BLOCK_B = 1 << 20;

    /** Columns of B that are packed at a time. */
    private static final int BLOCK_N = 1024;

    /** Rows of A up to which packing takes so large a part that rows of B are read whole, in fewer steps at a time. */
    private static final int READ_WHOLE = 192;

    /** Steps below which visits to C take more than that saves. */
    private static final int LEAST_STEPS = 256;

    /** The same where these rows are all of B, so that one begins where the one before ends. */
    private static final int LEAST_STEPS_OF_ALL = 96;

    private static final Recycler<GemmBlocks> BLOCKS = new Recycler<>(GemmBlocks::new);

    private final PackedColumns packed = new PackedColumns();
    private boolean wide;
    private boolean rowsInPlace;
    private int jc;
    private int nc;
    private int pc;
    private int kc;

    private GemmBlocks() {}

    /** Computes {@code call}. */
    static void multiply(GemmCall call) {
        GemmBlocks blocks = BLOCKS.take();
        blocks.columns(call);
        BLOCKS.give(blocks);
    }

    private void columns(GemmCall call) {
        wide = !call.a.transposed && Tiles.wide(call.m);
        int leastSteps = call.n == call.b.ld ? LEAST_STEPS_OF_ALL : LEAST_STEPS;
        boolean wholeRows = !call.b.transposed && call.m <= READ_WHOLE && call.n <= BLOCK_B / leastSteps;
        int steps = Tiles.evenly(call.k, wholeRows ? Math.min(MOST_STEPS, BLOCK_B / call.n) : MOST_STEPS);
        int columns = wholeRows ? call.n : BLOCK_N;
        for (jc = 0; jc < call.n; jc += columns) {
            nc = Math.min(call.n - jc, columns);
            rowsInPlace = !call.a.transposed && call.alpha == 1f && RowsInPlace.serves(call.m, nc);
            pc = 0;
            do {
                kc = Math.min(steps, call.k - pc);
                packed.pack(call.b, pc, kc, jc, nc, wide, rowsInPlace);
                rows(call);
                packed.giveBack();
                pc += kc;
            } while (pc < call.k);
        }
    }

    private void rows(GemmCall call) {
        int most = roundUp(Tiles.evenly(call.m, Tiles.blockRows(kc)), Tiles.rowsOfTile(wide));
        for (int i = 0; i < call.m; i += most) {
            block(call, i, Math.min(most, call.m - i));
        }
    }

    /** Continues {@code rows} rows of C, from row {@code i} on, by {@code kc} steps. */
    private void block(GemmCall call, int i, int rows) {
        Operand a = call.a;
        Operand c = call.c;
        int at = c.at(i, jc);
        float beta = call.beta;
        if (pc == 0 && beta != 0f && beta != 1f) {
            PackedRows.scale(beta, c.data, at, c.ld, rows, nc);
        }
        boolean goesOn = pc > 0 || beta != 0f;
        int finish = pc + kc == call.k ? call.epilogue : 0;
        int biasAt = call.biasOff + jc;
        if (rowsInPlace) {
            RowsInPlace.multiply(a, i, rows, pc, kc, packed, c, jc, nc, goesOn, finish, call.bias, biasAt);
            return;
        }
        BlockKernel kernel = BlockKernel.take(
                a.transposed,
                wide,
                rows,
                nc,
                false,
                PackedRows.size(rows),
                c.data,
                at,
                c.ld,
                goesOn,
                finish,
                call.bias,
                biasAt);
        packRows(call.alpha, a, i, rows, kernel.rows);
        for (int j = 0; j < nc; j += packed.columns(nc - j)) {
            kernel.multiply(0, 0, rows, packed.data, packed.at(j), j, kc, true, true);
        }
        kernel.giveBack();
    }

    private void packRows(float alpha, Operand a, int i, int rows, float[] to) {
        int from = a.at(i, pc);
        if (a.transposed) {
            PackedRows.packSideBySide(alpha, a.data, from, a.ld, rows, kc, to, BlockKernel.ROWS_OFF);
        } else {
            int whole = Tiles.wholeRows(wide, rows);
            PackedRows.packOneByOne(alpha, a.data, from, a.ld, rows, whole, kc, to, BlockKernel.ROWS_OFF);
        }
    }
}
