package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.WIDE_COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.EdgeTile;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Products that pack nothing, because their B stays in a cache as it lies, or is read once.
 *
 * <p>Tiles are 5 rows x 4 vectors; where the columns left fill one tile more or less, 4 x 5, 7 x 3, 8 x 2 or 8 x 1. Where
 * they would end outside, the last tile of rows and the last vector of 2, 3 or 5 reach back, or all of 1 and 4: what they
 * compute again they compute alike. So chains must start from zero, and a tile is finished as soon as it is stored. Fewer
 * than 8 rows are copied, and rows of zeros are put behind them to make a tile.
 *
 * <p>Arguments of the kernels: row i of A lies at {@code aOff + i * lda}, step p of B at {@code bOff + p * ldb}, row i of C
 * at {@code cOff + i * ldc}; {@code last} is the first column of the last vector. Each element of C is one chain of fused
 * multiply-adds in the order of the steps.
 */
final class InPlace {

    /** Rows from which on no tile is too high. */
    private static final int ROWS = 8;

    /** Rows of the tiles with one to five vectors of columns. */
    private static final int[] ROWS_OF_TILE = {0, 8, 8, 7, 5, 4};

    /** Vectors of a tile in the midst of many columns. */
    private static final int VECTORS = WIDE_COLUMNS / LANES;

    /** Rows that go by all panels of columns before the next: they stay in the first-level cache. */
    private static final int BLOCK = 5 * ROWS;

    /** Floats from the first to the last of B, 48 KiB: with 64, 128^3 is slower than packed. */
    private static final int SMALL = 12 << 10;

    /** The same for less than one panel of columns, 768 KiB: they come from the second-level cache as fast as they are used. */
    private static final int ONE_PANEL = 3 << 16;

    /** Rows up to which packing as many floats of B takes longer than reading them anew for each tile; of fewer rows, more. */
    private static final int FEW_ROWS = 32;

    /** The same of B whose rows are {@link #spread}: one to three tiles of rows. */
    private static final int FEWER_ROWS = 3 * ROWS;

    /** Steps of a panel of columns, four vectors wide and on five cache lines, that fills half of the second-level cache. */
    private static final int PANEL_STEPS = 1536;

    /** Floats from the first to the last of B whose pages, of 4 KiB, the address translation still remembers. */
    private static final int MOST_SPAN = 2304 << 10;

    private InPlace() {}

    /** Whether a product {@code A B} of plain operands, chains from zero, is one of these. */
    static boolean serves(int m, int n, int k, int ldb) {
        long span = (long) ldb * k;
        boolean part = n < WIDE_COLUMNS && n % COLUMNS != 0;
        boolean small = span <= (part ? ONE_PANEL : SMALL);
        boolean fewRows = m <= FEW_ROWS && m * span <= FEW_ROWS * ONE_PANEL;
        boolean fewerRows = m <= FEWER_ROWS && k <= PANEL_STEPS && span <= MOST_SPAN && spread(ldb);
        boolean oneTile = m <= ROWS_OF_TILE[VECTORS] && k <= ONE_PANEL;
        return Tiles.WIDE && k > 0 && (m >= ROWS || n >= WIDE_COLUMNS) && (small || fewRows || fewerRows || oneTile);
    }

    /** Whether rows of B, and so the steps of a panel, lie in many sets of the caches: they are no multiple of 1 KiB apart. */
    private static boolean spread(int ldb) {
        return ldb % 256 != 0;
    }

    /** Computes the product. */
    static void multiply(Operand a, Operand b, Operand c, int m, int n, int k, int finish, float[] bias, int biasOff) {
        if (m < ROWS) {
            fewRows(a, b, c, m, n, k, finish, bias, biasOff);
        } else if (n < LANES) {
            fewColumns(a, b, c, m, n, k, finish, bias, biasOff);
        } else {
            manyRows(a, b, c, m, n, k, finish, bias, biasOff);
        }
    }

    /** Computes all of fewer rows than {@link #ROWS}, in one tile of them for each panel of columns. */
    private static void fewRows(
            Operand a, Operand b, Operand c, int m, int n, int k, int finish, float[] bias, int biasOff) {
        int vectors = m <= ROWS_OF_TILE[VECTORS] ? VECTORS : 2;
        int rows = ROWS_OF_TILE[vectors];
        int width = vectors * LANES;
        int rowsAt = rows * width; // behind a tile
        float[] few = Scratch.take(rowsAt + rows * k);
        for (int i = 0; i < m; i++) {
            System.arraycopy(a.data, a.at(i, 0), few, rowsAt + i * k, k);
        }
        Arrays.fill(few, rowsAt + m * k, rowsAt + rows * k, 0f);
        for (int j = 0; j < n; j += width) {
            int column = Math.min(j, n - width);
            tile(vectors, width - LANES, few, rowsAt, k, k, b, b.at(0, column), few, 0, width);
            Finish.tile(few, 0, width, m, width, finish, bias, biasOff + column);
            EdgeTile.store(few, width, 0, m, width, c.data, c.at(0, column), c.ld);
        }
        Scratch.give(few);
    }

    /**
     * Computes fewer columns than a vector has, as one vector. What lies behind a row of B is multiplied too, and left out
     * of C; the last rows, behind which B's array ends before a vector does, are copied.
     */
    private static void fewColumns(
            Operand a, Operand b, Operand c, int m, int n, int k, int finish, float[] bias, int biasOff) {
        int whole = Math.clamp(Math.floorDiv(b.data.length - LANES - b.off, b.ld) + 1, 0, k);
        int restAt = ROWS * LANES; // behind a tile
        float[] tile = Scratch.take(restAt + (k - whole) * LANES);
        Panels.pack(b.data, b.at(whole, 0), b.ld, k - whole, n, LANES, tile, restAt);
        for (int row = 0; row < m; row += ROWS) {
            int i = Math.min(row, m - ROWS);
            InPlace8x1.multiply(a.data, a.at(i, 0), a.ld, whole, b.data, b.off, b.ld, tile, 0, LANES);
            for (int r = 0; r < ROWS; r++) {
                rest(a.data, a.at(i + r, whole), k - whole, tile, restAt, r * LANES);
            }
            Finish.tile(tile, 0, LANES, ROWS, n, finish, bias, biasOff);
            EdgeTile.store(tile, LANES, 0, ROWS, n, c.data, c.at(i, 0), c.ld);
        }
        Scratch.give(tile);
    }

    /** Continues the chains of one row of a tile by {@code steps} steps, whose rows of B lie at {@code rest}. */
    private static void rest(float[] a, int aOff, int steps, float[] tile, int rest, int at) {
        FloatVector s = fromArray(F32, tile, at);
        for (int p = 0; p < steps; p++) {
            s = broadcast(F32, a[aOff + p]).fma(fromArray(F32, tile, rest + p * LANES), s);
        }
        s.intoArray(tile, at);
    }

    private static void manyRows(
            Operand a, Operand b, Operand c, int m, int n, int k, int finish, float[] bias, int biasOff) {
        int most = mostVectors(m, n);
        int block = n <= most * LANES ? m : BLOCK;
        for (int i = 0; i < m; i += block) {
            int end = Math.min(i + block, m);
            for (int j = 0, columns; j < n; j += columns) {
                int vectors = vectors(n - j, most);
                columns = vectors == VECTORS ? WIDE_COLUMNS : Math.clamp(n - j, LANES, vectors * LANES);
                int column = Math.min(j, n - columns);
                int rows = ROWS_OF_TILE[vectors];
                for (int row = i; row < end; row += rows) {
                    int tileRow = Math.max(0, Math.min(row, end - rows));
                    int at = c.at(tileRow, column);
                    tile(
                            vectors,
                            columns - LANES,
                            a.data,
                            a.at(tileRow, 0),
                            a.ld,
                            k,
                            b,
                            b.at(0, column),
                            c.data,
                            at,
                            c.ld);
                    Finish.tile(c.data, at, c.ld, rows, columns, finish, bias, biasOff + column);
                }
            }
        }
    }

    /** Vectors of the next tile where {@code left} columns are left: one more than usual rather than one alone. */
    private static int vectors(int left, int most) {
        int vectors = (left + LANES - 1) / LANES;
        return vectors == VECTORS + 1 && most == VECTORS ? vectors : Math.min(vectors, most);
    }

    /** Most vectors of a tile in the midst: 8 and 16 rows fill tiles of 8x2, and not of 5x4. */
    private static int mostVectors(int m, int n) {
        if (n < WIDE_COLUMNS) {
            return VECTORS - 1;
        }
        return m == ROWS || m == 2 * ROWS ? 2 : VECTORS;
    }

    private static void tile(
            int vectors,
            int last,
            float[] a,
            int aOff,
            int lda,
            int k,
            Operand b,
            int bOff,
            float[] c,
            int cOff,
            int ldc) {
        switch (vectors) {
            case 1 -> InPlace8x1.multiply(a, aOff, lda, k, b.data, bOff, b.ld, c, cOff, ldc);
            case 2 -> InPlace8x2.multiply(a, aOff, lda, k, b.data, bOff, b.ld, last, c, cOff, ldc);
            case 3 -> InPlace7x3.multiply(a, aOff, lda, k, b.data, bOff, b.ld, last, c, cOff, ldc);
            case 5 -> InPlace4x5.multiply(a, aOff, lda, k, b.data, bOff, b.ld, last, c, cOff, ldc);
            default -> InPlace5x4.multiply(a, aOff, lda, k, b.data, bOff, b.ld, c, cOff, ldc);
        }
    }
}
