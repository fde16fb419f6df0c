package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.WIDE_COLUMNS;

import dev.lanewise.kernels.internal.parallel.Recycler;

/**
 * Products that pack nothing, because their B stays in a cache as it lies; and products that pack B alone, because each row
 * of A is read for few columns: those are convolutions with a window of 1x1 ({@link ConvInPlace}).
 *
 * <p>Tiles are 5 rows x 4 vectors, and 7 x 3, 8 x 2 or 8 x 1 where fewer vectors of columns are left. Where they would end
 * outside, the last tile of rows and the last vector of 2 or 3 reach back, or all of 1 and 4: what they compute again they
 * compute alike. So chains must start from zero, and a tile is finished as soon as it is stored.
 *
 * <p>Arguments of the kernels: row i of A lies at {@code aOff + i * lda}, step p of B at {@code bOff + p * ldb}, row i of C
 * at {@code cOff + i * ldc}; {@code last} is the first column of the last vector. Each element of C is one chain of fused
 * multiply-adds in the order of the steps.
 */
final class InPlace {

    /** Fewest rows. */
    private static final int ROWS = 8;

    /** Rows of the tiles with one to four vectors of columns. */
    private static final int[] ROWS_OF_TILE = {0, 8, 8, 7, 5};

    private static final int MOST_VECTORS = ROWS_OF_TILE.length - 1;

    /** Rows that go by all panels of columns before the next: they stay in the first-level cache. */
    private static final int BLOCK = 5 * ROWS;

    /** Floats from the first to the last of B, 48 KiB: with 64, 128^3 is slower than packed. */
    private static final int SMALL = 12 << 10;

    /** The same for less than one panel of columns, 768 KiB: they come from the second-level cache as fast as they are used. */
    private static final int ONE_PANEL = 3 << 16;

    /** Columns up to which packing A takes longer than it saves. */
    private static final int FEW_COLUMNS = 288;

    private static final Recycler<int[]> STARTS = new Recycler<>(() -> new int[Tiles.BLOCK_M + Tiles.ROWS]);

    private InPlace() {}

    /** Whether a product {@code A B} of plain operands, chains from zero, is one of these. */
    static boolean serves(int m, int n, int k, int ldb) {
        long span = (long) ldb * k;
        boolean part = n < WIDE_COLUMNS && n % COLUMNS != 0;
        return Tiles.WIDE && m >= ROWS && n >= LANES && span <= (part ? ONE_PANEL : SMALL);
    }

    /** Whether a product of rows of A as they lie packs B alone. */
    static boolean servesRows(int m, int n) {
        return Tiles.wide(m) && n <= FEW_COLUMNS;
    }

    /** Columns of the next packed panel where {@code left} columns are left. */
    static int panelColumns(int left) {
        return left <= LANES ? LANES : Tiles.columns(true, left);
    }

    /**
     * Continues a block of C by {@code steps} steps from step {@code p} on, panel after panel.
     *
     * @param a rows as they lie
     * @param i first row of the block
     * @param rows its rows
     * @param p first step
     * @param steps number of steps
     * @param packed panels of B, {@link #panelColumns} wide
     * @param packedOff first element of the block's first panel
     * @param c result
     * @param column first column of the block
     * @param cols its columns
     * @param goesOn whether the chains start from what c holds, or from zero
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a column of c
     * @param biasOff first element of the bias
     */
    static void block(
            Operand a,
            int i,
            int rows,
            int p,
            int steps,
            float[] packed,
            int packedOff,
            Operand c,
            int column,
            int cols,
            boolean goesOn,
            int finish,
            float[] bias,
            int biasOff) {
        int[] starts = STARTS.take();
        for (int row = 0; row < rows + Tiles.ROWS; row++) {
            starts[row] = a.at(i + Math.min(row, rows - 1), p);
        }
        for (int j = 0, width; j < cols; j += width) {
            width = panelColumns(cols - j);
            ConvInPlace.tiles(
                    width,
                    Math.min(width, cols - j),
                    a.data,
                    starts,
                    0,
                    1,
                    0,
                    steps,
                    packed,
                    packedOff + j * steps,
                    rows,
                    c.data,
                    c.at(i, column + j),
                    c.ld,
                    !goesOn,
                    finish,
                    bias,
                    biasOff + column + j);
        }
        STARTS.give(starts);
    }

    /** Most tasks that rows may be cut into. */
    static int tasks(int m) {
        return m / ROWS;
    }

    /** Computes rows {@code from .. end - 1} of C, {@link #ROWS} at least. */
    static void rows(
            Operand a, Operand b, Operand c, int from, int end, int n, int k, int finish, float[] bias, int biasOff) {
        int block = n <= vectors(n, n) * LANES ? end - from : BLOCK;
        for (int i = from; i < end; i += block) {
            int to = Math.min(i + block, end);
            for (int j = 0, columns; j < n; j += columns) {
                int vectors = vectors(n, n - j);
                columns = vectors == MOST_VECTORS ? WIDE_COLUMNS : Math.clamp(n - j, LANES, vectors * LANES);
                int column = Math.min(j, n - columns);
                int rows = ROWS_OF_TILE[vectors];
                for (int row = i; row < to; row += rows) {
                    int tileRow = Math.max(from, Math.min(row, to - rows));
                    tile(
                            vectors,
                            columns - LANES,
                            a,
                            a.at(tileRow, 0),
                            k,
                            b,
                            b.at(0, column),
                            c,
                            c.at(tileRow, column));
                    Finish.tile(c.data, c.at(tileRow, column), c.ld, rows, columns, finish, bias, biasOff + column);
                }
            }
        }
    }

    /** Vectors of the next panel of {@code n} columns of which {@code left} are left: four of them are whole. */
    private static int vectors(int n, int left) {
        return Math.min((left + LANES - 1) / LANES, n < WIDE_COLUMNS ? MOST_VECTORS - 1 : MOST_VECTORS);
    }

    private static void tile(
            int vectors, int last, Operand a, int aOff, int k, Operand b, int bOff, Operand c, int cOff) {
        switch (vectors) {
            case 1 -> InPlace8x1.multiply(a.data, aOff, a.ld, k, b.data, bOff, b.ld, c.data, cOff, c.ld);
            case 2 -> InPlace8x2.multiply(a.data, aOff, a.ld, k, b.data, bOff, b.ld, last, c.data, cOff, c.ld);
            case 3 -> InPlace7x3.multiply(a.data, aOff, a.ld, k, b.data, bOff, b.ld, last, c.data, cOff, c.ld);
            default -> InPlace5x4.multiply(a.data, aOff, a.ld, k, b.data, bOff, b.ld, c.data, cOff, c.ld);
        }
    }
}
