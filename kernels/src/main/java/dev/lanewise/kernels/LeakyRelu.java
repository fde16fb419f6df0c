package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import jdk.incubator.vector.FloatVector;

/**
 * Leaky rectified linear unit, {@code y = x > 0 ? x : negativeSlope x}.
 *
 * <p>One multiplication at most, so the result is correctly rounded and the same bits everywhere. {@code NaN} stays.
 * The slope is not negative, so that the sign of {@code x} can be read off {@code y}. May work in place.
 */
public final class LeakyRelu {

    private LeakyRelu() {}

    /**
     * {@code y[i] = x[i] > 0 ? x[i] : negativeSlope * x[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param negativeSlope slope for {@code x <= 0}, finite and not negative; Keras uses 0.3, PyTorch 0.01
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, {@code negativeSlope} is out of range, or {@code x} and {@code y}
     *     partly overlap
     */
    public static void forward(
            Parallelism parallelism, int n, float negativeSlope, float[] x, int xOff, float[] y, int yOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("negativeSlope", negativeSlope);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        Ranges.unary(parallelism.pool(), n, LeakyRelu::forwardRange, x, xOff, y, yOff, negativeSlope, 0f);
    }

    /**
     * {@code dx[i] = y[i] > 0 ? dy[i] : negativeSlope * dy[i]}; the gradient at 0 and at NaN is that of the left side.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param negativeSlope as in {@link #forward}
     * @param y the output of {@link #forward}; for {@code negativeSlope > 0} its input serves as well
     * @param yOff first element of {@code y}
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code y} at the same offset
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism,
            int n,
            float negativeSlope,
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("negativeSlope", negativeSlope);
        Checks.vector("y", y, yOff, n);
        Checks.vector("dy", dy, dyOff, n);
        Checks.vector("dx", dx, dxOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, y, yOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        Ranges.binary(
                parallelism.pool(), n, LeakyRelu::backwardRange, y, yOff, dy, dyOff, dx, dxOff, negativeSlope, 0f);
    }

    private static void forwardRange(
            float[] x, int xOff, float[] y, int yOff, float negativeSlope, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            forwardLanes(fromArray(F32, x, xOff + i), negativeSlope).intoArray(y, yOff + i);
        }
    }

    private static void backwardRange(
            float[] y,
            int yOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff,
            float negativeSlope,
            float t,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            backwardLanes(fromArray(F32, y, yOff + i), fromArray(F32, dy, dyOff + i), negativeSlope)
                    .intoArray(dx, dxOff + i);
        }
    }

    private static FloatVector forwardLanes(FloatVector x, float negativeSlope) {
        return x.mul(negativeSlope).blend(x, x.compare(GT, 0f));
    }

    private static FloatVector backwardLanes(FloatVector y, FloatVector dy, float negativeSlope) {
        return dy.mul(negativeSlope).blend(dy, y.compare(GT, 0f));
    }
}
