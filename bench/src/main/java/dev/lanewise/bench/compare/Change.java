package dev.lanewise.bench.compare;

import dev.lanewise.bench.compare.Bootstrap.Interval;
import dev.lanewise.bench.record.Measurement;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A benchmark in two runs.
 *
 * @param before in the old run
 * @param after in the new run
 * @param ratio time after over time before
 * @param low lower end of the interval of {@code ratio}
 * @param high upper end
 * @param p p-value of Welch's test, corrected for all benchmarks
 * @param threshold relative change that counts
 * @param verdict what follows from all that, and from the bytes allocated
 * @param reason why, for a verdict that is not about time, otherwise empty
 * @param moreForks forks wanted on each side beyond the fewer of the two, if inconclusive; otherwise 0
 */
public record Change(
        Measurement before,
        Measurement after,
        double ratio,
        double low,
        double high,
        double p,
        double threshold,
        Verdict verdict,
        String reason,
        int moreForks) {

    /** Below this p-value a change is no chance, and the interval holds the ratio with 1 minus this. */
    public static final double ALPHA = 0.05;

    /** A benchmark in two runs before its p-value is corrected. */
    record Pair(Measurement before, Measurement after) {

        int forks() {
            return Math.min(before.seconds().size(), after.seconds().size());
        }

        double pValue() {
            return forks() < 2 ? 1 : Welch.pValue(before.forkTimes(), after.forkTimes());
        }

        /**
         * Judges the pair.
         *
         * @param p corrected p-value
         * @param tests number of tests that it was corrected for
         * @param threshold relative change that counts
         */
        Change judge(double p, int tests, double threshold) {
            double ratio = after.time() / before.time();
            if (forks() < Comparison.LEAST_FORKS) {
                return change(
                        ratio,
                        new Interval(0, Double.POSITIVE_INFINITY),
                        p,
                        threshold,
                        "fewer than " + Comparison.LEAST_FORKS + " forks",
                        Comparison.USUAL_FORKS - forks());
            }
            Interval interval = Bootstrap.ratio(
                    before.forkTimes(),
                    after.forkTimes(),
                    1 - ALPHA,
                    before.key().hashCode());
            return change(ratio, interval, p, threshold, "", moreForks(ratio, tests, threshold));
        }

        private Change change(
                double ratio, Interval interval, double p, double threshold, String doubt, int moreForks) {
            Verdict time = doubt.isEmpty() ? ofTime(ratio, interval, p, threshold) : Verdict.INCONCLUSIVE;
            Verdict verdict = time;
            String reason = doubt;
            if (Allocation.grew(before, after)) {
                verdict = Verdict.REGRESSION;
                reason = "allocates more";
            } else if (!Allocation.measured(before, after) && time != Verdict.REGRESSION) {
                verdict = Verdict.INCONCLUSIVE;
                reason = "bytes allocated were not measured in both runs";
            }
            int wanted = time == Verdict.INCONCLUSIVE ? moreForks : 0;
            return new Change(
                    before, after, ratio, interval.low(), interval.high(), p, threshold, verdict, reason, wanted);
        }

        private static Verdict ofTime(double ratio, Interval interval, double p, double threshold) {
            boolean sure = p < ALPHA && !interval.contains(1);
            if (sure && ratio > 1 + threshold) {
                return Verdict.REGRESSION;
            }
            if (sure && ratio < 1 / (1 + threshold)) {
                return Verdict.IMPROVEMENT;
            }
            return interval.high() > 1 + threshold ? Verdict.INCONCLUSIVE : Verdict.UNCHANGED;
        }

        /**
         * Forks wanted so that an effect as large as the one seen becomes significant, if it is beyond the threshold; so
         * that the interval ends below the threshold, if it is not (a third of the threshold is as near as we look).
         */
        private int moreForks(double ratio, int tests, double threshold) {
            double effect = Math.abs(ratio - 1);
            boolean beyond = effect > threshold;
            double seen = beyond ? effect : Math.max(threshold - effect, threshold / 3);
            int forks = Power.forks(before.forkTimes(), after.forkTimes(), seen, beyond ? ALPHA / tests : ALPHA);
            return Math.max(1, forks - forks());
        }
    }

    /** Standard deviation of the forks' times over their mean, the larger of the two runs'. */
    public double forkDeviation() {
        return Math.max(deviation(before), deviation(after));
    }

    private static double deviation(Measurement measurement) {
        double[] times = measurement.forkTimes();
        return times.length < 2 ? 0 : Math.sqrt(StatUtils.variance(times)) / measurement.time();
    }
}
