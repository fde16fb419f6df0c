package dev.lanewise.nn.optimizers;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015) in Keras' form: {@code m = beta1 * m + (1 - beta1) * g}, {@code v = beta2 * v + (1 - beta2) *
 * g^2}, {@code w = w - rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)}. Defaults: rate 1e-3, beta1
 * 0.9, beta2 0.999, epsilon 1e-7.
 */
public final class Adam extends Optimizer {

    private static final List<String> MOMENTS = List.of("m", "v");

    private final float beta1;
    private final float beta2;
    private final float epsilon;

    /** With Keras' defaults. */
    public Adam() {
        this(1e-3f);
    }

    /** With a constant rate, the rest as in Keras. */
    public Adam(float learningRate) {
        this(LearningRateSchedule.constant(learningRate), 0.9f, 0.999f, 1e-7f);
    }

    /** With everything. */
    public Adam(LearningRateSchedule learningRate, float beta1, float beta2, float epsilon) {
        super(learningRate, 0f);
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
        dev.lanewise.kernels.Adam.step(
                parallelism,
                count,
                rate,
                beta1,
                beta2,
                epsilon,
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
