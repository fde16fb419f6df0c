package dev.lanewise.nn.training;

import dev.lanewise.nn.internal.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What came of an epoch.
 *
 * @param number number of the epoch, from 1
 * @param steps steps done
 * @param values {@code loss} and the metrics over the training batches as they were seen, then the same over the
 *     validation data with {@code val_} in front; in this order
 * @param seconds time of the steps, without validation
 * @param samplesPerSecond samples trained on, by that time
 */
public record Epoch(int number, int steps, Map<String, Double> values, double seconds, double samplesPerSecond) {

    /** Copies the map. */
    public Epoch {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * One of the values, such as {@code val_accuracy}.
     *
     * @throws IllegalArgumentException if there is no such value
     */
    public double value(String name) {
        Double value = values.get(name);
        if (value == null) {
            throw Require.error("value of an epoch", "one of " + values.keySet(), name);
        }
        return value;
    }
}
