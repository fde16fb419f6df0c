package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * Absolute error of each element, {@code |prediction - target|}; its mean is the loss, and the caller takes it.
 *
 * <p>One rounding. NaN stays. The same bits everywhere.
 */
public final class MeanAbsoluteError {

    private MeanAbsoluteError() {}

    /**
     * {@code losses[i] = |predictions[i] - targets[i]|}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param predictions what the model says, {@code n} elements from {@code predictionsOff}
     * @param predictionsOff first element of {@code predictions}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void evaluate(
            Parallelism parallelism,
            int n,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                MeanAbsoluteError::lossRange,
                "predictions",
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f);
    }

    /**
     * The losses, and {@code dPredictions[i] = gradientScale * sign(predictions[i] - targets[i])}, 0 where they are equal.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param predictions what the model says, {@code n} elements from {@code predictionsOff}
     * @param predictionsOff first element of {@code predictions}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient, such as {@code 1 / n} for the mean loss
     * @param dPredictions output, {@code n} elements from {@code dPredictionsOff}, overwritten; may be {@code predictions} at the same offset
     * @param dPredictionsOff first element of {@code dPredictions}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void evaluate(
            Parallelism parallelism,
            int n,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dPredictions,
            int dPredictionsOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                MeanAbsoluteError::lossRange,
                MeanAbsoluteError::gradientRange,
                "predictions",
                "dPredictions",
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f,
                gradientScale,
                dPredictions,
                dPredictionsOff);
    }

    private static void lossRange(
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] out,
            int outOff,
            float s,
            float t,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            lossLanes(fromArray(F32, predictions, predictionsOff + i), fromArray(F32, targets, targetsOff + i))
                    .intoArray(out, outOff + i);
        }
    }

    private static void gradientRange(
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] out,
            int outOff,
            float s,
            float t,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            gradientLanes(fromArray(F32, predictions, predictionsOff + i), fromArray(F32, targets, targetsOff + i), t)
                    .intoArray(out, outOff + i);
        }
    }

    private static FloatVector lossLanes(FloatVector prediction, FloatVector target) {
        return prediction.sub(target).abs();
    }

    /** {@code d - d} is 0, and NaN where {@code d} is. */
    private static FloatVector gradientLanes(FloatVector prediction, FloatVector target, float scale) {
        FloatVector d = prediction.sub(target);
        return d.sub(d).blend(scale, d.compare(GT, 0f)).blend(-scale, d.compare(LT, 0f));
    }
}
