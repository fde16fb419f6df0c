package dev.lanewise.nn.initializers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import java.util.Arrays;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class InitializersTest {

    private static final int N = 100_000;
    private static final Initializer.Fans FANS = new Initializer.Fans(300, 100);

    /** A deviation of a sample of 100,000 is off by a relative 1 / sqrt(2 n) = 0.0022; this is over four of them. */
    private static final Percentage SAMPLING = withPercentage(1);

    @Test
    void uniformsStayWithinTheirLimitAndFillIt() {
        uniform(Initializers.GLOROT_UNIFORM, Math.sqrt(6.0 / 400));
        uniform(Initializers.HE_UNIFORM, Math.sqrt(6.0 / 300));
        uniform(Initializers.randomUniform(-0.5f, 0.5f), 0.5);
    }

    @Test
    void normalsHaveTheirDeviation() {
        assertThat(deviation(fill(Initializers.GLOROT_NORMAL))).isCloseTo(Math.sqrt(2.0 / 400), SAMPLING);
        assertThat(deviation(fill(Initializers.HE_NORMAL))).isCloseTo(Math.sqrt(2.0 / 300), SAMPLING);
        assertThat(deviation(fill(Initializers.randomNormal(0f, 3f)))).isCloseTo(3, SAMPLING);
        double cut = 2 * Math.sqrt(2.0 / 300) / 0.8796256610342398;
        assertThat(largest(fill(Initializers.HE_NORMAL))).isBetween(0.98 * cut, 1.000001 * cut);
    }

    @Test
    void constantsAreConstant() {
        assertThat(fill(Initializers.ZEROS)).containsOnly(0f);
        assertThat(fill(Initializers.ONES)).containsOnly(1f);
        assertThat(fill(Initializers.constant(2.5f))).containsOnly(2.5f);
    }

    @Test
    void seedsAndStreamsDiffer() {
        float[] one = fill(Initializers.GLOROT_UNIFORM);
        float[] again = new float[N];
        Initializers.GLOROT_UNIFORM.initialize(FANS, 1, 2, N, again, 0);
        assertThat(again).isEqualTo(one);
        Initializers.GLOROT_UNIFORM.initialize(FANS, 1, 3, N, again, 0);
        assertThat(again).isNotEqualTo(one);
        Initializers.GLOROT_UNIFORM.initialize(FANS, 2, 2, N, again, 0);
        assertThat(again).isNotEqualTo(one);
    }

    private static void uniform(Initializer initializer, double limit) {
        float[] values = fill(initializer);
        assertThat(largest(values)).isBetween(0.999 * limit, 1.000001 * limit);
        assertThat(deviation(values)).isCloseTo(limit / Math.sqrt(3), SAMPLING);
    }

    private static float[] fill(Initializer initializer) {
        float[] values = new float[N + 2];
        initializer.initialize(FANS, 1, 2, N, values, 1);
        assertThat(values[0]).isZero();
        assertThat(values[N + 1]).isZero();
        return Arrays.copyOfRange(values, 1, N + 1);
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static double deviation(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum / values.length);
    }
}
