package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.math.GaussianTail;
import dev.lanewise.kernels.internal.math.GeluErfForm;
import dev.lanewise.kernels.internal.math.GeluTanhForm;
import jdk.incubator.vector.FloatVector;

/**
 * Gaussian error linear unit, {@code y = x Phi(x)} (Hendrycks, Gimpel 2016, arXiv:1606.08415), computed as
 * {@code max(x, 0) - |x| Phi(-|x|)}.
 *
 * <p>At most 3 ulp from the exact value of its form, in the left tail down to the denormal numbers; {@code NaN}
 * stays. The same bits everywhere. May work in place.
 */
public final class Gelu {

    /** Which {@code Phi}. */
    public enum Form {
        /** {@code Phi(x) = (1 + erf(x / sqrt 2)) / 2}, the normal distribution; the default of Keras and ONNX. */
        ERF,
        /** {@code Phi(x) = (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2}, the approximation of GPT-2 and BERT. */
        TANH
    }

    private Gelu() {}

    /**
     * {@code y[i] = x[i] * Phi(x[i])}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param form which {@code Phi}
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, or {@code x} and {@code y}
     *     partly overlap
     */
    public static void forward(Parallelism parallelism, int n, Form form, float[] x, int xOff, float[] y, int yOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        Ranges.Unary kernel = form == Form.ERF ? Gelu::forwardErfRange : Gelu::forwardTanhRange;
        Ranges.unary(parallelism.pool(), n, kernel, x, xOff, y, yOff, 0f, 0f);
    }

    /**
     * {@code dx[i] = dy[i] * (Phi(x[i]) + x[i] Phi'(x[i]))}; {@code |dx - exact| <= 6 2^-24 |dy|}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param form which {@code Phi}
     * @param x the input of {@link #forward}
     * @param xOff first element of {@code x}
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code x} at the same offset
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism,
            int n,
            Form form,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Checks.vector("dy", dy, dyOff, n);
        Checks.vector("dx", dx, dxOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, x, xOff, n);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        Ranges.Binary kernel = form == Form.ERF ? Gelu::backwardErfRange : Gelu::backwardTanhRange;
        Ranges.binary(parallelism.pool(), n, kernel, x, xOff, dy, dyOff, dx, dxOff, 0f, 0f);
    }

    private static void forwardErfRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        GeluErfForm.gate(x, xOff, y, yOff, from, to);
    }

    private static void forwardTanhRange(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            forwardTanhLanes(fromArray(F32, x, xOff + i)).intoArray(y, yOff + i);
        }
    }

    private static void backwardErfRange(
            float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            backwardErfLanes(fromArray(F32, x, xOff + i), fromArray(F32, dy, dyOff + i))
                    .intoArray(dx, dxOff + i);
        }
    }

    private static void backwardTanhRange(
            float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, float s, float t, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            backwardTanhLanes(fromArray(F32, x, xOff + i), fromArray(F32, dy, dyOff + i))
                    .intoArray(dx, dxOff + i);
        }
    }

    private static FloatVector backwardErfLanes(FloatVector x, FloatVector dy) {
        return GaussianTail.gateDerivative(x).mul(dy);
    }

    private static FloatVector forwardTanhLanes(FloatVector x) {
        return GeluTanhForm.gate(x);
    }

    private static FloatVector backwardTanhLanes(FloatVector x, FloatVector dy) {
        return GeluTanhForm.gateDerivative(x).mul(dy);
    }
}
