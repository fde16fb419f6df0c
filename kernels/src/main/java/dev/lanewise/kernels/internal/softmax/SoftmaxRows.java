package dev.lanewise.kernels.internal.softmax;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.math.Exponential;
import dev.lanewise.kernels.internal.math.Logarithm;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import jdk.incubator.vector.FloatVector;

/** The steps that softmax, log-softmax and the cross-entropies share, on blocks of rows in the first-level cache. */
public final class SoftmaxRows {

    private SoftmaxRows() {}

    /** {@code y[i] = exp(x[i])} for {@code x[i] <= 0}. */
    public static void exp(int n, float[] x, int xOff, float[] y, int yOff) {
        exp(n, x, xOff, 0f, y, yOff);
    }

    /** {@code y[i] = exp(x[i] - max)} for {@code x[i] <= max}. */
    static void exp(int n, float[] x, int xOff, float max, float[] y, int yOff) {
        Ranges.unary(WorkerPool.SERIAL, n, SoftmaxRows::expRange, x, xOff, y, yOff, max, 0f);
    }

    /** {@code x[i] = log(x[i])} for the sums of a few rows: one by one, for C2 may box a vector that few calls pass on. */
    public static void logOfSums(int rows, float[] x, int xOff) {
        for (int r = 0; r < rows; r++) {
            x[xOff + r] = (float) StrictMath.log(x[xOff + r]);
        }
    }

    /** {@code y[i] = log(x[i])}. */
    static void log(int n, float[] x, int xOff, float[] y, int yOff) {
        Ranges.unary(n, SoftmaxRows::logRange, x, xOff, y, yOff);
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
        FloatVector max = broadcast(F32, s);
        for (int i = from; i < to; i += LANES) {
            Exponential.expNonPositive(fromArray(F32, x, xOff + i).sub(max)).intoArray(y, yOff + i);
        }
    }

    private static void logRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Logarithm.log(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }
}
