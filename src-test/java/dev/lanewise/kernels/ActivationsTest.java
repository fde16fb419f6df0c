package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.ActivationOracle;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shapes, gradients, special values and errors of the activations; {@link ActivationAccuracyTest} has their accuracy. */
class ActivationsTest {

    private static final Parallelism SERIAL = Parallelism.serial();
    private static final float SLOPE = 0.1f;

    /** Length of the pieces that the reference values come from: elements lie in other lanes than in one long call. */
    private static final int PIECE = 61;

    private interface Forward {
        void run(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff);
    }

    private interface Backward {
        void run(
                Parallelism parallelism,
                int n,
                float[] saved,
                int savedOff,
                float[] dy,
                int dyOff,
                float[] dx,
                int dxOff);
    }

    /** {@code gradientBound} times {@code 2^-24 |dy|} is the error of the gradient that the Javadoc states. */
    private enum Kernel {
        LEAKY_RELU(
                ActivationOracle.LEAKY_RELU,
                (p, n, x, xOff, y, yOff) -> LeakyRelu.forward(p, n, SLOPE, x, xOff, y, yOff),
                (p, n, y, yOff, dy, dyOff, dx, dxOff) -> LeakyRelu.backward(p, n, SLOPE, y, yOff, dy, dyOff, dx, dxOff),
                true,
                1),
        ELU(
                ActivationOracle.ELU,
                (p, n, x, xOff, y, yOff) -> Elu.forward(p, n, 1f, x, xOff, y, yOff),
                (p, n, y, yOff, dy, dyOff, dx, dxOff) -> Elu.backward(p, n, 1f, y, yOff, dy, dyOff, dx, dxOff),
                true,
                4),
        SIGMOID(ActivationOracle.SIGMOID, Sigmoid::forward, Sigmoid::backward, true, 2),
        TANH(ActivationOracle.TANH, Tanh::forward, Tanh::backward, true, 6),
        SOFTPLUS(ActivationOracle.SOFTPLUS, Softplus::forward, Softplus::backward, false, 4),
        SILU(ActivationOracle.SILU, Silu::forward, Silu::backward, false, 6),
        GELU_ERF(
                ActivationOracle.GELU_ERF,
                (p, n, x, xOff, y, yOff) -> Gelu.forward(p, n, Gelu.Form.ERF, x, xOff, y, yOff),
                (p, n, x, xOff, dy, dyOff, dx, dxOff) ->
                        Gelu.backward(p, n, Gelu.Form.ERF, x, xOff, dy, dyOff, dx, dxOff),
                false,
                6),
        GELU_TANH(
                ActivationOracle.GELU_TANH,
                (p, n, x, xOff, y, yOff) -> Gelu.forward(p, n, Gelu.Form.TANH, x, xOff, y, yOff),
                (p, n, x, xOff, dy, dyOff, dx, dxOff) ->
                        Gelu.backward(p, n, Gelu.Form.TANH, x, xOff, dy, dyOff, dx, dxOff),
                false,
                6);

        final ActivationOracle oracle;
        final Forward forward;
        final Backward backward;
        final boolean savesOutput;
        final double gradientBound;

        Kernel(ActivationOracle oracle, Forward forward, Backward backward, boolean savesOutput, double gradientBound) {
            this.oracle = oracle;
            this.forward = forward;
            this.backward = backward;
            this.savesOutput = savesOutput;
            this.gradientBound = gradientBound;
        }

        float[] saved(float[] x) {
            float[] saved = x.clone();
            if (savesOutput) {
                forward.run(SERIAL, x.length, x, 0, saved, 0);
            }
            return saved;
        }
    }

    @ParameterizedTest
    @EnumSource
    void derivativeOfTheOracleIsItsDifferenceQuotient(Kernel kernel) {
        double h = 1e-6;
        for (float x : TestData.uniforms(2000, -8, 8, 1)) {
            if (Math.abs(x) > h) {
                double quotient = (kernel.oracle.value(x + h) - kernel.oracle.value(x - h)) / (2 * h);
                double derivative = kernel.oracle.derivative(x);
                assertThat(Math.abs(quotient - derivative))
                        .as("at %s", x)
                        .isLessThanOrEqualTo(1e-5 + 1e-3 * Math.abs(derivative));
            }
        }
    }

    /** Values are settled by the accuracy test: here a lane must not depend on its place, the offsets or the threads. */
    @ParameterizedTest
    @EnumSource
    void forwardIsTheSameAtEverySize(Kernel kernel) {
        int[] sizes = Sizes.vectors();
        float[] all = TestData.uniforms(sizes[sizes.length - 1], -9, 9, 2);
        float[] pieces = new float[all.length];
        for (int i = 0; i < pieces.length; i += PIECE) {
            kernel.forward.run(SERIAL, Math.min(PIECE, pieces.length - i), all, i, pieces, i);
        }
        for (int n : sizes) {
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] y = Canary.array(n + 12);
                float[] x = Canary.around(Canary.inside(all, 0, n), 3, 0);
                kernel.forward.run(parallelism, n, x, 3, y, 7);
                String what = kernel + " of " + n + " on " + parallelism;
                Bits.assertSame(what, Canary.inside(y, 7, n), Canary.inside(pieces, 0, n));
                Canary.assertIntact(what, y, 7, n);
                kernel.forward.run(parallelism, n, x, 3, x, 3);
                Bits.assertSame(what + ", in place", Canary.inside(x, 3, n), Canary.inside(pieces, 0, n));
                Canary.assertIntact(what + ", in place", x, 3, n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void backwardIsTheSameAtEverySize(Kernel kernel) {
        int[] sizes = Sizes.vectors();
        int longest = sizes[sizes.length - 1];
        float[] saved = kernel.saved(TestData.uniforms(longest, -9, 9, 3));
        float[] gradients = TestData.normals(longest, 4);
        float[] pieces = new float[longest];
        for (int i = 0; i < longest; i += PIECE) {
            kernel.backward.run(SERIAL, Math.min(PIECE, longest - i), saved, i, gradients, i, pieces, i);
        }
        for (int n : sizes) {
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] s = Canary.around(Canary.inside(saved, 0, n), 1, 0);
                float[] dy = Canary.around(Canary.inside(gradients, 0, n), 4, 2);
                float[] dx = Canary.array(n + 6);
                kernel.backward.run(parallelism, n, s, 1, dy, 4, dx, 5);
                String what = kernel + " of " + n + " on " + parallelism;
                Bits.assertSame(what, Canary.inside(dx, 5, n), Canary.inside(pieces, 0, n));
                Canary.assertIntact(what, dx, 5, n);
                float[] dyInPlace = dy.clone();
                kernel.backward.run(parallelism, n, s, 1, dyInPlace, 4, dyInPlace, 4);
                Bits.assertSame(what + ", over dy", Canary.inside(dyInPlace, 4, n), Canary.inside(pieces, 0, n));
                kernel.backward.run(parallelism, n, s, 1, dy, 4, s, 1);
                Bits.assertSame(what + ", over its input", Canary.inside(s, 1, n), Canary.inside(pieces, 0, n));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientStaysWithinItsBound(Kernel kernel) {
        int n = 20_000;
        float[] x = TestData.uniforms(n, -20, 20, 5);
        float[] dy = TestData.normals(n, 6);
        float[] dx = new float[n];
        kernel.backward.run(SERIAL, n, kernel.saved(x), 0, dy, 0, dx, 0);
        double[] exact = new double[n];
        for (int i = 0; i < n; i++) {
            exact[i] = dy[i] * kernel.oracle.derivative(x[i]);
        }
        Tolerance.assertNotDegenerate(kernel.toString(), exact);
        Tolerance.assertWithin(
                kernel.toString(), dx, exact, i -> kernel.gradientBound * Tolerance.U * Math.abs(dy[i]) + 0x1p-149);
    }

    @ParameterizedTest
    @EnumSource
    void specialValues(Kernel kernel) {
        float[] x = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MAX_VALUE, -Float.MAX_VALUE, 0f
        };
        float[] y = x.clone();
        kernel.forward.run(SERIAL, x.length, x, 0, y, 0);
        boolean saturates = kernel == Kernel.SIGMOID || kernel == Kernel.TANH;
        assertThat(y[0]).isNaN();
        assertThat(y[1]).isEqualTo(saturates ? 1f : Float.POSITIVE_INFINITY);
        assertThat(y[3]).isEqualTo(saturates ? 1f : Float.MAX_VALUE);
        float left = switch (kernel) {
            case ELU, TANH -> -1f;
            case LEAKY_RELU -> -SLOPE * Float.MAX_VALUE;
            default -> 0f;
        };
        assertThat(y[2]).isEqualTo(kernel == Kernel.LEAKY_RELU ? Float.NEGATIVE_INFINITY : left);
        assertThat(y[4]).isEqualTo(left);
        assertThat(y[5]).isEqualTo((float) kernel.oracle.value(0));

        float[] dy = {1, 1, 1, 1, 1, 1};
        float[] dx = new float[6];
        kernel.backward.run(SERIAL, 6, kernel.savesOutput ? y : x, 0, dy, 0, dx, 0);
        assertThat(dx[1]).isEqualTo(saturates ? 0f : 1f);
        assertThat(dx[2]).isEqualTo(kernel == Kernel.LEAKY_RELU ? SLOPE : 0f);
        assertThat(dx[3]).isEqualTo(dx[1]);
        assertThat(dx[4]).isEqualTo(dx[2]);
        assertThat(dx[5]).isEqualTo((float) kernel.oracle.derivative(0));
        if (kernel != Kernel.LEAKY_RELU) {
            assertThat(dx[0]).isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatItCannotDo(Kernel kernel) {
        float[] a = new float[4];
        float[] b = new float[4];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward.run(SERIAL, -1, a, 0, b, 0))
                .withMessage("n: expected a value >= 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward.run(SERIAL, 4, a, 1, b, 0))
                .withMessage("x: expected at least offset 1 + 4 elements, got an array of length 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward.run(SERIAL, 4, a, 0, b, 1))
                .withMessage("y: expected at least offset 1 + 4 elements, got an array of length 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forward.run(SERIAL, 3, a, 0, a, 1))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward.run(SERIAL, 3, a, 0, b, 1, b, 0))
                .withMessageStartingWith("dx: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward.run(SERIAL, 3, a, 0, b, 0, a, 1))
                .withMessageStartingWith("dx: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.backward.run(SERIAL, 4, a, 0, b, 2, b, 0))
                .withMessageStartingWith("dy: expected at least offset 2 + 4 elements");
    }

    @Test
    void refusesSlopesThatHideTheSignOfTheInput() {
        float[] a = new float[4];
        for (float wrong : new float[] {-0.1f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LeakyRelu.forward(SERIAL, 4, wrong, a, 0, a, 0))
                    .withMessage("negativeSlope: expected a finite value >= 0, got " + wrong);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LeakyRelu.backward(SERIAL, 4, wrong, a, 0, a, 0, a, 0))
                    .withMessage("negativeSlope: expected a finite value >= 0, got " + wrong);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Elu.forward(SERIAL, 4, wrong, a, 0, a, 0))
                    .withMessage("alpha: expected a finite value >= 0, got " + wrong);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Elu.backward(SERIAL, 4, wrong, a, 0, a, 0, a, 0))
                    .withMessage("alpha: expected a finite value >= 0, got " + wrong);
        }
    }

    @Test
    void oddFunctionsAndEluKeepTheSignOfZero() {
        float[] y = {-0f};
        Tanh.forward(SERIAL, 1, y, 0, y, 0);
        Elu.forward(SERIAL, 1, 1f, y, 0, y, 0);
        Bits.assertSame("-0", y, new float[] {-0f});
    }

    @Test
    void eluScalesItsNegativeSide() {
        float[] y = {-1f, 2f};
        Elu.forward(SERIAL, 2, 0.5f, y, 0, y, 0);
        assertThat(y[0]).isEqualTo((float) (0.5 * StrictMath.expm1(-1)));
        assertThat(y[1]).isEqualTo(2f);
        float[] dx = {1f, 1f};
        Elu.backward(SERIAL, 2, 0.5f, y, 0, dx, 0, dx, 0);
        Tolerance.assertWithin("dx", dx[0], 0.5 * StrictMath.exp(-1), 2 * Tolerance.U);
        assertThat(dx[1]).isEqualTo(1f);
    }
}
