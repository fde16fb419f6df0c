package dev.lanewise.bench.compare;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/** How many forks a comparison needs in order to see an effect of a given size. */
final class Power {

    /** Chance to see the effect. */
    static final double POWER = 0.8;

    /** What {@link #forks} answers when it would be more. */
    static final int MOST = 1000;

    private Power() {}

    /**
     * Smallest n of forks on each side for which a two-sided t-test finds the effect with chance {@link #POWER}:
     * {@code (t(1 - alpha/2, 2n - 2) + t(POWER, 2n - 2)) · s · √(2/n) <= effect}, where s is the forks' standard
     * deviation relative to their mean, pooled over both sides.
     *
     * @param before times of the forks, two at least
     * @param after likewise
     * @param effect relative difference of the means to be seen, above 0
     * @param alpha level of the test
     */
    static int forks(double[] before, double[] after, double effect, double alpha) {
        double deviation = Math.sqrt((relativeVariance(before) + relativeVariance(after)) / 2);
        int forks = Comparison.LEAST_FORKS;
        while (forks < MOST && detectable(deviation, forks, alpha) > effect) {
            forks++;
        }
        return forks;
    }

    private static double detectable(double deviation, int forks, double alpha) {
        var t = new TDistribution(null, 2.0 * forks - 2);
        double quantiles = t.inverseCumulativeProbability(1 - alpha / 2) + t.inverseCumulativeProbability(POWER);
        return quantiles * deviation * Math.sqrt(2.0 / forks);
    }

    private static double relativeVariance(double[] values) {
        double mean = StatUtils.mean(values);
        return StatUtils.variance(values) / (mean * mean);
    }
}
