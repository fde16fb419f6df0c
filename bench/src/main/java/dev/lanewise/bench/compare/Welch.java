package dev.lanewise.bench.compare;

import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TTest;

/**
 * Welch's t-test: do two samples of unequal variance have the same mean? The sample is that of the forks' times, because
 * the iterations of a fork share its code layout and are no independent observations.
 */
final class Welch {

    private Welch() {}

    /** Two-sided p-value; each sample has two values at least. */
    static double pValue(double[] a, double[] b) {
        if (error(a, b) == 0) {
            return StatUtils.mean(a) == StatUtils.mean(b) ? 1 : 0;
        }
        return new TTest().tTest(a, b);
    }

    /** Welch–Satterthwaite degrees of freedom; the smaller sample's where neither varies. */
    static double degreesOfFreedom(double[] a, double[] b) {
        double u = StatUtils.variance(a) / a.length;
        double v = StatUtils.variance(b) / b.length;
        return u + v == 0
                ? Math.min(a.length, b.length) - 1.0
                : (u + v) * (u + v) / (u * u / (a.length - 1) + v * v / (b.length - 1));
    }

    private static double error(double[] a, double[] b) {
        return StatUtils.variance(a) + StatUtils.variance(b);
    }
}
