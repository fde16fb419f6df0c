package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.lanewise.kernels.internal.parallel.Ranges;
import jdk.incubator.vector.FloatVector;

/** The steps that softmax, log-softmax and the cross-entropies share, on blocks of rows in the first-level cache. */
public final class SoftmaxRows {

    private SoftmaxRows() {}

    /**
     * {@code y = x - max(row)}, so that the largest element of a row is 0. Where the maximum is infinite some element
     * becomes NaN, and NaN stays, so that the sum over the row's exponentials is NaN.
     */
    public static void shift(float[] x, int xOff, float[] y, int yOff, int rows, int cols) {
        for (int r = 0, at = 0; r < rows; r++, at += cols) {
            float max = greatest(x, xOff + at, cols);
            affine(x, xOff + at, 1f, -max, y, yOff + at, cols);
        }
    }

    /**
     * The greatest element but for NaN; {@code -Infinity} if there is none. By comparison: a maximum of floats that
     * keeps NaN and tells zeros apart takes six instructions.
     */
    private static float greatest(float[] x, int xOff, int n) {
        FloatVector v0 = broadcast(F32, Float.NEGATIVE_INFINITY);
        FloatVector v1 = v0;
        FloatVector v2 = v0;
        FloatVector v3 = v0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            v0 = greater(fromArray(F32, x, xOff + i), v0);
            v1 = greater(fromArray(F32, x, xOff + i + LANES), v1);
            v2 = greater(fromArray(F32, x, xOff + i + 2 * LANES), v2);
            v3 = greater(fromArray(F32, x, xOff + i + 3 * LANES), v3);
        }
        for (; i <= n - LANES; i += LANES) {
            v0 = greater(fromArray(F32, x, xOff + i), v0);
        }
        float greatest = greater(greater(v0, v1), greater(v2, v3)).reduceLanes(MAX);
        for (; i < n; i++) {
            greatest = x[xOff + i] > greatest ? x[xOff + i] : greatest;
        }
        return greatest;
    }

    private static FloatVector greater(FloatVector v, FloatVector max) {
        return max.blend(v, v.compare(GT, max));
    }

    /** {@code y[i] = exp(x[i])} for {@code x[i] <= 0}. */
    public static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
        Ranges.unary(n, SoftmaxRows::expRange, x, xOff, y, yOff);
    }

    /** {@code x[i] = log(x[i])} for the sums of a few rows: one by one, for C2 may box a vector that few calls pass on. */
    public static void logOfSums(int rows, float[] x, int xOff) {
        for (int r = 0; r < rows; r++) {
            x[xOff + r] = (float) StrictMath.log(x[xOff + r]);
        }
    }

    /** {@code y[i] = log(x[i])}. */
    public static void log(int n, float[] x, int xOff, float[] y, int yOff) {
        Ranges.unary(n, SoftmaxRows::logRange, x, xOff, y, yOff);
    }

    /** {@code y[i] = fma(x[i], factor, term)}. */
    public static void affine(float[] x, int xOff, float factor, float term, float[] y, int yOff, int n) {
        var factors = broadcast(F32, factor);
        var terms = broadcast(F32, term);
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            fromArray(F32, x, xOff + i).fma(factors, terms).intoArray(y, yOff + i);
        }
        for (; i < n; i++) {
            y[yOff + i] = Math.fma(x[xOff + i], factor, term);
        }
    }

    /** {@code z[i] = fma(x[i], factor, fma(y[i], yFactor, term))}; z may be x or y. */
    public static void affine(
            float[] x,
            int xOff,
            float factor,
            float[] y,
            int yOff,
            float yFactor,
            float term,
            float[] z,
            int zOff,
            int n) {
        var factors = broadcast(F32, factor);
        var yFactors = broadcast(F32, yFactor);
        var terms = broadcast(F32, term);
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            var inner = fromArray(F32, y, yOff + i).fma(yFactors, terms);
            fromArray(F32, x, xOff + i).fma(factors, inner).intoArray(z, zOff + i);
        }
        for (; i < n; i++) {
            z[zOff + i] = Math.fma(x[xOff + i], factor, Math.fma(y[yOff + i], yFactor, term));
        }
    }

    /** {@code z[i] = x[i] (y[i] - shift)}; z may be x or y. */
    public static void scaleShifted(float[] x, int xOff, float[] y, int yOff, float shift, float[] z, int zOff, int n) {
        var shifts = broadcast(F32, shift);
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            fromArray(F32, y, yOff + i)
                    .sub(shifts)
                    .mul(fromArray(F32, x, xOff + i))
                    .intoArray(z, zOff + i);
        }
        for (; i < n; i++) {
            z[zOff + i] = (y[yOff + i] - shift) * x[xOff + i];
        }
    }

    private static void expRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Exponential.expNonPositive(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }

    private static void logRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Logarithm.log(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }
}
