package dev.lanewise.nn.training;

import dev.lanewise.nn.internal.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Loss and metrics of a model on a dataset.
 *
 * @param loss mean loss
 * @param metrics the metrics by name, in the trainer's order
 */
public record Evaluation(double loss, Map<String, Double> metrics) {

    /** Copies the map. */
    public Evaluation {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    /**
     * A metric, such as {@code accuracy}.
     *
     * @throws IllegalArgumentException if the trainer has no such metric
     */
    public double metric(String name) {
        Double value = metrics.get(name);
        if (value == null) {
            throw Require.error("metric", "one of " + metrics.keySet(), name);
        }
        return value;
    }
}
