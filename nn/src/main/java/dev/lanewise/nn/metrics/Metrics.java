package dev.lanewise.nn.metrics;

import dev.lanewise.nn.losses.MeanAbsoluteError;
import dev.lanewise.nn.losses.MeanSquaredError;

/** The usual metrics. */
public final class Metrics {

    /**
     * Part of the samples whose largest output is that of their label, or of their largest target value. Refuses
     * rows of a single output: {@link #BINARY_ACCURACY} is for them.
     */
    public static final Metric ACCURACY = new Accuracy();

    /** Part of the outputs that lie on the same side of 0.5 as their target. */
    public static final Metric BINARY_ACCURACY = binaryAccuracy(0.5f);

    /** Mean of {@code |output - target|}. */
    public static final Metric MAE = new LossMetric("mae", new MeanAbsoluteError());

    /** Mean of {@code (output - target)^2}. */
    public static final Metric MSE = new LossMetric("mse", new MeanSquaredError());

    private Metrics() {}

    /** Part of the outputs that lie above {@code threshold} exactly when their target is above 0.5; 0 for logits. */
    public static Metric binaryAccuracy(float threshold) {
        return new BinaryAccuracy(threshold);
    }
}
