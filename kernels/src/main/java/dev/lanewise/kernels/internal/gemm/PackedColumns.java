package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * A block of B, packed into panels that begin where cache lines do.
 *
 * <p>The rows of B are read on from end to end, as they lie in memory: of a matrix that comes from there, every row a
 * panel's width at a time would take twice as long. So a step is written to all panels. From one panel to the next it is
 * an odd number of steps: after an even one, the panels' lines of a step would fall into few places of the first-level
 * cache.
 */
final class PackedColumns {

    /** Steps that are packed at a time, whole panels and the rest of the row. */
    private static final int STEPS = 16;

    private static final float[] EMPTY = {};

    /** The panels. */
    float[] data = EMPTY;

    private int steps;
    private boolean wide;
    private boolean narrowRest;

    /**
     * Packs {@code steps} rows of b from {@code row} on, of them {@code columns} columns from {@code column} on.
     *
     * @param wide whether panels are wide where enough columns are left
     * @param narrowRest whether the last panel is one of a vector if that is enough
     */
    void pack(Operand b, int row, int steps, int column, int columns, boolean wide, boolean narrowRest) {
        this.steps = steps;
        this.wide = wide;
        this.narrowRest = narrowRest;
        data = CacheLines.take(roundUp(columns, COLUMNS) * (steps | 1));
        if (b.transposed) {
            packTransposed(b, row, column, columns);
        } else {
            for (int p = 0; p < steps; p += STEPS) {
                packSteps(b, row, p, Math.min(STEPS, steps - p), column, columns);
            }
        }
    }

    /** Gives the panels back. */
    void giveBack() {
        Scratch.give(data);
        data = EMPTY;
    }

    /** Where the panel that begins with column {@code j} of the block lies. */
    int at(int j) {
        return CacheLines.FIRST + j * (steps | 1);
    }

    /** Columns of the next panel where {@code left} columns are left. */
    int columns(int left) {
        return narrowRest && left <= Lanes.LANES ? Lanes.LANES : Tiles.columns(wide, left);
    }

    private void packSteps(Operand b, int row, int p, int count, int column, int columns) {
        int width = columns(columns);
        int whole = columns / width;
        int panel = (steps | 1) * width;
        int from = b.at(row + p, column);
        Panels.packWhole(b.data, from, b.ld, count, whole, width, data, at(0) + p * width, panel);
        for (int j = whole * width; j < columns; j += width) {
            width = columns(columns - j);
            int cols = Math.min(width, columns - j);
            Panels.pack(b.data, from + j, b.ld, count, cols, width, data, at(j) + p * width);
        }
    }

    private void packTransposed(Operand b, int row, int column, int columns) {
        for (int j = 0, width; j < columns; j += width) {
            width = columns(columns - j);
            int cols = Math.min(width, columns - j);
            Panels.packTransposed(b.data, b.at(row, column + j), b.ld, steps, cols, width, data, at(j));
        }
    }
}
