package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import jdk.incubator.vector.FloatVector;

/**
 * Element-wise arithmetic of two vectors.
 *
 * <p>Each element is one IEEE 754 operation (for {@link #axpy} one fused multiply-add), so results are correctly rounded
 * and the same everywhere. May work in place. {@link ElementwiseUnary} has the operations with one vector.
 */
public final class Elementwise {

    private Elementwise() {}

    /**
     * {@code z[i] = x[i] + y[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void add(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::addRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code z[i] = x[i] - y[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void subtract(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::subtractRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code z[i] = x[i] * y[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void multiply(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::multiplyRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code z[i] = x[i] / y[i]}. Rounded once, no reciprocal; {@code 0 / 0} is NaN.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void divide(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::divideRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code z[i] = max(x[i], y[i])}. NaN if either is NaN; {@code -0 < 0}, as {@link Math#max(float, float)} has it.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void maximum(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::maximumRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code z[i] = min(x[i], y[i])}. NaN if either is NaN; {@code -0 < 0}, as {@link Math#min(float, float)} has it.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x left operand, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y right operand
     * @param yOff first element of {@code y}
     * @param z result; may be {@code x} or {@code y} at the same offset
     * @param zOff first element of {@code z}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code z} partly overlaps an input
     */
    public static void minimum(
            Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff) {
        run(parallelism, n, Elementwise::minimumRange, x, xOff, y, yOff, "z", z, zOff, 0f);
    }

    /**
     * {@code y[i] = alpha * x[i] + y[i]}, rounded once.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param alpha factor of {@code x}
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y addend and result; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException as {@link #add} does
     */
    public static void axpy(Parallelism parallelism, int n, float alpha, float[] x, int xOff, float[] y, int yOff) {
        run(parallelism, n, Elementwise::axpyRange, x, xOff, y, yOff, "y", y, yOff, alpha);
    }

    private static void run(
            Parallelism parallelism,
            int n,
            Ranges.Binary kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            String result,
            float[] z,
            int zOff,
            float s) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.vector(result, z, zOff, n);
        Checks.sameOrDisjoint(result, z, zOff, n, x, xOff, n);
        Checks.sameOrDisjoint(result, z, zOff, n, y, yOff, n);
        Ranges.binary(parallelism.pool(), n, kernel, x, xOff, y, yOff, z, zOff, s, 0f);
    }

    private static void addRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).add(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void subtractRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).sub(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void multiplyRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).mul(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void divideRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).div(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void maximumRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).max(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void minimumRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            fromArray(F32, x, xOff + i).min(fromArray(F32, y, yOff + i)).intoArray(z, zOff + i);
        }
    }

    private static void axpyRange(
            float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            axpyLanes(fromArray(F32, x, xOff + i), fromArray(F32, y, yOff + i), s)
                    .intoArray(z, zOff + i);
        }
    }

    private static FloatVector axpyLanes(FloatVector x, FloatVector y, float alpha) {
        return x.lanewise(FMA, FloatVector.broadcast(F32, alpha), y);
    }
}
