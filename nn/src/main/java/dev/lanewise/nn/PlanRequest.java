package dev.lanewise.nn;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;

/**
 * What a {@link Plan} is made for.
 *
 * @param mode training or inference
 * @param batch samples a step, at least 1
 * @param parallelism threads to use
 * @param inputGradient whether the layer that is asked will have to give the gradient by its input; false where it is the
 *     first with parameters to train, and of a plan as a whole
 */
public record PlanRequest(Mode mode, int batch, Parallelism parallelism, boolean inputGradient) {

    /** Checks the batch. */
    public PlanRequest {
        Require.positive("batch", batch);
    }

    PlanRequest(Mode mode, int batch, Parallelism parallelism) {
        this(mode, batch, parallelism, false);
    }

    /** The same, with or without the gradient by the input. */
    PlanRequest withInputGradient(boolean wanted) {
        return new PlanRequest(mode, batch, parallelism, wanted);
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
