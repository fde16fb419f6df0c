package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.RowRanges;
import dev.lanewise.kernels.internal.reduce.RowReduction;
import dev.lanewise.kernels.internal.softmax.SoftmaxForward;
import dev.lanewise.kernels.internal.softmax.SoftmaxRows;

/**
 * Softmax over the rows of a matrix, {@code y[r][c] = exp(x[r][c] - max_r) / sum over c of exp(x[r][c] - max_r)}.
 *
 * <p>Element {@code c} of the sum belongs to column {@code c % 64}, a column is summed from its first element to its last,
 * and six times the upper half of the columns is added to the lower half. Every y lies within
 * {@code (ceil(cols / 64) + 12) 2^-24} of the exact value, relative to it, as long as that is a normal number, plus
 * {@code 2^-24 |x - max_r|} for the subtraction. A row with NaN, with {@code +Infinity}, or of {@code -Infinity} only,
 * becomes NaN. May work in place.
 */
public final class Softmax {

    private Softmax() {}

    /**
     * The softmax of every row.
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
            int block = SoftmaxForward.rowsPerBlock(cols);
            RowRanges.run(parallelism.pool(), rows, cols, block, SoftmaxForward::rows, x, xOff, y, yOff, x, xOff);
        }
    }

    /**
     * {@code dx[r][c] = y[r][c] (dy[r][c] - sum over c of y[r][c] dy[r][c])}.
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
            RowRanges.run(parallelism.pool(), rows, cols, Softmax::backwardRows, y, yOff, dy, dyOff, dx, dxOff);
        }
    }

    private static void backwardRows(
            float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int rows, int cols) {
        for (int r = 0, at = 0; r < rows; r++, at += cols) {
            float dot = RowReduction.dot(y, yOff + at, dy, dyOff + at, cols);
            SoftmaxRows.scaleShifted(y, yOff + at, dy, dyOff + at, dot, dx, dxOff + at, cols);
        }
    }
}
