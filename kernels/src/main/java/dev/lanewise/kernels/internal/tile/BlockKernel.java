package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.MAX_ELEMENTS;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;
import static dev.lanewise.kernels.internal.tile.Tiles.WIDE_ROWS;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;

/**
 * A block of C on its way through a task: rows x columns whose chains over k are continued stretch by stretch, each
 * stretch a packed block of A times one panel of B after the other.
 *
 * <p>Between two stretches the partial sums lie in a buffer, tile after tile. The rows of C itself are no place for them:
 * where {@code ldc} is a multiple of 1,024 floats, all rows of a tile fall into one set of the first-level cache. What
 * ends inside a tile goes through a buffer too ({@link EdgeTile}): the micro-kernels only ever see whole tiles.
 *
 * <p>Borrowed for the length of a task; a kernel in steady state allocates nothing.
 */
public final class BlockKernel {

    private static final float[] EMPTY = new float[0];
    private static final Recycler<BlockKernel> KERNELS = new Recycler<>(BlockKernel::new);

    /** First element of {@link #rows}: vectors are stored to it that should not straddle cache lines. */
    public static final int ROWS_OFF = CacheLines.FIRST;

    /** Packed block of A, or blocks of stretches that follow each other, to be filled before they are multiplied. */
    public float[] rows = EMPTY;

    /** Packed panel of B, to be filled for each stretch and panel. It stays in the first-level cache. */
    public final float[] panel;

    /** First element of {@link #panel}. */
    public final int panelOff;

    private final float[] edge = new float[MAX_ELEMENTS];
    private final float[] edgeBias = new float[COLUMNS];
    private float[] sums = EMPTY;
    private boolean outer;
    private boolean wide;
    private int height;
    private int width;
    private float[] c = EMPTY;
    private int cOff;
    private int ldc;
    private boolean startsFromC;
    private int finish;
    private float[] bias = EMPTY;
    private int biasOff;

    private BlockKernel() {
        PanelBuffer buffer = new PanelBuffer();
        panel = buffer.data;
        panelOff = buffer.off;
    }

    /**
     * A borrowed kernel for a block of {@code height x width} elements of c; {@link #giveBack} ends the loan.
     *
     * @param outer whether the rows of A will be packed side by side, or one by one ({@link PackedRows})
     * @param wide whether tiles are wide where the columns left are enough; not with rows side by side
     * @param height rows of the block
     * @param width columns of the block
     * @param stretches whether there will be more than one stretch
     * @param rowsSize floats of {@link #rows}
     * @param c result
     * @param cOff first element of the block
     * @param ldc elements from one row of c to the next
     * @param startsFromC whether the chains start from what c holds, or from zero
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a column
     * @param biasOff first element of the bias
     */
    public static BlockKernel take(
            boolean outer,
            boolean wide,
            int height,
            int width,
            boolean stretches,
            int rowsSize,
            float[] c,
            int cOff,
            int ldc,
            boolean startsFromC,
            int finish,
            float[] bias,
            int biasOff) {
        BlockKernel kernel = KERNELS.take();
        kernel.outer = outer;
        kernel.wide = wide;
        kernel.height = height;
        kernel.width = width;
        kernel.c = c;
        kernel.cOff = cOff;
        kernel.ldc = ldc;
        kernel.startsFromC = startsFromC;
        kernel.finish = finish;
        kernel.bias = bias;
        kernel.biasOff = biasOff;
        kernel.rows = CacheLines.take(rowsSize);
        kernel.sums = stretches ? Scratch.take(Tiles.wholeRows(wide, height) * Tiles.roundUp(width, COLUMNS)) : EMPTY;
        return kernel;
    }

    /** Ends the loan. */
    public void giveBack() {
        Scratch.give(rows);
        if (sums != EMPTY) {
            Scratch.give(sums);
        }
        rows = EMPTY;
        sums = EMPTY;
        c = EMPTY;
        bias = EMPTY;
        KERNELS.give(this);
    }

    /**
     * Continues the columns of the panel from {@code j} on ({@link Tiles#columns}), as far as they exist, by {@code steps}
     * steps: the first packed block of {@link #rows} times {@link #panel}.
     *
     * @param first whether the chains start here
     * @param last whether they end here: only then c is written
     */
    public void multiply(int j, int steps, boolean first, boolean last) {
        multiply(0, 0, height, panel, panelOff, j, steps, first, last);
    }

    /**
     * The same for some rows of the block.
     *
     * @param rowsAt where they are packed, behind {@link #ROWS_OFF}
     * @param i0 first of them, a multiple of the rows of a whole tile
     * @param count their number
     */
    public void multiply(
            int rowsAt, int i0, int count, float[] panel, int panelOff, int j, int steps, boolean first, boolean last) {
        int columns = Tiles.columns(wide, width - j);
        int cols = Math.min(columns, width - j);
        boolean biased = last && (finish & Finish.BIAS) != 0;
        if (biased && cols < columns) {
            System.arraycopy(bias, biasOff + j, edgeBias, 0, cols);
        }
        int sum = j * Tiles.wholeRows(wide, height) + i0 * columns;
        for (int i = i0, at = ROWS_OFF + rowsAt, tileRows; i < i0 + count; i += tileRows, sum += tileRows * columns) {
            tileRows = columns > COLUMNS ? WIDE_ROWS : Tiles.rows(height - i);
            boolean whole = cols == columns && height - i >= tileRows;
            int place = cOff + i * ldc + j;
            float[] from = Tiles.zeros();
            int fromOff = 0;
            int ldFrom = 0;
            if (!first) {
                from = sums;
                fromOff = sum;
                ldFrom = columns;
            } else if (startsFromC && whole) {
                from = c;
                fromOff = place;
                ldFrom = ldc;
            } else if (startsFromC) {
                EdgeTile.load(c, place, ldc, Math.min(tileRows, height - i), cols, edge, columns);
                from = edge;
                ldFrom = columns;
            }
            if (!last) {
                tile(tileRows, cols, panel, panelOff, at, steps, sums, sum, columns, from, fromOff, ldFrom);
            } else if (whole) {
                tile(tileRows, cols, panel, panelOff, at, steps, c, place, ldc, from, fromOff, ldFrom);
                Finish.tile(c, place, ldc, tileRows, columns, finish, bias, biasOff + j);
            } else {
                tile(tileRows, cols, panel, panelOff, at, steps, edge, 0, columns, from, fromOff, ldFrom);
                boolean cut = cols < columns;
                Finish.tile(edge, 0, columns, tileRows, columns, finish, cut ? edgeBias : bias, cut ? 0 : biasOff + j);
                EdgeTile.store(edge, columns, 0, Math.min(tileRows, height - i), cols, c, place, ldc);
            }
            at += !outer ? tileRows * PITCH : tileRows == ROWS ? PackedRows.tileSize(steps) : tileRows;
        }
    }

    private void tile(
            int tileRows,
            int cols,
            float[] panel,
            int panelOff,
            int at,
            int steps,
            float[] to,
            int toOff,
            int ldTo,
            float[] from,
            int fromOff,
            int ldFrom) {
        if (outer) {
            MicroKernel.outer(tileRows, cols, rows, at, steps, panel, panelOff, to, toOff, ldTo, from, fromOff, ldFrom);
        } else {
            MicroKernel.rows(tileRows, cols, rows, at, steps, panel, panelOff, to, toOff, ldTo, from, fromOff, ldFrom);
        }
    }
}
