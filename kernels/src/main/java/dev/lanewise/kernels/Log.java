package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.math.Logarithm;

/**
 * Natural logarithm, {@code y = ln x}.
 *
 * <p>At most 0.92 ulp from the exact value for every {@code x >= 0}, denormal ones included; {@code log(0) = -Infinity},
 * {@code log(Infinity) = Infinity}, NaN for {@code x < 0} and for NaN. The same bits everywhere. May work in place.
 */
public final class Log {

    private Log() {}

    /**
     * {@code y[i] = log(x[i])}.
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
        Ranges.unary(parallelism.pool(), n, Log::forwardRange, x, xOff, y, yOff, 0f, 0f);
    }

    private static void forwardRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Logarithm.log(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }
}
