package dev.lanewise.bench.suites;

import java.util.SplittableRandom;

/** Operands: the same for every library. */
final class Inputs {

    private Inputs() {}

    /** {@code n} values in [-1, 1), chosen by {@code seed}. */
    static float[] uniform(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = 0x1p-31f * random.nextInt();
        }
        return values;
    }

    /** {@code n} values in [0.5, 1.5). */
    static float[] positive(int n, long seed) {
        float[] values = uniform(n, seed);
        for (int i = 0; i < n; i++) {
            values[i] = 1f + 0.5f * values[i];
        }
        return values;
    }

    /** {@code n} labels in [0, classes). */
    static int[] labels(int n, int classes, long seed) {
        return new SplittableRandom(seed).ints(n, 0, classes).toArray();
    }
}
