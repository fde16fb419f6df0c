package dev.lanewise.nn.optimizers;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.RmsProp;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * RMSprop (Hinton 2012) in Keras' form: {@code v = rho * v + (1 - rho) * g^2}, {@code u = rate * g / sqrt(v + epsilon)},
 * {@code w = w - u}; with momentum {@code b = momentum * b + u}, {@code w = w - b}. Defaults: rate 1e-3, rho 0.9, no
 * momentum, epsilon 1e-7.
 */
public final class RMSprop extends Optimizer {

    private static final List<String> AVERAGE = List.of("velocity");
    private static final List<String> AVERAGE_AND_UPDATE = List.of("velocity", "momentum");

    private final float rho;
    private final float momentum;
    private final float epsilon;

    /** With Keras' defaults. */
    public RMSprop() {
        this(1e-3f);
    }

    /** With a constant rate, the rest as in Keras. */
    public RMSprop(float learningRate) {
        this(LearningRateSchedule.constant(learningRate), 0.9f, 0f, 1e-7f);
    }

    /** With everything. */
    public RMSprop(LearningRateSchedule learningRate, float rho, float momentum, float epsilon) {
        super(learningRate, 0f);
        this.rho = Require.halfOpen("rho", rho, 0f, 1f);
        this.momentum = Require.closed("momentum", momentum, 0f, 1f);
        this.epsilon = Require.positive("epsilon", epsilon);
    }

    @Override
    public List<String> slotNames() {
        return momentum == 0f ? AVERAGE : AVERAGE_AND_UPDATE;
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
        float[] average = state[0];
        if (momentum == 0f) {
            RmsProp.step(parallelism, count, rate, rho, epsilon, values, offset, gradients, offset, average, offset);
        } else {
            RmsProp.step(
                    parallelism,
                    count,
                    rate,
                    rho,
                    momentum,
                    epsilon,
                    values,
                    offset,
                    gradients,
                    offset,
                    average,
                    offset,
                    state[1],
                    offset);
        }
    }
}
