package dev.lanewise.nn.optimizers;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * {@link Adam} with decoupled weight decay (Loshchilov and Hutter 2019): {@code w = w - rate * weightDecay * w} comes
 * first. Keras' default decay is 4e-3; as there, it applies to every parameter, see {@link #excludeFromWeightDecay}.
 */
public final class AdamW extends Optimizer {

    private static final List<String> MOMENTS = List.of("m", "v");

    private final float beta1;
    private final float beta2;
    private final float epsilon;

    /** With Keras' defaults. */
    public AdamW() {
        this(1e-3f, 4e-3f);
    }

    /** With a constant rate and a decay, the rest as in Keras. */
    public AdamW(float learningRate, float weightDecay) {
        this(LearningRateSchedule.constant(learningRate), 0.9f, 0.999f, 1e-7f, weightDecay);
    }

    /** With everything. */
    public AdamW(LearningRateSchedule learningRate, float beta1, float beta2, float epsilon, float weightDecay) {
        super(learningRate, weightDecay);
        this.beta1 = Require.halfOpen("beta1", beta1, 0f, 1f);
        this.beta2 = Require.halfOpen("beta2", beta2, 0f, 1f);
        this.epsilon = Require.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slotNames() {
        return MOMENTS;
    }

    @Override
    protected void update(
            Parallelism parallelism,
            long step,
            float rate,
            float decay,
            int count,
            float[] values,
            float[] gradients,
            float[][] state,
            int offset) {
        dev.lanewise.kernels.AdamW.step(
                parallelism,
                count,
                rate,
                beta1,
                beta2,
                epsilon,
                decay,
                step,
                values,
                offset,
                gradients,
                offset,
                state[0],
                offset,
                state[1],
                offset);
    }
}
