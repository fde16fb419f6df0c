package dev.lanewise.nn.losses;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import org.jspecify.annotations.Nullable;

/** A loss. Immutable; it keeps nothing from batch to batch. */
public interface Loss {

    /** Name for messages and columns, such as {@code mean_squared_error}. */
    String name();

    /**
     * Requires that outputs and targets fit each other and this loss.
     *
     * @param output shape of a model's output for one sample
     * @param targets what the targets are
     * @throws IllegalArgumentException if they do not
     */
    void check(Shape output, TargetSpec targets);

    /** How many terms {@link #evaluate} writes for one sample: one for each row of probabilities, or for each output. */
    int terms(Shape output);

    /**
     * Writes the terms of the loss, and the gradient of their mean.
     *
     * @param parallelism threads to use
     * @param outputs a model's outputs, batch outermost
     * @param targets as many targets
     * @param terms receives the terms from element 0 on
     * @param gradient receives the gradient of the mean of the terms by {@code outputs}; null if nobody needs it
     */
    void evaluate(
            Parallelism parallelism, Tensor outputs, TargetBatch targets, float[] terms, @Nullable Tensor gradient);
}
