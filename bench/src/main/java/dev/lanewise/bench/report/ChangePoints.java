package dev.lanewise.bench.report;

import dev.lanewise.bench.compare.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Where a series of times changed its level: E-divisive (Matteson and James, "A Nonparametric Approach for Multiple
 * Change Point Analysis of Multivariate Data", 2014, doi:10.1080/01621459.2013.849605) with exponent 2, on logarithms.
 *
 * <p>The rule: cut where {@code n·m/(n+m)·(mean difference)²} is greatest, no part shorter than {@value #SHORTEST}; the cut
 * counts if at most 1 % of {@value #PERMUTATIONS} random orders of the same values reach as much, and the means of the two
 * parts differ by more than {@link Comparison#LEAST_EFFECT}; then look into both parts. So a change takes some runs to be
 * believed: with 10 before it, 4 after it.
 */
public final class ChangePoints {

    private static final int SHORTEST = 2;
    private static final int PERMUTATIONS = 999;
    private static final double LEVEL = 0.01;
    private static final long SEED = 1;

    private final double[] logs;
    private final List<Integer> found = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(SEED);

    private ChangePoints(double[] logs) {
        this.logs = logs;
    }

    /**
     * A change.
     *
     * @param index of the first value after it
     * @param ratio mean after it over mean before it, each up to the next change
     */
    public record Change(int index, double ratio) {}

    /** The changes of {@code values}, all above 0, in order. */
    public static List<Change> of(double[] values) {
        double[] logs = new double[values.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = Math.log(values[i]);
        }
        var points = new ChangePoints(logs);
        points.divide(0, logs.length);
        return points.inOrder();
    }

    private void divide(int from, int to) {
        double[] part = new double[to - from];
        System.arraycopy(logs, from, part, 0, part.length);
        int cut = bestCut(part);
        if (cut > 0
                && Math.expm1(Math.abs(difference(part, cut))) > Comparison.LEAST_EFFECT
                && chance(part, statistic(part, cut)) <= LEVEL) {
            divide(from, from + cut);
            found.add(from + cut);
            divide(from + cut, to);
        }
    }

    /** Share of random orders, the one given included, whose best cut is as good as {@code reached}. */
    private double chance(double[] part, double reached) {
        double[] shuffled = part.clone();
        int asGood = 1;
        for (int p = 0; p < PERMUTATIONS; p++) {
            for (int i = shuffled.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double value = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = value;
            }
            asGood += statistic(shuffled, bestCut(shuffled)) >= reached * (1 - 1e-12) ? 1 : 0;
        }
        return asGood / (PERMUTATIONS + 1.0);
    }

    /** The cut of the greatest statistic; 0 where the part is too short for one. */
    private static int bestCut(double[] part) {
        double total = 0;
        for (double value : part) {
            total += value;
        }
        double before = 0;
        double best = -1;
        int cut = 0;
        for (int i = 1; i <= part.length - SHORTEST; i++) {
            before += part[i - 1];
            double statistic = statistic(before, i, total - before, part.length - i);
            if (i >= SHORTEST && statistic > best) {
                best = statistic;
                cut = i;
            }
        }
        return cut;
    }

    private static double statistic(double[] part, int cut) {
        double difference = difference(part, cut);
        return (double) cut * (part.length - cut) / part.length * difference * difference;
    }

    private static double statistic(double sum, int n, double otherSum, int m) {
        double difference = sum / n - otherSum / m;
        return (double) n * m / (n + m) * difference * difference;
    }

    private static double difference(double[] part, int cut) {
        return mean(part, cut, part.length) - mean(part, 0, cut);
    }

    private static double mean(double[] values, int from, int to) {
        return IntStream.range(from, to).mapToDouble(i -> values[i]).average().orElseThrow();
    }

    private List<Change> inOrder() {
        List<Integer> cuts = new ArrayList<>(List.of(0));
        cuts.addAll(found);
        cuts.add(logs.length);
        List<Change> changes = new ArrayList<>();
        for (int i = 1; i < cuts.size() - 1; i++) {
            double before = mean(logs, cuts.get(i - 1), cuts.get(i));
            changes.add(new Change(cuts.get(i), Math.exp(mean(logs, cuts.get(i), cuts.get(i + 1)) - before)));
        }
        return Collections.unmodifiableList(changes);
    }
}
