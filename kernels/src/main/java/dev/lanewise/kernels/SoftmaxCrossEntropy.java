package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.softmax.CrossEntropyCall;

/**
 * Softmax and cross-entropy in one, from logits: {@code loss[r] = sum over c of t[r][c] (log(sum_j exp z[r][j]) - z[r][c])}
 * with {@code z = logits - max_r} and the smoothed target {@code t[r][c] = (1 - s) target[r][c] + s / classes}.
 *
 * <p>The gradient is {@code gradientScale (softmax(logits[r])[c] sum_j t[r][j] - t[r][c])}. Stable for any finite logits;
 * sums run in the order of {@link Softmax}. NaN or {@code +Infinity} in a row gives NaN in that row only. The
 * caller sums or averages the losses.
 */
public final class SoftmaxCrossEntropy {

    private SoftmaxCrossEntropy() {}

    /**
     * The loss of every sample against class labels, and its gradient.
     *
     * @param parallelism threads to use
     * @param rows number of samples
     * @param classes number of classes
     * @param labelSmoothing share of the target that is spread evenly over the classes, in [0, 1]
     * @param logits unnormalised logarithms of probabilities, {@code rows x classes}
     * @param logitsOff first element of {@code logits}
     * @param labels class of each sample, in {@code [0, classes)}
     * @param labelsOff first element of {@code labels}
     * @param losses receives the loss of each sample
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient: 1 / rows where the loss is the mean
     * @param dLogits gradient by {@code logits}, overwritten; may be {@code logits} at the same offset
     * @param dLogitsOff first element of {@code dLogits}
     * @throws IllegalArgumentException if a size or the smoothing is out of range, an array too short, a label no class, or
     *     arrays partly overlap
     */
    public static void sparse(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] logits,
            int logitsOff,
            int[] labels,
            int labelsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dLogits,
            int dLogitsOff) {
        Checks.vector("dLogits", dLogits, dLogitsOff, Checks.elements(rows, classes));
        CrossEntropyCall.run(
                parallelism.pool(),
                true,
                rows,
                classes,
                labelSmoothing,
                logits,
                logitsOff,
                labels,
                null,
                labelsOff,
                losses,
                lossesOff,
                gradientScale,
                dLogits,
                dLogitsOff);
    }

    /** The loss of every sample against class labels; arguments as in the form with the gradient. */
    public static void sparse(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] logits,
            int logitsOff,
            int[] labels,
            int labelsOff,
            float[] losses,
            int lossesOff) {
        CrossEntropyCall.run(
                parallelism.pool(),
                true,
                rows,
                classes,
                labelSmoothing,
                logits,
                logitsOff,
                labels,
                null,
                labelsOff,
                losses,
                lossesOff,
                0f,
                null,
                0);
    }

    /**
     * The loss of every sample against distributions, and its gradient.
     *
     * @param parallelism threads to use
     * @param rows number of samples
     * @param classes number of classes
     * @param labelSmoothing share of the target that is spread evenly over the classes, in [0, 1]
     * @param logits unnormalised logarithms of probabilities, {@code rows x classes}
     * @param logitsOff first element of {@code logits}
     * @param targets distribution over the classes of each sample, {@code rows x classes}
     * @param targetsOff first element of {@code targets}
     * @param losses receives the loss of each sample
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient: 1 / rows where the loss is the mean
     * @param dLogits gradient by {@code logits}, overwritten; may be {@code logits} at the same offset
     * @param dLogitsOff first element of {@code dLogits}
     * @throws IllegalArgumentException if a size or the smoothing is out of range, an array too short, or
     *     arrays partly overlap
     */
    public static void dense(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dLogits,
            int dLogitsOff) {
        Checks.vector("dLogits", dLogits, dLogitsOff, Checks.elements(rows, classes));
        CrossEntropyCall.run(
                parallelism.pool(),
                true,
                rows,
                classes,
                labelSmoothing,
                logits,
                logitsOff,
                null,
                targets,
                targetsOff,
                losses,
                lossesOff,
                gradientScale,
                dLogits,
                dLogitsOff);
    }

    /** The loss of every sample against distributions; arguments as in the form with the gradient. */
    public static void dense(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        CrossEntropyCall.run(
                parallelism.pool(),
                true,
                rows,
                classes,
                labelSmoothing,
                logits,
                logitsOff,
                null,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f,
                null,
                0);
    }
}
