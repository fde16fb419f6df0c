package dev.lanewise.nn.optimizers;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Sgd;
import dev.lanewise.kernels.Sgd.Momentum;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * Gradient descent, {@code w = w - rate * g}; with momentum {@code v = momentum * v - rate * g}, {@code w = w + v}, or
 * Nesterov's {@code w = w + momentum * v - rate * g}. Keras' default is a rate of 0.01 without momentum.
 */
public final class SGD extends Optimizer {

    private static final List<String> VELOCITY = List.of("velocity");

    private final float momentum;
    private final Momentum form;

    /** With Keras' defaults. */
    public SGD() {
        this(0.01f);
    }

    /** Without momentum. */
    public SGD(float learningRate) {
        this(learningRate, 0f);
    }

    /** With classic momentum, in [0, 1]. */
    public SGD(float learningRate, float momentum) {
        this(LearningRateSchedule.constant(learningRate), momentum, Momentum.CLASSIC, 0f);
    }

    /** With everything. */
    public SGD(LearningRateSchedule learningRate, float momentum, Momentum form, float weightDecay) {
        super(learningRate, weightDecay);
        this.momentum = Require.closed("momentum", momentum, 0f, 1f);
        this.form = form;
    }

    @Override
    public List<String> slotNames() {
        return momentum == 0f ? List.of() : VELOCITY;
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
        if (momentum == 0f) {
            Sgd.step(parallelism, count, rate, decay, values, offset, gradients, offset);
        } else {
            Sgd.step(
                    parallelism,
                    count,
                    rate,
                    momentum,
                    form,
                    decay,
                    values,
                    offset,
                    gradients,
                    offset,
                    state[0],
                    offset);
        }
    }
}
