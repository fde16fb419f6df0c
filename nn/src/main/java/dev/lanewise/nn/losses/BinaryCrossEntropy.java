package dev.lanewise.nn.losses;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import org.jspecify.annotations.Nullable;

/**
 * Mean of {@code -(target * log(p) + (1 - target) * log(1 - p))} over all outputs, each a probability of its own. Targets
 * are values in [0, 1] of the outputs' shape.
 */
public final class BinaryCrossEntropy implements Loss {

    private final From from;

    /** For outputs that are probabilities, as in Keras. */
    public BinaryCrossEntropy() {
        this(From.PROBABILITIES);
    }

    /** For logits or probabilities. */
    public BinaryCrossEntropy(From from) {
        this.from = from;
    }

    @Override
    public String name() {
        return "binary_crossentropy";
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
            if (from == From.LOGITS) {
                dev.lanewise.kernels.BinaryCrossEntropy.fromLogits(p, n, x, xOff, expected, 0, terms, 0);
            } else {
                dev.lanewise.kernels.BinaryCrossEntropy.fromProbabilities(p, n, x, xOff, expected, 0, terms, 0);
            }
            return;
        }
        float[] dx = gradient.data();
        int dxOff = gradient.offset();
        if (from == From.LOGITS) {
            dev.lanewise.kernels.BinaryCrossEntropy.fromLogits(p, n, x, xOff, expected, 0, terms, 0, 1f / n, dx, dxOff);
        } else {
            dev.lanewise.kernels.BinaryCrossEntropy.fromProbabilities(
                    p, n, x, xOff, expected, 0, terms, 0, 1f / n, dx, dxOff);
        }
    }
}
