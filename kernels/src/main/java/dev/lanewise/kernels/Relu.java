package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.tile.Finish;
import jdk.incubator.vector.FloatVector;

/**
 * Rectified linear unit, {@code y = max(x, 0)}.
 *
 * <p>{@code relu(NaN) = NaN}; {@code relu(-0) = 0}. Exact, so the same bits everywhere. May work in place.
 */
public final class Relu {

    private Relu() {}

    /**
     * {@code y[i] = x[i] > 0 ? x[i] : x[i] is NaN ? NaN : 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y} partly
     *     overlap
     */
    public static void forward(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        Ranges.unary(parallelism.pool(), n, Relu::forwardRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code dx[i] = y[i] > 0 ? dy[i] : 0}; the gradient at 0 and at NaN is 0.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param y the output of {@link #forward} (its input serves as well)
     * @param yOff first element of {@code y}
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code y} at the same offset
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism, int n, float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff) {
        Checks.nonNegative("n", n);
        Checks.vector("y", y, yOff, n);
        Checks.vector("dy", dy, dyOff, n);
        Checks.vector("dx", dx, dxOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, y, yOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        Ranges.binary(parallelism.pool(), n, Relu::backwardRange, y, yOff, dy, dyOff, dx, dxOff, 0f, 0f);
    }

    private static void forwardRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Finish.relu(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }

    private static void backwardRange(
            float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            backwardLanes(fromArray(F32, y, yOff + i), fromArray(F32, dy, dyOff + i))
                    .intoArray(dx, dxOff + i);
        }
    }

    private static FloatVector backwardLanes(FloatVector y, FloatVector dy) {
        return FloatVector.zero(F32).blend(dy, y.compare(GT, 0f));
    }
}
