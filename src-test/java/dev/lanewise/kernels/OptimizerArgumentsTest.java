package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class OptimizerArgumentsTest {

    private static final Parallelism SERIAL = Parallelism.serial();

    private final float[] w = {1, 2, 3, 4};
    private final float[] g = {1, 1, 1, 1};
    private final float[] m = new float[4];
    private final float[] v = new float[4];

    @Test
    void scalarsOutOfRangeAreNamed() {
        refuses("learningRate: expected a finite value >= 0, got NaN", () -> adam(Float.NaN, 0.9f, 0.999f, 1e-7f, 1));
        refuses("learningRate: expected a finite value >= 0, got -0.1", () -> adam(-0.1f, 0.9f, 0.999f, 1e-7f, 1));
        refuses("beta1: expected a value in [0.0, 1.0), got 1.0", () -> adam(0.1f, 1f, 0.999f, 1e-7f, 1));
        refuses("beta2: expected a value in [0.0, 1.0), got -0.5", () -> adam(0.1f, 0.9f, -0.5f, 1e-7f, 1));
        refuses("epsilon: expected a finite value > 0, got 0.0", () -> adam(0.1f, 0.9f, 0.999f, 0f, 1));
        refuses("step: expected a value > 0, got 0", () -> adam(0.1f, 0.9f, 0.999f, 1e-7f, 0));
        refuses(
                "weightDecay: expected a finite value >= 0, got Infinity",
                () -> Sgd.step(SERIAL, 4, 0.1f, Float.POSITIVE_INFINITY, w, 0, g, 0));
        refuses(
                "momentum: expected a value in [0.0, 1.0], got NaN",
                () -> Sgd.step(SERIAL, 4, 0.1f, Float.NaN, Sgd.Momentum.CLASSIC, 0f, w, 0, g, 0, m, 0));
        refuses(
                "rho: expected a value in [0.0, 1.0), got 1.0",
                () -> RmsProp.step(SERIAL, 4, 0.1f, 1f, 1e-7f, w, 0, g, 0, v, 0));
        refuses(
                "momentum: expected a value in [0.0, 1.0], got 1.5",
                () -> RmsProp.step(SERIAL, 4, 0.1f, 0.9f, 1.5f, 1e-7f, w, 0, g, 0, v, 0, m, 0));
    }

    @Test
    void shortAndOverlappingArraysAreNamed() {
        refuses(
                "v: expected at least offset 1 + 4 elements, got an array of length 4",
                () -> Adam.step(SERIAL, 4, 0.1f, 0.9f, 0.999f, 1e-7f, 1, w, 0, g, 0, m, 0, v, 1));
        refuses(
                "v: expected no overlap with the elements 0 to 3 of the same array, got elements 0 to 3",
                () -> Adam.step(SERIAL, 4, 0.1f, 0.9f, 0.999f, 1e-7f, 1, w, 0, g, 0, m, 0, m, 0));
        refuses(
                "g: expected no overlap with the elements 0 to 1 of the same array, got elements 1 to 2",
                () -> Sgd.step(SERIAL, 2, 0.1f, 0f, w, 0, w, 1));
    }

    @Test
    void adamWithoutDecayIsAdamBitByBit() {
        float[] plain = TestData.normals(100, 1);
        float[] decoupled = plain.clone();
        float[] gradient = TestData.normals(100, 2);
        Adam.step(
                SERIAL, 100, 0.1f, 0.9f, 0.999f, 1e-7f, 3, plain, 0, gradient, 0, new float[100], 0, new float[100], 0);
        AdamW.step(
                SERIAL,
                100,
                0.1f,
                0.9f,
                0.999f,
                1e-7f,
                0f,
                3,
                decoupled,
                0,
                gradient,
                0,
                new float[100],
                0,
                new float[100],
                0);
        Bits.assertSame("AdamW", decoupled, plain);
    }

    /** The corrections cancel at the first step: it moves by the learning rate, whatever the size of the gradient. */
    @Test
    void adamsFirstStepHasTheLengthOfTheLearningRate() {
        float[] gradient = {1f, -2f, 50f, -1e4f};
        Adam.step(SERIAL, 4, 0.125f, 0.9f, 0.999f, 1e-7f, 1, w, 0, gradient, 0, m, 0, v, 0);
        float[] moved = {0.875f, 2.125f, 2.875f, 4.125f};
        float epsilonsShare = 0.125f * 1e-7f / 0.0316f; // beside sqrt(1 - beta2) |g|, |g| >= 1
        for (int i = 0; i < 4; i++) {
            assertThat(w[i]).isCloseTo(moved[i], within(epsilonsShare + 2 * Math.ulp(4f)));
        }
    }

    @Test
    void aDecayTooSmallForOneMinusDecayStillCounts() {
        float[] weight = {1f};
        Sgd.step(SERIAL, 1, 0.1f, 1e-6f, weight, 0, new float[1], 0);
        assertThat(weight[0]).isEqualTo((float) (1 - 0.1f * (double) 1e-6f)).isLessThan(1f);
    }

    private void adam(float rate, float beta1, float beta2, float epsilon, long step) {
        Adam.step(SERIAL, 4, rate, beta1, beta2, epsilon, step, w, 0, g, 0, m, 0, v, 0);
    }

    private void refuses(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
        assertThat(w).containsExactly(1, 2, 3, 4);
    }
}
