package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Element-wise operations with one vector.
 *
 * <p>Each element is one IEEE 754 operation, so results are correctly rounded and the same everywhere. May work in
 * place. {@link Elementwise} has the operations with two vectors.
 */
public final class ElementwiseUnary {

    private ElementwiseUnary() {}

    /**
     * {@code x[i] = value}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param value what to write
     * @param x result, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0} or the array is too short
     */
    public static void fill(Parallelism parallelism, int n, float value, float[] x, int xOff) {
        run(parallelism, n, ElementwiseUnary::fillRange, x, xOff, x, xOff, value, 0f);
    }

    /**
     * {@code y[i] = x[i]}, bit by bit.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException as {@link #scale} does
     */
    public static void copy(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, ElementwiseUnary::copyRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code y[i] = alpha * x[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param alpha factor
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y} partly
     *     overlap
     */
    public static void scale(Parallelism parallelism, int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, ElementwiseUnary::scaleRange, x, xOff, y, yOff, alpha, 0f);
    }

    /**
     * {@code y[i] = |x[i]|}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y} partly
     *     overlap
     */
    public static void abs(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, ElementwiseUnary::absRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code y[i] = x[i] * x[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y} partly
     *     overlap
     */
    public static void square(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, ElementwiseUnary::squareRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code y[i] = sqrt(x[i])}. Correctly rounded; NaN below {@code -0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y} partly
     *     overlap
     */
    public static void sqrt(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, ElementwiseUnary::sqrtRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code y[i] = min(max(x[i], low), high)}; NaN stays NaN.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param low least value of the result
     * @param high greatest value of the result, at least {@code low}
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException as {@link #scale} does, or unless {@code low <= high}
     */
    public static void clip(
            Parallelism parallelism, int n, float low, float high, float[] x, int xOff, float[] y, int yOff) {
        Checks.closed("low", low, Float.NEGATIVE_INFINITY, high);
        run(parallelism, n, ElementwiseUnary::clipRange, x, xOff, y, yOff, low, high);
    }

    private static void run(
            Parallelism parallelism,
            int n,
            Ranges.Unary kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float s,
            float t) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        Ranges.unary(parallelism.pool(), n, kernel, x, xOff, y, yOff, s, t);
    }

    private static void fillRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        Arrays.fill(y, yOff + from, yOff + to, s);
    }

    private static void copyRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        System.arraycopy(x, xOff + from, y, yOff + from, to - from);
    }

    private static void scaleRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).mul(s).intoArray(y, yOff + i);
        }
    }

    private static void absRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).abs().intoArray(y, yOff + i);
        }
    }

    private static void squareRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            squareLanes(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }

    private static void sqrtRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).sqrt().intoArray(y, yOff + i);
        }
    }

    private static void clipRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            clipLanes(fromArray(F32, x, xOff + i), s, t).intoArray(y, yOff + i);
        }
    }

    private static FloatVector squareLanes(FloatVector x) {
        return x.mul(x);
    }

    /** Comparisons are false for NaN, which a blend therefore keeps. */
    private static FloatVector clipLanes(FloatVector x, float low, float high) {
        FloatVector raised = x.blend(low, x.compare(LT, low));
        return raised.blend(high, raised.compare(GT, high));
    }
}
