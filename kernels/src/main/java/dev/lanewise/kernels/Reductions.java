package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.reduce.ArgmaxRows;
import dev.lanewise.kernels.internal.reduce.ChunkedReduction;
import dev.lanewise.kernels.internal.reduce.ColumnSum;
import dev.lanewise.kernels.internal.reduce.DoubleReduction;
import dev.lanewise.kernels.internal.reduce.Extremes;
import dev.lanewise.kernels.internal.reduce.RowReduction;

/**
 * Reductions of a vector to a number, and of a matrix to a row.
 *
 * <p>Sums run in double precision in one fixed order, so they survive ten million terms and a mean far from zero: with
 * {@code n} terms the error is at most {@code (n/64 + 78) 2^-53} times the sum of the terms' magnitudes.
 */
public final class Reductions {

    private Reductions() {}

    /**
     * {@code sum x[i]}; 0 for {@code n = 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static double sum(Parallelism parallelism, int n, float[] x, int xOff) {
        check(n, x, xOff);
        return ChunkedReduction.reduce(parallelism.pool(), n, Reductions::sumChunk, Double::sum, x, xOff, x, xOff);
    }

    /**
     * {@code sum x[i] * y[i]}, each product exact; 0 for {@code n = 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0} or an array is too short
     */
    public static double dot(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        check(n, x, xOff);
        Checks.vector("y", y, yOff, n);
        return ChunkedReduction.reduce(parallelism.pool(), n, DoubleReduction::dot, Double::sum, x, xOff, y, yOff);
    }

    /**
     * {@code sum x[i]^2}, each square exact; 0 for {@code n = 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static double sumOfSquares(Parallelism parallelism, int n, float[] x, int xOff) {
        return dot(parallelism, n, x, xOff, x, xOff);
    }

    /**
     * {@code max x[i]}; NaN if any element is NaN; {@code -0 < 0}; {@code -Infinity} for {@code n = 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static float max(Parallelism parallelism, int n, float[] x, int xOff) {
        check(n, x, xOff);
        return (float)
                ChunkedReduction.reduce(parallelism.pool(), n, Reductions::maxChunk, Math::max, x, xOff, x, xOff);
    }

    /**
     * {@code min x[i]}; NaN if any element is NaN; {@code -0 < 0}; {@code Infinity} for {@code n = 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static float min(Parallelism parallelism, int n, float[] x, int xOff) {
        check(n, x, xOff);
        return (float)
                ChunkedReduction.reduce(parallelism.pool(), n, Reductions::minChunk, Math::min, x, xOff, x, xOff);
    }

    /**
     * Whether no element is NaN or infinite.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static boolean allFinite(Parallelism parallelism, int n, float[] x, int xOff) {
        check(n, x, xOff);
        return ChunkedReduction.reduce(parallelism.pool(), n, Reductions::finiteChunk, Math::min, x, xOff, x, xOff)
                == 1;
    }

    /**
     * {@code out[c] = sum x[r][c]} over the rows, the gradient by a bias; summed in double precision, rounded once; 0
     * without rows.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns
     * @param x input, {@code rows x cols}, row-major without gaps
     * @param xOff first element of {@code x}
     * @param out result, {@code cols} elements from {@code outOff}
     * @param outOff first element of {@code out}
     * @throws IllegalArgumentException if a size is negative, an array is too short, or the arrays overlap
     */
    public static void columnSums(
            Parallelism parallelism, int rows, int cols, float[] x, int xOff, float[] out, int outOff) {
        Checks.nonNegative("rows", rows);
        Checks.nonNegative("cols", cols);
        Checks.vector("x", x, xOff, (long) rows * cols);
        Checks.vector("out", out, outOff, cols);
        Checks.disjoint("out", out, outOff, cols, x, xOff, (long) rows * cols);
        ColumnSum.run(parallelism.pool(), rows, cols, x, xOff, out, outOff);
    }

    /**
     * Index from 0 of the greatest element. As in NumPy, the first of equal ones counts ({@code -0} and {@code 0} are
     * equal), and the first NaN is greater than any number. Runs on the calling thread.
     *
     * @param n number of elements, at least 1
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 1} or the array is too short
     */
    public static int argmax(int n, float[] x, int xOff) {
        Checks.positive("n", n);
        Checks.vector("x", x, xOff, n);
        return Extremes.argmax(x, xOff, n);
    }

    /**
     * {@code out[r] =} {@link #argmax} of row {@code r}: the class that a model predicts.
     *
     * @param parallelism threads to use
     * @param rows number of rows
     * @param cols number of columns, at least 1
     * @param x input, {@code rows x cols}, row-major without gaps
     * @param xOff first element of {@code x}
     * @param out result, {@code rows} elements from {@code outOff}
     * @param outOff first element of {@code out}
     * @throws IllegalArgumentException if {@code rows < 0}, {@code cols < 1} or an array is too short
     */
    public static void argmaxRows(
            Parallelism parallelism, int rows, int cols, float[] x, int xOff, int[] out, int outOff) {
        Checks.nonNegative("rows", rows);
        Checks.positive("cols", cols);
        Checks.vector("x", x, xOff, (long) rows * cols);
        Checks.vector("out", out, outOff, rows);
        ArgmaxRows.run(parallelism.pool(), rows, cols, x, xOff, out, outOff);
    }

    /**
     * Number of {@code i} with {@code a[i] == b[i]}: the hits among predicted classes. Runs on the calling thread.
     *
     * @param n number of elements
     * @param a one side, {@code n} elements from {@code aOff}
     * @param aOff first element of {@code a}
     * @param b the other side
     * @param bOff first element of {@code b}
     * @throws IllegalArgumentException if {@code n < 0} or an array is too short
     */
    public static int countEqual(int n, int[] a, int aOff, int[] b, int bOff) {
        Checks.nonNegative("n", n);
        Checks.vector("a", a, aOff, n);
        Checks.vector("b", b, bOff, n);
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += a[aOff + i] == b[bOff + i] ? 1 : 0;
        }
        return count;
    }

    private static void check(int n, float[] x, int xOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
    }

    private static double sumChunk(float[] x, int xOff, float[] y, int yOff, int n, double[] s, int at) {
        return DoubleReduction.sum(x, xOff, n, s, at);
    }

    private static double maxChunk(float[] x, int xOff, float[] y, int yOff, int n, double[] s, int at) {
        return RowReduction.max(x, xOff, n);
    }

    private static double minChunk(float[] x, int xOff, float[] y, int yOff, int n, double[] s, int at) {
        return Extremes.min(x, xOff, n);
    }

    private static double finiteChunk(float[] x, int xOff, float[] y, int yOff, int n, double[] s, int at) {
        return Extremes.allFinite(x, xOff, n) ? 1 : 0;
    }
}
