package dev.lanewise.nn.losses;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;

/**
 * Mean over all outputs of {@code e^2 / 2} where {@code |e| <= delta}, and of {@code delta * (|e| - delta / 2)} elsewhere,
 * {@code e = output - target} (Huber 1964). Targets are values of the outputs' shape.
 */
public final class Huber implements Loss {

    private final float delta;

    /** With {@code delta} 1, as in Keras. */
    public Huber() {
        this(1f);
    }

    /** With another {@code delta}, above 0. */
    public Huber(float delta) {
        this.delta = Require.positive("delta", delta);
    }

    @Override
    public String name() {
        return "huber";
    }

    @Override
    public void check(Shape output, TargetSpec targets) {
        LossChecks.values(name(), output, targets);
    }

    @Override
    public int terms(Shape output) {
        return output.elements();
    }

    @Override
    public void evaluate(Parallelism p, Tensor outputs, TargetBatch targets, float[] terms, @Nullable Tensor gradient) {
        int n = outputs.size();
        float[] x = outputs.data();
        int xOff = outputs.offset();
        float[] expected = targets.values();
        if (gradient == null) {
            dev.lanewise.kernels.Huber.evaluate(p, n, delta, x, xOff, expected, 0, terms, 0);
        } else {
            dev.lanewise.kernels.Huber.evaluate(
                    p, n, delta, x, xOff, expected, 0, terms, 0, 1f / n, gradient.data(), gradient.offset());
        }
    }
}
