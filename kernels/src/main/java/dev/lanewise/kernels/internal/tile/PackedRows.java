package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.MOST_STEPS;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;

/**
 * Packing of A: a block of rows in one of the two orders in which the {@link MicroKernel} reads them. Both are copies of
 * runs as they lie in memory; neither transposes.
 *
 * <pre>
 *   one by one                                side by side
 *   row 0: a[0][0] ... a[0][steps - 1]        step 0: a[0][0] ... a[ROWS - 1][0]
 *   row 1, PITCH later                        step 1, STEP later
 *   ...                                       ...; the next ROWS rows follow
 * </pre>
 *
 * <p>Rows past the block that belong to its last tile are zero, or what lies behind: they never reach a result.
 */
public final class PackedRows {

    private PackedRows() {}

    /** Floats that a packed block of {@code rows} rows takes, in either order. */
    public static int size(int rows) {
        int tiles = (rows + ROWS - 1) / ROWS;
        return Math.max(Tiles.wholeRows(Tiles.WIDE, rows) * PITCH, tiles * tileSize(MOST_STEPS)) + LANES;
    }

    /** Floats from one tile to the next where its rows lie side by side; off a power of two. */
    public static int tileSize(int steps) {
        return (steps + 1) * STEP;
    }

    /**
     * Packs {@code rows} rows of {@code steps} elements, {@code lda} apart, times {@code alpha}, one by one, and zeros up to
     * row {@code whole - 1}.
     *
     * <p>Eight rows are read side by side: one row alone is too short for the hardware to fetch ahead, and for a loop
     * to pay off. The last eight reach back.
     */
    public static void packOneByOne(
            float alpha, float[] a, int aOff, int lda, int rows, int whole, int steps, float[] to, int toOff) {
        int eights = rows < 8 ? 0 : rows;
        for (int i = 0; i < eights; i += 8) {
            int row = Math.min(i, rows - 8);
            scaleEightRows(alpha, a, aOff + row * lda, lda, to, toOff + row * PITCH, steps);
        }
        for (int i = eights; i < rows; i++) {
            scaleRow(alpha, a, aOff + i * lda, to, toOff + i * PITCH, steps);
        }
        for (int i = rows; i < whole; i++) {
            Arrays.fill(to, toOff + i * PITCH, toOff + i * PITCH + steps, 0f);
        }
    }

    /**
     * Packs {@code rows} rows of a transposed a, whose steps lie {@code lda} apart, times {@code alpha}, side by side.
     */
    public static void packSideBySide(
            float alpha, float[] a, int aOff, int lda, int rows, int steps, float[] to, int toOff) {
        int whole = rows / ROWS;
        while (whole > 0 && aOff + (whole - 1) * ROWS + (steps - 1L) * lda + STEP > a.length) {
            whole--;
        }
        wholeTiles(alpha, a, aOff, lda, whole, steps, to, toOff);
        for (int i = whole * ROWS; i < rows; i += ROWS) {
            int from = aOff + i;
            int at = toOff + i / ROWS * tileSize(steps);
            int inside = Math.clamp(Math.floorDiv(a.length - STEP - from, lda) + 1, 0, steps);
            wholeTiles(alpha, a, from, lda, 1, inside, to, at);
            from += inside * lda;
            partOfTile(alpha, a, from, lda, Math.min(ROWS, rows - i), steps - inside, to, at + inside * STEP);
        }
    }

    private static void wholeTiles(
            float alpha, float[] a, int aOff, int lda, int tiles, int steps, float[] to, int toOff) {
        var factor = broadcast(F32, alpha);
        int size = tileSize(steps);
        for (int p = 0, at = toOff; p < steps; p++, aOff += lda, at += STEP) {
            for (int tile = 0, from = aOff, place = at; tile < tiles; tile++, from += ROWS, place += size) {
                for (int l = 0; l < STEP; l += LANES) {
                    fromArray(F32, a, from + l).mul(factor).intoArray(to, place + l);
                }
            }
        }
    }

    private static void partOfTile(float alpha, float[] a, int aOff, int lda, int rows, int steps, float[] to, int at) {
        for (int p = 0; p < steps; p++, aOff += lda, at += STEP) {
            for (int i = 0; i < rows; i++) {
                to[at + i] = a[aOff + i] * alpha;
            }
            Arrays.fill(to, at + rows, at + STEP, 0f);
        }
    }

    /** Multiplies {@code rows x cols} elements by {@code factor} where they are. */
    public static void scale(float factor, float[] c, int cOff, int ldc, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            scaleRow(factor, c, cOff + i * ldc, c, cOff + i * ldc, cols);
        }
    }

    private static void scaleEightRows(float alpha, float[] a, int a0, int lda, float[] to, int toOff, int n) {
        var factor = broadcast(F32, alpha);
        int a1 = a0 + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        int a7 = a6 + lda;
        int end = F32.loopBound(n);
        for (int i = 0, at = toOff; i < end; i += LANES, at += LANES) {
            fromArray(F32, a, a0 + i).mul(factor).intoArray(to, at);
            fromArray(F32, a, a1 + i).mul(factor).intoArray(to, at + PITCH);
            fromArray(F32, a, a2 + i).mul(factor).intoArray(to, at + 2 * PITCH);
            fromArray(F32, a, a3 + i).mul(factor).intoArray(to, at + 3 * PITCH);
            fromArray(F32, a, a4 + i).mul(factor).intoArray(to, at + 4 * PITCH);
            fromArray(F32, a, a5 + i).mul(factor).intoArray(to, at + 5 * PITCH);
            fromArray(F32, a, a6 + i).mul(factor).intoArray(to, at + 6 * PITCH);
            fromArray(F32, a, a7 + i).mul(factor).intoArray(to, at + 7 * PITCH);
        }
        for (int row = 0; row < 8; row++) {
            scaleTail(alpha, a, a0 + row * lda, to, toOff + row * PITCH, end, n);
        }
    }

    private static void scaleRow(float alpha, float[] from, int fromOff, float[] to, int toOff, int n) {
        var factor = broadcast(F32, alpha);
        int end = F32.loopBound(n);
        for (int i = 0; i < end; i += LANES) {
            fromArray(F32, from, fromOff + i).mul(factor).intoArray(to, toOff + i);
        }
        scaleTail(alpha, from, fromOff, to, toOff, end, n);
    }

    private static void scaleTail(float alpha, float[] from, int fromOff, float[] to, int toOff, int begin, int n) {
        for (int i = begin; i < n; i++) {
            to[toOff + i] = from[fromOff + i] * alpha;
        }
    }
}
