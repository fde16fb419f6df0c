package dev.lanewise.bench.compare;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction: with the adjusted values, the chance of even one false alarm among all tests stays below
 * the level, whatever their dependence. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian
 * Journal of Statistics 6 (1979).
 */
final class Holm {

    private Holm() {}

    /**
     * Adjusted p-values, in the order given: of m values, the i-th smallest (from 0) times m - i, but not below the one
     * before it and not above 1.
     */
    static double[] adjust(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        double before = 0;
        for (int i = 0; i < order.length; i++) {
            before = Math.max(before, Math.min(1, (p.length - i) * p[order[i]]));
            adjusted[order[i]] = before;
        }
        return adjusted;
    }
}
