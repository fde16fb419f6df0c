package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.RowRanges;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.reduce.RowReduction;
import dev.lanewise.kernels.internal.softmax.PaddedRows;
import dev.lanewise.kernels.internal.softmax.SoftmaxRows;

/**
 * Logarithm of the softmax over the rows of a matrix,
 * {@code y[r][c] = x[r][c] - max_r - log(sum over c of exp(x[r][c] - max_r))}.
 *
 * <p>Stable where the softmax itself underflows. Sums run in the order of {@link Softmax}. A row with NaN, with
 * {@code +Infinity}, or of {@code -Infinity} only, becomes NaN. May work in place.
 */
public final class LogSoftmax {

    private LogSoftmax() {}

    /**
     * The log-softmax of every row.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns
     * @param x input, {@code rows x cols}
     * @param xOff first element of {@code x}
     * @param y output, {@code rows x cols}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array too short, or x and y partly overlap
     */
    public static void forward(Parallelism parallelism, int rows, int cols, float[] x, int xOff, float[] y, int yOff) {
        long n = Checks.elements(rows, cols);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        if (n > 0) {
            RowRanges.run(parallelism.pool(), rows, cols, LogSoftmax::forwardRows, x, xOff, y, yOff, x, xOff);
        }
    }

    /**
     * {@code dx[r][c] = dy[r][c] - exp(y[r][c]) (sum over c of dy[r][c])}.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns
     * @param y the output of {@link #forward}
     * @param yOff first element of {@code y}
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code y} at the same offset
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism,
            int rows,
            int cols,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        long n = Checks.elements(rows, cols);
        Checks.vector("y", y, yOff, n);
        Checks.vector("dy", dy, dyOff, n);
        Checks.vector("dx", dx, dxOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, y, yOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        if (n > 0) {
            RowRanges.run(parallelism.pool(), rows, cols, LogSoftmax::backwardRows, y, yOff, dy, dyOff, dx, dxOff);
        }
    }

    private static void forwardRows(float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, int rows, int cols) {
        int pitch = PaddedRows.pitch(cols);
        int size = rows * pitch;
        int first = CacheLines.FIRST;
        int e = first + size;
        int sums = e + size;
        float[] buffer = CacheLines.take(Checks.workspace(first + 2L * size + (long) rows * RowReduction.SUM));
        PaddedRows.shift(x, xOff, buffer, first, rows, cols);
        SoftmaxRows.exp(size, buffer, first, buffer, e);
        RowReduction.sums(buffer, e, rows, pitch, buffer, sums);
        SoftmaxRows.logOfSums(rows, buffer, sums);
        for (int r = 0; r < rows; r++) {
            PaddedRows.affineRow(buffer, first + r * pitch, 1f, -buffer[sums + r], y, yOff, r, rows, cols);
        }
        Scratch.give(buffer);
    }

    private static void backwardRows(
            float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int cols) {
        float[] buffer = Scratch.take(rows * cols);
        SoftmaxRows.exp(rows * cols, y, yOff, buffer, 0);
        for (int r = 0, at = 0; r < rows; r++, at += cols) {
            float sum = RowReduction.sum(dy, dyOff + at, cols);
            SoftmaxRows.affine(buffer, at, -sum, dy, dyOff + at, 1f, 0f, dx, dxOff + at, cols);
        }
        Scratch.give(buffer);
    }
}
