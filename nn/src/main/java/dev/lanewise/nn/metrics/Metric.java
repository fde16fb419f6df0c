package dev.lanewise.nn.metrics;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;

/** A metric. Immutable; what it adds up is in a {@link Tally}. The usual ones are in {@link Metrics}. */
public interface Metric {

    /** Name for columns, such as {@code accuracy}. */
    String name();

    /**
     * An empty tally.
     *
     * @param output shape of a model's output for one sample
     * @param targets what the targets are
     * @param batch most samples to be added at once
     * @throws IllegalArgumentException if outputs and targets do not fit each other and this metric
     */
    Tally tally(Shape output, TargetSpec targets, int batch);

    /** What has been added up so far. Serves one thread; adding allocates nothing. */
    interface Tally {

        /** Forgets everything. */
        void reset();

        /** Adds a batch of outputs with their targets. */
        void add(Parallelism parallelism, Tensor outputs, TargetBatch targets);

        /** The metric of what has been added; NaN if nothing has. */
        double result();
    }
}
