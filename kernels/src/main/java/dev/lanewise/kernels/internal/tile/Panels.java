package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.transpose.Transposition;
import java.util.Arrays;

/**
 * Packing: copies of matrix blocks in the order in which the micro-kernels read them.
 *
 * <p>A panel holds {@code width} columns of B, one, two or four vectors, step after step:
 *
 * <pre>
 *   step 0: b[0][j] ... b[0][j + width - 1]
 *   step 1: b[1][j] ... b[1][j + width - 1]        columns past the matrix hold anything
 * </pre>
 */
public final class Panels {

    /** Steps of a transposed panel that are written column after column: they stay in the first-level cache. */
    private static final int BLOCK = 64;

    private Panels() {}

    /**
     * Packs {@code cols <= width} columns of {@code steps} rows of b, rows {@code ldb} apart, into a panel. Whole vectors
     * are read as long as they end inside the array: what lies behind the last column never reaches a result.
     */
    public static void pack(float[] b, int bOff, int ldb, int steps, int cols, int width, float[] panel, int panelOff) {
        int whole = cols == width ? steps : Math.clamp(Math.floorDiv(b.length - width - bOff, ldb) + 1, 0, steps);
        for (int p = 0; p < whole; p++) {
            copy(b, bOff, panel, panelOff, width);
            bOff += ldb;
            panelOff += width;
        }
        for (int p = whole; p < steps; p++, bOff += ldb, panelOff += width) {
            System.arraycopy(b, bOff, panel, panelOff, cols);
            Arrays.fill(panel, panelOff + cols, panelOff + width, 0f);
        }
    }

    /**
     * Packs {@code steps} of {@code panels} whole panels that lie side by side in b, and begin {@code panel} apart when
     * packed: its rows are read on, not a panel's width at a time.
     */
    public static void packWhole(
            float[] b, int bOff, int ldb, int steps, int panels, int width, float[] packed, int packedOff, int panel) {
        int end = panels * width;
        for (int p = 0; p < steps; p++, bOff += ldb, packedOff += width) {
            for (int j = 0, to = packedOff; j < end; j += width, to += panel) {
                copy(b, bOff + j, packed, to, width);
            }
        }
    }

    /**
     * Copies a row of a panel, its far half first: C2 widens the first of some checks to all that follow, even behind a
     * condition, and one that fails at the end of an array is remembered in {@code Objects.checkIndex}, for all kernels.
     * What it compiles after that checks inside of its loops (511^3: 1.5 times as long).
     */
    private static void copy(float[] b, int bOff, float[] panel, int panelOff, int width) {
        if (width > COLUMNS) {
            copyTwo(b, bOff + 2 * LANES, panel, panelOff + 2 * LANES);
        }
        if (width > LANES) {
            copyTwo(b, bOff, panel, panelOff);
        } else {
            fromArray(F32, b, bOff).intoArray(panel, panelOff);
        }
    }

    private static void copyTwo(float[] b, int bOff, float[] panel, int panelOff) {
        fromArray(F32, b, bOff).intoArray(panel, panelOff);
        fromArray(F32, b, bOff + LANES).intoArray(panel, panelOff + LANES);
    }

    /**
     * Packs {@code cols <= width} columns of a transposed b into a panel: column j is the contiguous run of
     * {@code steps} elements at {@code bOff + j * ldb}.
     */
    public static void packTransposed(
            float[] b, int bOff, int ldb, int steps, int cols, int width, float[] panel, int panelOff) {
        if (cols < width) {
            Arrays.fill(panel, panelOff, panelOff + steps * width, 0f);
        }
        int head = CacheLines.head(b, bOff, ldb);
        for (int p = 0, end; p < steps; p = end) {
            end = (p == 0 ? head : p) + BLOCK;
            end = end + LANES <= steps ? end : steps;
            Transposition.block(b, bOff + p, ldb, panel, panelOff + p * width, width, cols, end - p);
        }
    }
}
