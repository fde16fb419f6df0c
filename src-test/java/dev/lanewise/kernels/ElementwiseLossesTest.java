package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseLossesTest {

    private static final Parallelism SERIAL = Parallelism.serial();
    private static final float DELTA = 0.7f;
    private static final float SCALE = 0.3f;
    private static final double EPSILON = 1e-7f;

    private interface Evaluation {
        void run(Parallelism p, int n, float[] x, int xOff, float[] t, int tOff, float[] losses, int lossesOff);
    }

    private interface Gradient {
        void run(
                Parallelism p,
                int n,
                float[] x,
                int xOff,
                float[] t,
                int tOff,
                float[] losses,
                int lossesOff,
                float scale,
                float[] dx,
                int dxOff);
    }

    /** The bounds are the Javadoc's: of the loss relative to it, of the gradient relative to {@code reach}. */
    private enum Loss {
        SQUARED(
                MeanSquaredError::evaluate,
                MeanSquaredError::evaluate,
                (x, t) -> (x - t) * (x - t),
                (x, t) -> 2 * (x - t),
                4,
                4),
        ABSOLUTE(
                MeanAbsoluteError::evaluate,
                MeanAbsoluteError::evaluate,
                (x, t) -> Math.abs(x - t),
                (x, t) -> Math.signum(x - t),
                1,
                0),
        HUBER(
                (p, n, x, xOff, t, tOff, l, lOff) -> Huber.evaluate(p, n, DELTA, x, xOff, t, tOff, l, lOff),
                (p, n, x, xOff, t, tOff, l, lOff, s, dx, dxOff) ->
                        Huber.evaluate(p, n, DELTA, x, xOff, t, tOff, l, lOff, s, dx, dxOff),
                (x, t) -> Math.abs(x - t) <= DELTA ? (x - t) * (x - t) / 2 : DELTA * (Math.abs(x - t) - DELTA / 2d),
                (x, t) -> Math.clamp(x - t, -DELTA, DELTA),
                5,
                2),
        LOGITS(
                BinaryCrossEntropy::fromLogits,
                BinaryCrossEntropy::fromLogits,
                (x, t) -> Math.max(x, 0) - x * t + StrictMath.log1p(StrictMath.exp(-Math.abs(x))),
                (x, t) -> 1 / (1 + StrictMath.exp(-x)) - t,
                6,
                4),
        PROBABILITIES(
                BinaryCrossEntropy::fromProbabilities,
                BinaryCrossEntropy::fromProbabilities,
                (x, t) -> -t * StrictMath.log(clip(x)) - (1 - t) * StrictMath.log1p(-clip(x)),
                (x, t) -> x != clip(x) ? 0 : (x - t) / (x * (1 - x)),
                6,
                6);

        final Evaluation evaluation;
        final Gradient gradient;
        final DoubleBinaryOperator value;
        final DoubleBinaryOperator derivative;
        final double valueBound;
        final double gradientBound;

        Loss(
                Evaluation evaluation,
                Gradient gradient,
                DoubleBinaryOperator value,
                DoubleBinaryOperator derivative,
                double valueBound,
                double gradientBound) {
            this.evaluation = evaluation;
            this.gradient = gradient;
            this.value = value;
            this.derivative = derivative;
            this.valueBound = valueBound;
            this.gradientBound = gradientBound;
        }

        float[] predictions(int n) {
            return this == PROBABILITIES ? TestData.uniforms(n, -0.1f, 1.1f, 1) : TestData.uniforms(n, -9, 9, 1);
        }

        /** What the stated bound of the gradient is relative to: 1 for logits, the gradient itself for the others. */
        double reach(double derivative) {
            return this == LOGITS ? 1 : Math.abs(derivative);
        }
    }

    private static double clip(double p) {
        return Math.clamp(p, EPSILON, 1f - 1e-7f);
    }

    @ParameterizedTest
    @EnumSource
    void derivativeOfTheOracleIsItsDifferenceQuotient(Loss loss) {
        double h = 1e-6;
        float[] x = loss.predictions(1000);
        float[] t = TestData.positives(1000, 2);
        for (int i = 0; i < x.length; i++) {
            double low = loss.value.applyAsDouble(x[i] - h, t[i]);
            double quotient = (loss.value.applyAsDouble(x[i] + h, t[i]) - low) / (2 * h);
            double derivative = loss.derivative.applyAsDouble(x[i], t[i]);
            boolean kink = Math.abs(x[i] - t[i]) < h || loss == Loss.PROBABILITIES && Math.abs(x[i] - clip(x[i])) < h;
            if (!kink) {
                assertThat(Math.abs(quotient - derivative))
                        .as("at %s, %s", x[i], t[i])
                        .isLessThanOrEqualTo(1e-5 + 1e-3 * Math.abs(derivative));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void staysWithinItsBoundsAtEverySize(Loss loss) {
        for (int n : Sizes.vectors()) {
            float[] x = loss.predictions(n);
            float[] t = TestData.positives(n, 3);
            double[] values = new double[n];
            double[] gradients = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = loss.value.applyAsDouble(x[i], t[i]);
                gradients[i] = SCALE * loss.derivative.applyAsDouble(x[i], t[i]);
            }
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] losses = Canary.array(n + 9);
                float[] dx = Canary.array(n + 9);
                float[] xAt = Canary.around(x, 2, 0);
                float[] tAt = Canary.around(t, 3, 1);
                loss.gradient.run(parallelism, n, xAt, 2, tAt, 3, losses, 4, SCALE, dx, 5);
                String what = loss + " of " + n;
                Tolerance.assertWithin(
                        what, Canary.inside(losses, 4, n), values, i -> loss.valueBound * Tolerance.U * values[i]);
                Tolerance.assertWithin(
                        what + ", gradient",
                        Canary.inside(dx, 5, n),
                        gradients,
                        i -> loss.gradientBound * Tolerance.U * SCALE * loss.reach(gradients[i] / SCALE));
                Canary.assertIntact(what, losses, 4, n);
                Canary.assertIntact(what + ", gradient", dx, 5, n);

                float[] alone = new float[n];
                loss.evaluation.run(parallelism, n, xAt, 2, tAt, 3, alone, 0);
                Bits.assertSame(what + " without gradient", alone, Canary.inside(losses, 4, n));
                loss.gradient.run(parallelism, n, xAt, 2, tAt, 3, alone, 0, SCALE, xAt, 2);
                Bits.assertSame(what + " in place", Canary.inside(xAt, 2, n), Canary.inside(dx, 5, n));
                Bits.assertSame(what + " in place, losses", alone, Canary.inside(losses, 4, n));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nanStays(Loss loss) {
        float[] x = {Float.NaN, 0.5f, 0.25f};
        float[] t = {0.5f, Float.NaN, 0.5f};
        float[] losses = new float[3];
        float[] dx = new float[3];
        loss.gradient.run(SERIAL, 3, x, 0, t, 0, losses, 0, 1f, dx, 0);
        assertThat(losses[0]).isNaN();
        assertThat(losses[1]).isNaN();
        assertThat(losses[2]).isFinite();
        assertThat(dx[0]).isNaN();
        assertThat(dx[1]).isNaN();
    }

    @Test
    void largeLogitsDoNotOverflow() {
        float[] x = {1000f, -1000f, 1000f, -1000f, 0f};
        float[] t = {1f, 0f, 0f, 1f, 0.5f};
        float[] losses = new float[5];
        float[] dx = new float[5];
        BinaryCrossEntropy.fromLogits(SERIAL, 5, x, 0, t, 0, losses, 0, 1f, dx, 0);
        assertThat(losses).containsExactly(0f, 0f, 1000f, 1000f, (float) StrictMath.log(2));
        assertThat(dx).containsExactly(0f, 0f, 1f, -1f, 0f);
    }

    @Test
    void certainProbabilitiesAreClipped() {
        float[] p = {0f, 1f, 0f, 1f};
        float[] t = {0f, 1f, 1f, 0f};
        float[] losses = new float[4];
        float[] dp = new float[4];
        BinaryCrossEntropy.fromProbabilities(SERIAL, 4, p, 0, t, 0, losses, 0, 1f, dp, 0);
        assertThat(losses[0]).isEqualTo((float) -StrictMath.log1p(-1e-7f));
        assertThat(losses[1]).isEqualTo((float) -StrictMath.log1p(-0x1p-23));
        assertThat(losses[2]).isEqualTo((float) -StrictMath.log(1e-7f));
        assertThat(losses[3]).isEqualTo((float) (23 * StrictMath.log(2)));
        assertThat(dp).containsOnly(0f);
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatItCannotDoBeforeItWrites(Loss loss) {
        float[] x = new float[4];
        float[] t = new float[4];
        float[] losses = Canary.array(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.evaluation.run(SERIAL, -1, x, 0, t, 0, losses, 0))
                .withMessage("n: expected a value >= 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.evaluation.run(SERIAL, 4, x, 0, t, 0, x, 0))
                .withMessageStartingWith("losses: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.gradient.run(SERIAL, 4, x, 0, t, 1, losses, 0, 1f, x, 0))
                .withMessageStartingWith("targets: expected at least offset 1 + 4 elements");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.gradient.run(SERIAL, 4, x, 0, t, 0, losses, 0, 1f, losses, 0))
                .withMessageContaining("expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loss.gradient.run(SERIAL, 4, x, 0, t, 0, losses, 0, 1f, new float[3], 0))
                .withMessageContaining("expected at least offset 0 + 4 elements, got an array of length 3");
        Canary.assertIntact("losses", losses, 0, 0);
    }

    @Test
    void refusesADeltaThatIsNotPositive() {
        float[] a = new float[4];
        float[] b = new float[4];
        for (float wrong : new float[] {0f, -1f, Float.NaN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Huber.evaluate(SERIAL, 4, wrong, a, 0, a, 0, b, 0))
                    .withMessageStartingWith("delta: expected ");
        }
    }
}
