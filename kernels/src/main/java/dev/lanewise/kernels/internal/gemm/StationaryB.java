package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * Products of few rows of A and a large B that is not transposed: B is not packed, but read once, from end to end. A block of
 * it, eight steps of two vectors of columns, stays in registers while the rows of A go by ({@link Stationary8x2}), and the
 * sums of many columns stay in a cache from one block to the next.
 *
 * <p>Sums lie in scratch memory, for rows of C may be a multiple of 4 KiB apart and meet in one set of the cache. Blocks begin
 * where cache lines of B do. What lies before and behind a row of B is multiplied too, and left out of C; the steps for which
 * B's array does not reach as far are copied.
 */
final class StationaryB {

    /** Steps of a block. */
    private static final int STEPS = 8;

    /** Floats of a row of A that are copied at a time: a cache line, two blocks. */
    private static final int LINE = CacheLines.FLOATS;

    /** Steps of A that are copied at a time. */
    private static final int RUN = 256;

    /** Columns of a block. */
    private static final int COLUMNS = 2 * LANES;

    /** Most sums of one row that are kept at a time: B is then read in runs of up to 16 KiB. */
    private static final int MOST_COLUMNS = 4096;

    /** Most sums of all rows, 256 KiB of the second-level cache. */
    private static final int MOST_SUMS = 1 << 16;

    /** Columns from which on beginning with a cache line is worth a block more. */
    private static final int ALIGNED_FROM = 512;

    /** Steps below which copying the sums takes longer than packing B. */
    private static final int LEAST_STEPS = 64;

    /** Most rows: with more, packing B pays off, whatever its size. */
    private static final int MOST_ROWS = 64;

    /** Rows up to which B may be small. */
    private static final int FEW_ROWS = 7;

    /** Rows that fill a tile of {@link InPlace}. */
    private static final int ONE_TILE = 5;

    /** Floats of B, 8 MiB, from which on it is read too slowly in strips of such a tile. */
    private static final int LARGE = 1 << 21;

    /** The same, for each row, of more rows. */
    private static final int LARGE_FOR_ROW = 1 << 15;

    private StationaryB() {}

    /** Whether {@code call} is one of these: at 512 bits. Narrower vectors gain nothing on average. */
    static boolean serves(GemmCall call) {
        boolean wide = F32.vectorBitSize() == 512;
        return wide && !call.b.transposed && call.k >= LEAST_STEPS && pays(call.m, call.n, (long) call.n * call.k);
    }

    private static boolean pays(int m, int n, long floats) {
        return m > FEW_ROWS
                ? m <= MOST_ROWS && floats >= (long) m * LARGE_FOR_ROW
                : m > ONE_TILE || n < Tiles.WIDE_COLUMNS || floats >= LARGE;
    }

    /** Computes the product of {@code call}. */
    static void multiply(GemmCall call) {
        Operand c = call.c;
        int m = call.m;
        int limit = Math.min(MOST_COLUMNS, MOST_SUMS / m) + COLUMNS;
        int most = Tiles.roundUp(Tiles.evenly(before(call, 0) + call.n, limit), COLUMNS);
        int pitch = most + CacheLines.FLOATS; // an odd number of cache lines
        float[] a = CacheLines.take(m * RUN);
        float[] sums = CacheLines.take((m + STEPS) * pitch);
        for (int j = 0, columns; j < call.n; j += columns) {
            int before = before(call, j);
            columns = Math.min(most - before, call.n - j);
            int at = c.at(0, j);
            int sumsAt = CacheLines.FIRST + before;
            if (call.beta != 0f) {
                copy(c.data, at, c.ld, sums, sumsAt, pitch, m, columns);
            }
            FewRows.start(call.beta, sums, sumsAt, pitch, m, columns);
            addAll(call, a, j, before, columns, sums, pitch);
            copy(sums, sumsAt, pitch, c.data, at, c.ld, m, columns);
            Finish.tile(c.data, at, c.ld, m, columns, call.epilogue, call.bias, call.biasOff + j);
        }
        Scratch.give(sums);
        Scratch.give(a);
    }

    /** Columns before {@code j} with which a block begins, so that its vectors lie in one cache line each. */
    private static int before(GemmCall call, int j) {
        Operand b = call.b;
        return call.n >= ALIGNED_FROM ? -CacheLines.head(b.data, b.at(0, j), b.ld) & (LANES - 1) : 0;
    }

    /**
     * Copies alpha times up to {@link #RUN} steps of A, a cache line of each row after the other. What the last line has more is
     * -0: its product with 0 leaves any sum as it is.
     */
    private static void copyRows(GemmCall call, int step, float[] to) {
        Operand a = call.a;
        int steps = Math.min(RUN, call.k - step);
        int pitch = call.m * LINE;
        int whole = a.transposed ? 0 : steps / LINE * LINE;
        int end = Tiles.roundUp(steps, LINE);
        for (int i = 0, at = CacheLines.FIRST; i < call.m; i++, at += LINE) {
            scale(call.alpha, a.data, a.at(i, step), whole, to, at, pitch);
            for (int p = whole; p < end; p++) {
                to[at + p / LINE * pitch + p % LINE] = p < steps ? call.alpha * a.data[a.at(i, step + p)] : -0f;
            }
        }
    }

    private static void scale(float alpha, float[] a, int aOff, int steps, float[] to, int at, int pitch) {
        for (int p = 0, line = at; p < steps; p += LINE, line += pitch) {
            for (int q = 0; q < LINE; q += LANES) {
                fromArray(F32, a, aOff + p + q).mul(alpha).intoArray(to, line + q);
            }
        }
    }

    /** Adds the products of all steps and some columns to their sums. */
    private static void addAll(GemmCall call, float[] a, int j, int before, int columns, float[] sums, int pitch) {
        Operand b = call.b;
        int width = Tiles.roundUp(before + columns, COLUMNS);
        int rest = CacheLines.FIRST + call.m * pitch;
        for (int p = 0; p < call.k; p += STEPS) {
            if (p % RUN == 0) {
                copyRows(call, p, a);
            }
            int steps = Math.min(STEPS, call.k - p);
            int at = b.at(p, j) - before;
            if (steps == STEPS && at >= 0 && b.at(p + STEPS - 1, j) - before <= b.data.length - width) {
                sweep(a, p, call.m, b.data, at, b.ld, width, sums, pitch);
            } else {
                Arrays.fill(sums, rest, rest + STEPS * pitch, 0f);
                copy(b.data, at + before, b.ld, sums, rest + before, pitch, steps, columns);
                sweep(a, p, call.m, sums, rest, pitch, width, sums, pitch);
            }
        }
    }

    /** Adds the products of eight steps, block by block. */
    private static void sweep(
            float[] a, int step, int rows, float[] b, int bOff, int ldb, int width, float[] sums, int pitch) {
        int of = step % RUN;
        int aOff = CacheLines.FIRST + of / LINE * LINE * rows + of % LINE;
        for (int j = 0; j < width; j += COLUMNS) {
            Stationary8x2.add(a, aOff, rows, b, bOff + j, ldb, sums, CacheLines.FIRST + j, pitch);
        }
    }

    private static void copy(float[] x, int xOff, int ldx, float[] y, int yOff, int ldy, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, xOff + i * ldx, y, yOff + i * ldy, columns);
        }
    }
}
