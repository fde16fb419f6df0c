package dev.lanewise.kernels.internal.gemm;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PlaceTiles;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * Products that pack B alone, because each row of A is read for few columns ({@link PlaceTiles}).
 */
final class RowsInPlace {

    /** Columns up to which packing A takes longer than it saves. */
    private static final int FEW_COLUMNS = 288;

    private static final Recycler<int[]> STARTS = new Recycler<>(() -> new int[Tiles.BLOCK_M + Tiles.ROWS]);

    private RowsInPlace() {}

    /** Whether a block with {@code m} rows and {@code columns} columns is one of these if its A can be read as it lies. */
    static boolean serves(int m, int columns) {
        return Tiles.wide(m) && columns <= FEW_COLUMNS;
    }

    /**
     * Continues a block of C by {@code steps} steps from step {@code p} on, panel after panel.
     *
     * @param a rows as they lie
     * @param i first row of the block
     * @param rows its rows
     * @param p first step
     * @param steps number of steps
     * @param packed panels of B
     * @param c result
     * @param column first column of the block
     * @param cols its columns
     * @param goesOn whether the chains start from what c holds, or from zero
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a column
     * @param biasOff that of the block's first column
     */
    static void multiply(
            Operand a,
            int i,
            int rows,
            int p,
            int steps,
            PackedColumns packed,
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
            width = packed.columns(cols - j);
            PlaceTiles.multiply(
                    width,
                    Math.min(width, cols - j),
                    a.data,
                    starts,
                    0,
                    1,
                    0,
                    steps,
                    packed.data,
                    packed.at(j),
                    rows,
                    c.data,
                    c.at(i, column + j),
                    c.ld,
                    !goesOn,
                    finish,
                    bias,
                    biasOff + j);
        }
        STARTS.give(starts);
    }
}
