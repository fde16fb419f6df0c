package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.WIDE_COLUMNS;

import dev.lanewise.kernels.internal.memory.Recycler;

/**
 * One panel of columns, whose rows are read where they lie: the place of each row of a tile is an integer of its own
 * ({@link Places6x4}, {@link Places8x2}, {@link Places8x1}). A row is the patch of a pixel of a convolution, or a row of A.
 *
 * <p>Arguments of the kernels: run r of the first row of the tile begins at {@code a0 + r * runStep} and
 * has {@code steps} elements; the panel at {@code bOff} holds a row for each of them, run after run; rows of c
 * lie {@code ldc} apart. Each element of c is one chain of fused multiply-adds in the order of the steps, started from what
 * {@code from} holds.
 */
public final class PlaceTiles {

    /** Rows of a tile whose panels have two vectors. */
    private static final int ROWS = 8;

    /** Where the bias of columns that end inside a panel lies, behind a tile. */
    private static final int EDGE_BIAS = ROWS * WIDE_COLUMNS;

    private static final Recycler<float[]> EDGES = new Recycler<>(() -> new float[EDGE_BIAS + WIDE_COLUMNS]);

    private PlaceTiles() {}

    /** Rows of a tile whose panels have {@code width} columns. */
    public static int rowsOfTile(int width) {
        return width == WIDE_COLUMNS ? Tiles.WIDE_ROWS : ROWS;
    }

    /**
     * Continues the columns of one panel, of {@code count} rows, by a few runs.
     *
     * @param width columns of the panel
     * @param cols columns of it that exist
     * @param a what is read
     * @param starts where each row starts, filled up to whole tiles
     * @param shift where the first run begins, behind a start
     * @param runs number of runs
     * @param runStep elements from one run to the next
     * @param steps elements of a run
     * @param panel the panel, a row for each step
     * @param panelOff first element of the panel
     * @param count number of rows
     * @param y result
     * @param yOff first element
     * @param ldy elements from one row to the next
     * @param first whether the chains start here
     * @param finish what follows, bits of {@link Finish}
     * @param bias one value a column
     * @param biasOff first element of the bias
     */
    public static void multiply(
            int width,
            int cols,
            float[] a,
            int[] starts,
            int shift,
            int runs,
            int runStep,
            int steps,
            float[] panel,
            int panelOff,
            int count,
            float[] y,
            int yOff,
            int ldy,
            boolean first,
            int finish,
            float[] bias,
            int biasOff) {
        float[] edge = EDGES.take();
        boolean cut = cols < width && (finish & Finish.BIAS) != 0;
        if (cut) {
            System.arraycopy(bias, biasOff, edge, EDGE_BIAS, cols);
        }
        int tileRows = rowsOfTile(width);
        for (int i = 0; i < count; i += tileRows) {
            int rows = Math.min(tileRows, count - i);
            int place = yOff + i * ldy;
            boolean whole = rows == tileRows && cols == width;
            float[] c = whole ? y : edge;
            int cOff = whole ? place : 0;
            int ldc = whole ? ldy : width;
            if (!whole && !first) {
                EdgeTile.load(y, place, ldy, rows, cols, edge, width);
            }
            tile(
                    width,
                    a,
                    starts,
                    i,
                    shift,
                    runs,
                    runStep,
                    steps,
                    panel,
                    panelOff,
                    c,
                    cOff,
                    ldc,
                    first ? Tiles.zeros() : c,
                    first ? 0 : cOff,
                    first ? 0 : ldc);
            Finish.tile(c, cOff, ldc, tileRows, width, finish, cut ? edge : bias, cut ? EDGE_BIAS : biasOff);
            if (!whole) {
                EdgeTile.store(edge, width, 0, rows, cols, y, place, ldy);
            }
        }
        EDGES.give(edge);
    }

    private static void tile(
            int width,
            float[] a,
            int[] starts,
            int i,
            int shift,
            int runs,
            int runStep,
            int steps,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int ldc,
            float[] from,
            int fromOff,
            int ldFrom) {
        int a0 = starts[i] + shift;
        int a1 = starts[i + 1] + shift;
        int a2 = starts[i + 2] + shift;
        int a3 = starts[i + 3] + shift;
        int a4 = starts[i + 4] + shift;
        int a5 = starts[i + 5] + shift;
        if (width == WIDE_COLUMNS) {
            Places6x4.multiply(
                    a, a0, a1, a2, a3, a4, a5, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
            return;
        }
        int a6 = starts[i + 6] + shift;
        int a7 = starts[i + 7] + shift;
        if (width == LANES) {
            Places8x1.multiply(
                    a, a0, a1, a2, a3, a4, a5, a6, a7, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff,
                    ldFrom);
        } else {
            Places8x2.multiply(
                    a, a0, a1, a2, a3, a4, a5, a6, a7, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff,
                    ldFrom);
        }
    }
}
