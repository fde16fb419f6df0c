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
 * Cross-entropy of class labels, {@code -log(probability[label])}. Outputs {@code (classes)}, targets labels.
 *
 * <p>With label smoothing {@code s} the label's class has the target probability {@code 1 - s + s / classes} and every
 * other one {@code s / classes}.
 */
public final class SparseCategoricalCrossEntropy implements Loss {

    private final From from;
    private final float labelSmoothing;

    /** For outputs that are probabilities, as in Keras. */
    public SparseCategoricalCrossEntropy() {
        this(From.PROBABILITIES);
    }

    /** For logits or probabilities. */
    public SparseCategoricalCrossEntropy(From from) {
        this(from, 0f);
    }

    /** With label smoothing, in [0, 1]. */
    public SparseCategoricalCrossEntropy(From from, float labelSmoothing) {
        this.from = from;
        this.labelSmoothing = Require.closed("labelSmoothing", labelSmoothing, 0f, 1f);
    }

    @Override
    public String name() {
        return "sparse_categorical_crossentropy";
    }

    @Override
    public void check(Shape output, TargetSpec targets) {
        LossChecks.labels(name(), output, targets);
    }

    @Override
    public int terms(Shape output) {
        return 1;
    }

    @Override
    public void evaluate(Parallelism p, Tensor outputs, TargetBatch targets, float[] terms, @Nullable Tensor gradient) {
        int classes = outputs.shape().last();
        int rows = outputs.size() / classes;
        float[] x = outputs.data();
        int xOff = outputs.offset();
        int[] labels = targets.labels();
        if (gradient == null) {
            if (from == From.LOGITS) {
                SoftmaxCrossEntropy.sparse(p, rows, classes, labelSmoothing, x, xOff, labels, 0, terms, 0);
            } else {
                CrossEntropy.sparse(p, rows, classes, labelSmoothing, x, xOff, labels, 0, terms, 0);
            }
            return;
        }
        float scale = 1f / rows;
        float[] dx = gradient.data();
        int dxOff = gradient.offset();
        if (from == From.LOGITS) {
            SoftmaxCrossEntropy.sparse(
                    p, rows, classes, labelSmoothing, x, xOff, labels, 0, terms, 0, scale, dx, dxOff);
        } else {
            CrossEntropy.sparse(p, rows, classes, labelSmoothing, x, xOff, labels, 0, terms, 0, scale, dx, dxOff);
        }
    }
}
