package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.softmax.CrossEntropyCall;

/**
 * Cross-entropy of probabilities: {@code loss[r] = -sum over c of t[r][c] log(clip(p[r][c], e, 1 - e))} with
 * {@code e = 1e-7} as in Keras and the smoothed target {@code t[r][c] = (1 - s) target[r][c] + s / classes}.
 *
 * <p>The rows are taken as they are: Keras divides them by their sums first, which changes nothing if they add up to 1.
 * The gradient is {@code -gradientScale t[r][c] / p[r][c]}, and 0 where the clip acts. From logits,
 * {@link SoftmaxCrossEntropy} is faster and more accurate. The caller sums or averages the losses.
 */
public final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * The loss of every sample against class labels, and its gradient.
     *
     * @param parallelism threads to use
     * @param rows number of samples
     * @param classes number of classes
     * @param labelSmoothing share of the target that is spread evenly over the classes, in [0, 1]
     * @param probabilities probabilities, the rows of which add up to 1, {@code rows x classes}
     * @param probabilitiesOff first element of {@code probabilities}
     * @param labels class of each sample, in {@code [0, classes)}
     * @param labelsOff first element of {@code labels}
     * @param losses receives the loss of each sample
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient: 1 / rows where the loss is the mean
     * @param dProbabilities gradient by {@code probabilities}, overwritten; may be {@code probabilities} at the same offset
     * @param dProbabilitiesOff first element of {@code dProbabilities}
     * @throws IllegalArgumentException if a size or the smoothing is out of range, an array too short, a label no class, or
     *     arrays partly overlap
     */
    public static void sparse(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] probabilities,
            int probabilitiesOff,
            int[] labels,
            int labelsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dProbabilities,
            int dProbabilitiesOff) {
        Checks.vector("dProbabilities", dProbabilities, dProbabilitiesOff, Checks.elements(rows, classes));
        CrossEntropyCall.run(
                parallelism.pool(),
                false,
                rows,
                classes,
                labelSmoothing,
                probabilities,
                probabilitiesOff,
                labels,
                null,
                labelsOff,
                losses,
                lossesOff,
                gradientScale,
                dProbabilities,
                dProbabilitiesOff);
    }

    /** The loss of every sample against class labels; arguments as in the form with the gradient. */
    public static void sparse(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] probabilities,
            int probabilitiesOff,
            int[] labels,
            int labelsOff,
            float[] losses,
            int lossesOff) {
        CrossEntropyCall.run(
                parallelism.pool(),
                false,
                rows,
                classes,
                labelSmoothing,
                probabilities,
                probabilitiesOff,
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
     * @param probabilities probabilities, the rows of which add up to 1, {@code rows x classes}
     * @param probabilitiesOff first element of {@code probabilities}
     * @param targets distribution over the classes of each sample, {@code rows x classes}
     * @param targetsOff first element of {@code targets}
     * @param losses receives the loss of each sample
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient: 1 / rows where the loss is the mean
     * @param dProbabilities gradient by {@code probabilities}, overwritten; may be {@code probabilities} at the same offset
     * @param dProbabilitiesOff first element of {@code dProbabilities}
     * @throws IllegalArgumentException if a size or the smoothing is out of range, an array too short, or
     *     arrays partly overlap
     */
    public static void dense(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] probabilities,
            int probabilitiesOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dProbabilities,
            int dProbabilitiesOff) {
        Checks.vector("dProbabilities", dProbabilities, dProbabilitiesOff, Checks.elements(rows, classes));
        CrossEntropyCall.run(
                parallelism.pool(),
                false,
                rows,
                classes,
                labelSmoothing,
                probabilities,
                probabilitiesOff,
                null,
                targets,
                targetsOff,
                losses,
                lossesOff,
                gradientScale,
                dProbabilities,
                dProbabilitiesOff);
    }

    /** The loss of every sample against distributions; arguments as in the form with the gradient. */
    public static void dense(
            Parallelism parallelism,
            int rows,
            int classes,
            float labelSmoothing,
            float[] probabilities,
            int probabilitiesOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        CrossEntropyCall.run(
                parallelism.pool(),
                false,
                rows,
                classes,
                labelSmoothing,
                probabilities,
                probabilitiesOff,
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
