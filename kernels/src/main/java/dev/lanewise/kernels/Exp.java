package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.math.Exponential;
import jdk.incubator.vector.FloatVector;

/**
 * Exponential function, {@code y = e^x}.
 *
 * <p>At most 0.9 ulp from the exact value over the whole range, denormal results included; {@code exp(NaN) = NaN}, 0 below
 * {@code -103.97} and infinity above {@code 88.72}. The same bits everywhere. May work in place.
 */
public final class Exp {

    private Exp() {}

    /**
     * {@code y[i] = exp(x[i])}.
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
        Ranges.unary(parallelism.pool(), n, Exp::forwardRange, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * Two vectors at a time, whose long chains of dependent operations run side by side. Of an odd number the last vector is
     * computed twice; a call for it behind the loop would cost the loop its constants, which no register keeps over a call.
     */
    private static void forwardRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += 2 * LANES) {
            int j = Math.min(i + LANES, to - LANES);
            FloatVector first = fromArray(F32, x, xOff + i);
            FloatVector second = fromArray(F32, x, xOff + j);
            if (Exponential.areModerate(first, second)) {
                Exponential.expModerate(first).intoArray(y, yOff + i);
                Exponential.expModerate(second).intoArray(y, yOff + j);
            } else {
                anyRange(x, xOff, y, yOff, i, j + LANES);
            }
        }
    }

    /** Called only where there is work: C2 does not inline the body of a loop that is mostly empty. */
    private static void anyRange(float[] x, int xOff, float[] y, int yOff, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            Exponential.exp(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }
}
