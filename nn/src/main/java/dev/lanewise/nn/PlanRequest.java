package dev.lanewise.nn;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;

/**
 * What a {@link Plan} is made for.
 *
 * @param mode training or inference
 * @param batch samples a step, at least 1
 * @param parallelism threads to use
 */
public record PlanRequest(Mode mode, int batch, Parallelism parallelism) {

    /** Checks the batch. */
    public PlanRequest {
        Require.positive("batch", batch);
    }

    /** Whether the plan is for training. */
    public boolean training() {
        return mode == Mode.TRAIN;
    }

    @Override
    public String toString() {
        return "a batch of " + batch;
    }
}
