package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.LANES;

/**
 * The innermost loop of matrix products and convolutions over packed operands: a tile of {@link Tiles#ROWS} rows x 2 vectors
 * of columns, or {@link Tiles#WIDE_ROWS} x 4, stays in registers while a chain over k goes by.
 *
 * <p>Two forms differ in how the tile's rows of A are packed: {@link #rows} reads them one after the other, {@link #outer}
 * side by side. Every distance inside the loop is a constant, so C2 needs one address for A and one for B; with an
 * address for each row it spills integers, and the multiply-adds wait for them. The loop counts through the index of one
 * operand, not from zero: that saves the arithmetic and the register of its address.
 *
 * <p>C2 likes to read ahead: it moves all broadcasts of a step before the first multiply-add, and where that takes more
 * registers than there are, it spills sums. It does so within a stretch of code without a branch. A test between two rows
 * that never holds, {@code if (p == start - 1) break;}, is a fence: what is read behind it stays behind it. It costs one
 * instruction, and must compare with a variable: that no index is -1, C2 knows.
 *
 * <p>Arguments of both: the tile has {@code tileRows} rows, {@link Tiles#ROWS} or {@link Tiles#FEW_ROWS}; where at most
 * one vector of its {@code cols} columns counts, one of 14 computes no more than that. More than {@link Tiles#COLUMNS} of
 * them ask for a wide tile. A is packed at {@code aOff}; the panel of B holds {@code steps} rows at {@code bOff}, as wide as
 * the tile; rows of c lie {@code ldc} apart.
 * Each element of c is one chain of fused multiply-adds in the order of the steps, started from what {@code from} holds:
 * c itself to go on from it, {@link Tiles#zeros} with {@code ldFrom = 0} for a new chain.
 */
final class MicroKernel {

    private MicroKernel() {}

    /** Multiplies one tile whose row i of A lies at {@code aOff + i * Tiles.PITCH}. */
    static void rows(
            int tileRows,
            int cols,
            float[] a,
            int aOff,
            int steps,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int ldc,
            float[] from,
            int fromOff,
            int ldFrom) {
        if (cols > Tiles.COLUMNS) {
            Rows6x4.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else if (tileRows == Tiles.FEW_ROWS) {
            Rows4x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else if (!Tiles.TALL) {
            Rows6x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else if (cols <= LANES) {
            Rows14x1.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else {
            Rows14x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        }
    }

    /** Multiplies one tile whose step p of A, a column of the tile, lies at {@code aOff + p * Tiles.STEP}. */
    static void outer(
            int tileRows,
            int cols,
            float[] a,
            int aOff,
            int steps,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int ldc,
            float[] from,
            int fromOff,
            int ldFrom) {
        if (tileRows == Tiles.FEW_ROWS) {
            Outer4x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else if (!Tiles.TALL) {
            Outer6x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else if (cols <= LANES) {
            Outer14x1.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else {
            Outer14x2.multiply(a, aOff, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        }
    }
}
