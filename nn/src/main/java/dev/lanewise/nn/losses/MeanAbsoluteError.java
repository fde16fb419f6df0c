package dev.lanewise.nn.losses;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import org.jspecify.annotations.Nullable;

/** Mean of {@code |output - target|} over all outputs; the gradient at 0 is 0. Targets are values of the outputs' shape. */
public final class MeanAbsoluteError implements Loss {

    /** The loss. */
    public MeanAbsoluteError() {}

    @Override
    public String name() {
        return "mean_absolute_error";
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
            dev.lanewise.kernels.MeanAbsoluteError.evaluate(p, n, x, xOff, expected, 0, terms, 0);
        } else {
            dev.lanewise.kernels.MeanAbsoluteError.evaluate(
                    p, n, x, xOff, expected, 0, terms, 0, 1f / n, gradient.data(), gradient.offset());
        }
    }
}
