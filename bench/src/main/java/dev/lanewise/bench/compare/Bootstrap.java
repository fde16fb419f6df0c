package dev.lanewise.bench.compare;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * The bootstrap of a ratio of times: draw forks with replacement, on both sides; the ratios so found show how far chance
 * could have moved the one observed. The fork is the unit that is drawn, as its iterations share one code layout: Kalibera
 * and Jones, "Rigorous Benchmarking in Reasonable Time" (ISMM 2013), doi:10.1145/2464157.2464160. Its iterations are not
 * drawn again, as they do: what they vary by is in the fork's time already, and the median of a few drawn ones is now and
 * then that of a stall.
 *
 * <p>With few forks, plain percentiles are too narrow. So they are taken further out, where the percentile interval of a
 * normal sample agrees with Student's: Hesterberg, "What Teachers Should Know About the Bootstrap" (2015),
 * doi:10.1080/00031305.2015.1089789, section 4.1, with the degrees of freedom of Welch's test.
 */
final class Bootstrap {

    private static final int RESAMPLES = 2000;

    private Bootstrap() {}

    /**
     * An interval.
     *
     * @param low lower end
     * @param high upper end
     */
    record Interval(double low, double high) {

        /** Whether {@code value} is inside. */
        boolean contains(double value) {
            return low <= value && value <= high;
        }
    }

    /**
     * Interval of the time {@code after} over the time {@code before}, each the mean over the forks.
     *
     * @param before times of the forks, two at least
     * @param after likewise
     * @param level chance that the interval holds the true ratio, for example 0.95
     * @param seed the same seed, the same interval
     */
    static Interval ratio(double[] before, double[] after, double level, long seed) {
        var random = new SplittableRandom(seed);
        double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            ratios[i] = resampledMean(after, random) / resampledMean(before, random);
        }
        Arrays.sort(ratios);
        double tail = tail(before, after, level);
        return new Interval(quantile(ratios, tail), quantile(ratios, 1 - tail));
    }

    private static double resampledMean(double[] forks, SplittableRandom random) {
        double sum = 0;
        for (int f = 0; f < forks.length; f++) {
            sum += forks[index(random, forks.length)];
        }
        return sum / forks.length;
    }

    /** From 0 to {@code n - 1}, uniform but for n/2³²: without {@code nextInt(n)}'s division, which took most of the time. */
    private static int index(SplittableRandom random, int n) {
        return (int) ((random.nextInt() & 0xFFFF_FFFFL) * n >>> Integer.SIZE);
    }

    /** Share of the resampled ratios on either side of the interval. */
    private static double tail(double[] before, double[] after, double level) {
        int forks = Math.min(before.length, after.length);
        double t = new TDistribution(null, Welch.degreesOfFreedom(before, after))
                .inverseCumulativeProbability((1 - level) / 2);
        return new NormalDistribution(null, 0, 1).cumulativeProbability(t * Math.sqrt(forks / (forks - 1.0)));
    }

    /** Between the two nearest order statistics. */
    private static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
