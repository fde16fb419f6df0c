package dev.lanewise.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class WelchTest {

    /**
     * By hand: means 2 and 6, variances 1 and 4, t = -4/√(1/3 + 4/3) = -3.098, ν = (5/3)²/((1/9 + 16/9)/2) = 50/17.
     * p = 2·P(T > 3.098) of Student's distribution lies between those of 2 (0.0903) and 3 (0.0534) degrees of freedom.
     */
    @Test
    void agreesWithArithmeticByHand() {
        double[] a = {1, 2, 3};
        double[] b = {4, 6, 8};
        assertThat(Welch.degreesOfFreedom(a, b)).isCloseTo(50.0 / 17, within(1e-12));
        assertThat(Welch.pValue(a, b)).isBetween(0.0534, 0.0903).isLessThan(0.06);
    }

    @Test
    void knowsSamplesWithoutVariance() {
        double[] a = {2, 2, 2};
        assertThat(Welch.pValue(a, a)).isEqualTo(1);
        assertThat(Welch.pValue(a, new double[] {3, 3, 3})).isZero();
    }
}
