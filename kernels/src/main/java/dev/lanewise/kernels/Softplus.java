package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.math.Logistic;
import jdk.incubator.vector.FloatVector;

/**
 * Softplus, {@code y = ln(1 + e^x)}, computed as {@code max(x, 0) + ln(1 + e^-|x|)}.
 *
 * <p>At most 1.6 ulp from the exact value, in the left tail down to the denormal numbers; {@code NaN} stays. The
 * same bits everywhere. May work in place.
 */
public final class Softplus {

    private Softplus() {}

    /**
     * {@code y[i] = ln(1 + exp(x[i]))}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y}
     *     partly overlap
     */
    public static void forward(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        Ranges.unary(parallelism.pool(), n, Softplus::forwardRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code dx[i] = dy[i] / (1 + exp(-x[i]))}: {@link Sigmoid} and one multiplication.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x the input of {@link #forward}
     * @param xOff first element of {@code x}
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code x} at the same offset
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism, int n, float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("dy", dy, dyOff, n);
        Checks.vector("dx", dx, dxOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, x, xOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        Ranges.binary(parallelism.pool(), n, Softplus::backwardRange, x, xOff, dy, dyOff, dx, dxOff, 0f, 0f);
    }

    private static void forwardRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            forwardLanes(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }

    private static void backwardRange(
            float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            backwardLanes(fromArray(F32, x, xOff + i), fromArray(F32, dy, dyOff + i))
                    .intoArray(dx, dxOff + i);
        }
    }

    private static FloatVector forwardLanes(FloatVector x) {
        FloatVector relu = x.blend(0f, x.compare(LT, 0f));
        return relu.add(Logistic.softplusTail(x));
    }

    private static FloatVector backwardLanes(FloatVector x, FloatVector dy) {
        return Logistic.sigmoid(x).mul(dy);
    }
}
