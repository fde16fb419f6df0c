package dev.lanewise.nn.training;

import dev.lanewise.nn.internal.Require;

/** Follows one value of the epochs and remembers the best. Larger is better for names that end in {@code accuracy}. */
final class Monitor {

    private final String name;
    private final double sign;
    private final double minDelta;
    private double best = Double.POSITIVE_INFINITY;

    Monitor(String name, float minDelta) {
        this.name = name;
        this.minDelta = Require.nonNegative("minDelta", minDelta);
        sign = name.endsWith("accuracy") ? -1 : 1;
    }

    /** Forgets what it has seen, and requires a run whose epochs have the value. */
    void reset(TrainingRun run) {
        if (!run.valueNames().contains(name)) {
            throw Require.error("monitor", "one of " + run.valueNames(), name);
        }
        best = Double.POSITIVE_INFINITY;
    }

    /** Whether this epoch is better than the best by more than the least difference; remembers it if so. */
    boolean improves(Epoch epoch) {
        double cost = sign * epoch.value(name);
        if (cost < best - minDelta) {
            best = cost;
            return true;
        }
        return false;
    }
}
