package dev.lanewise.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class BootstrapTest {

    private static final int EXPERIMENTS = 500;

    /** Of 500 intervals of level 0.95, the share that holds the true ratio has a standard deviation of 1 %. */
    @ParameterizedTest
    @CsvSource({"5, 0.02, 0", "5, 0.02, 0.02", "10, 0.02, 0.001", "10, 0.01, 0.03", "20, 0.02, 0.01", "20, 0.02, 0"})
    void coversTheTrueRatio(int forks, double forkDeviation, double iterationDeviation) {
        var random = new Random(forks);
        int held = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            double[] before = sample(random, forks, 1, forkDeviation, iterationDeviation);
            double[] after = sample(random, forks, 1.1, forkDeviation, iterationDeviation);
            held += Bootstrap.ratio(before, after, 0.95, i).contains(1.1) ? 1 : 0;
        }
        assertThat(held / (double) EXPERIMENTS).isBetween(0.95 - 0.03, 0.95 + 0.03);
    }

    @Test
    void isAFunctionOfTheSeed() {
        double[] a = sample(new Random(1), 5, 1, 0.01, 0.01);
        double[] b = sample(new Random(2), 5, 1, 0.01, 0.01);
        assertThat(Bootstrap.ratio(a, b, 0.95, 7)).isEqualTo(Bootstrap.ratio(a, b, 0.95, 7));
        assertThat(Bootstrap.ratio(a, b, 0.95, 7)).isNotEqualTo(Bootstrap.ratio(a, b, 0.95, 8));
    }

    @Test
    void isAPointWithoutNoise() {
        double[] a = {2, 2, 2};
        double[] b = {3, 3, 3};
        assertThat(Bootstrap.ratio(a, b, 0.95, 1)).isEqualTo(new Bootstrap.Interval(1.5, 1.5));
    }

    /** Times of forks, each the median of three iterations. */
    private static double[] sample(
            Random random, int forks, double mean, double forkDeviation, double iterationDeviation) {
        double[] sample = new double[forks];
        for (int f = 0; f < forks; f++) {
            double fork = mean * (1 + forkDeviation * random.nextGaussian());
            double[] iterations = new double[3];
            for (int i = 0; i < iterations.length; i++) {
                iterations[i] = fork * (1 + iterationDeviation * random.nextGaussian());
            }
            sample[f] = StatUtils.percentile(iterations, 50);
        }
        return sample;
    }
}
