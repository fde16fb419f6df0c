package dev.lanewise.kernels.internal.softmax;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.elementwise.RowRanges;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.reduce.RowReduction;

/** The softmax of some rows, on one thread, in the way that is fastest for their length; the bits are the same. */
public final class SoftmaxForward {

    private SoftmaxForward() {}

    /** Rows of a task: one, where rows are long; many, where they are swept, for the first and the last one cost more. */
    public static int rowsPerBlock(int cols) {
        return SoftmaxSweep.serves(cols) ? 2 * Ranges.CHUNK / cols : RowRanges.rowsPerBlock(cols);
    }

    /** The softmax of {@code rows} rows; what z holds is not used. */
    public static void rows(float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, int rows, int cols) {
        if (SoftmaxSweep.serves(cols)) {
            float[] e = CacheLines.take(CacheLines.FIRST + SoftmaxSweep.buffer(cols));
            SoftmaxSweep.rows(x, xOff, y, yOff, rows, cols, e, CacheLines.FIRST);
            Scratch.give(e);
        } else if (cols <= SoftmaxSweep.MOST_COLUMNS) {
            shortRows(x, xOff, y, yOff, rows, cols);
        } else {
            assert rows == 1 : "got " + rows;
            longRow(x, xOff, y, yOff, cols);
        }
    }

    /** One step after the other, so that few steps are as long as the rows. */
    private static void shortRows(float[] x, int xOff, float[] y, int yOff, int rows, int cols) {
        int pitch = PaddedRows.pitch(cols);
        int size = rows * pitch;
        int first = CacheLines.FIRST;
        int sums = first + size;
        float[] e = CacheLines.take(sums + rows * RowReduction.SUM);
        PaddedRows.shift(x, xOff, e, first, rows, cols);
        SoftmaxRows.exp(size, e, first, e, first);
        RowReduction.sums(e, first, rows, pitch, e, sums);
        for (int r = 0; r < rows; r++) {
            PaddedRows.affineRow(e, first + r * pitch, 1f / e[sums + r], 0f, y, yOff, r, rows, cols);
        }
        Scratch.give(e);
    }

    /** Each step over the whole row, which stays in the second-level cache; in y, for one stream less. */
    private static void longRow(float[] x, int xOff, float[] y, int yOff, int cols) {
        float max = PaddedRows.greatest(x, xOff, cols);
        SoftmaxRows.exp(cols, x, xOff, max, y, yOff);
        PaddedRows.affine(y, yOff, 1f / RowReduction.sum(y, yOff, cols), 0f, y, yOff, cols);
    }
}
