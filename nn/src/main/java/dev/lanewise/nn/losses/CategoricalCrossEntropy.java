package dev.lanewise.nn.losses;

import dev.lanewise.kernels.CrossEntropy;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.SoftmaxCrossEntropy;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of distributions, {@code -sum over classes of target * log(probability)}. Outputs {@code (..., classes)},
 * targets values of the same shape, which are not negative and sum to 1 in each row.
 *
 * <p>With label smoothing {@code s} the targets become {@code target * (1 - s) + s / classes}.
 */
public final class CategoricalCrossEntropy implements Loss {

    private final From from;
    private final float labelSmoothing;

    /** For outputs that are probabilities, as in Keras. */
    public CategoricalCrossEntropy() {
        this(From.PROBABILITIES);
    }

    /** For logits or probabilities. */
    public CategoricalCrossEntropy(From from) {
        this(from, 0f);
    }

    /** With label smoothing, in [0, 1]. */
    public CategoricalCrossEntropy(From from, float labelSmoothing) {
        this.from = from;
        this.labelSmoothing = Require.closed("labelSmoothing", labelSmoothing, 0f, 1f);
    }

    @Override
    public String name() {
        return "categorical_crossentropy";
    }

    @Override
    public void check(Shape output, TargetSpec targets) {
        LossChecks.values(name(), output, targets);
    }

    @Override
    public int terms(Shape output) {
        return output.rows();
    }

    @Override
    public void evaluate(Parallelism p, Tensor outputs, TargetBatch targets, float[] terms, @Nullable Tensor gradient) {
        int classes = outputs.shape().last();
        int rows = outputs.size() / classes;
        float[] x = outputs.data();
        int xOff = outputs.offset();
        float[] expected = targets.values();
        if (gradient == null) {
            if (from == From.LOGITS) {
                SoftmaxCrossEntropy.dense(p, rows, classes, labelSmoothing, x, xOff, expected, 0, terms, 0);
            } else {
                CrossEntropy.dense(p, rows, classes, labelSmoothing, x, xOff, expected, 0, terms, 0);
            }
            return;
        }
        float scale = 1f / rows;
        float[] dx = gradient.data();
        int dxOff = gradient.offset();
        if (from == From.LOGITS) {
            SoftmaxCrossEntropy.dense(
                    p, rows, classes, labelSmoothing, x, xOff, expected, 0, terms, 0, scale, dx, dxOff);
        } else {
            CrossEntropy.dense(p, rows, classes, labelSmoothing, x, xOff, expected, 0, terms, 0, scale, dx, dxOff);
        }
    }
}
