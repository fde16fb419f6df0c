package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.internal.Checks;
import jdk.incubator.vector.FloatVector;

/**
 * Huber's loss of each element: with {@code d = prediction - target} it is {@code d^2 / 2} up to {@code |d| = delta} and
 * {@code delta (|d| - delta / 2)} beyond (Huber 1964, doi:10.1214/aoms/1177703732). Its mean is the loss, and the caller
 * takes it.
 *
 * <p>Written as {@code m (|d| - m / 2)} with {@code m = min(|d|, delta)}: {@code |loss - exact| <= 5 2^-24 exact}. NaN
 * stays. The same bits everywhere.
 */
public final class Huber {

    private Huber() {}

    /**
     * {@code losses[i] = m (|d| - m / 2)} with {@code d = predictions[i] - targets[i]}, {@code m = min(|d|, delta)}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param delta where the loss turns from a parabola into a line, finite and positive; Keras uses 1
     * @param predictions what the model says, {@code n} elements from {@code predictionsOff}
     * @param predictionsOff first element of {@code predictions}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, {@code delta} is out of range or outputs overlap inputs
     */
    public static void evaluate(
            Parallelism parallelism,
            int n,
            float delta,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        Checks.positive("delta", delta);
        ElementwiseLoss.run(
                parallelism,
                n,
                Huber::lossRange,
                "predictions",
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                delta);
    }

    /**
     * The losses, and {@code dPredictions[i] = gradientScale * min(max(d, -delta), delta)}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param delta where the loss turns from a parabola into a line, finite and positive; Keras uses 1
     * @param predictions what the model says, {@code n} elements from {@code predictionsOff}
     * @param predictionsOff first element of {@code predictions}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient, such as {@code 1 / n} for the mean loss
     * @param dPredictions output, {@code n} elements from {@code dPredictionsOff}, overwritten; may be {@code predictions} at the same offset
     * @param dPredictionsOff first element of {@code dPredictions}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short, {@code delta} is out of range or outputs overlap inputs
     */
    public static void evaluate(
            Parallelism parallelism,
            int n,
            float delta,
            float[] predictions,
            int predictionsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dPredictions,
            int dPredictionsOff) {
        Checks.positive("delta", delta);
        ElementwiseLoss.run(
                parallelism,
                n,
                Huber::lossRange,
                Huber::gradientRange,
                "predictions",
                "dPredictions",
                predictions,
                predictionsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                delta,
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
            lossLanes(fromArray(F32, predictions, predictionsOff + i), fromArray(F32, targets, targetsOff + i), s)
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
            gradientLanes(
                            fromArray(F32, predictions, predictionsOff + i),
                            fromArray(F32, targets, targetsOff + i),
                            s,
                            t)
                    .intoArray(out, outOff + i);
        }
    }

    private static FloatVector lossLanes(FloatVector prediction, FloatVector target, float delta) {
        FloatVector a = prediction.sub(target).abs();
        FloatVector m = a.blend(delta, a.compare(GT, delta));
        return a.sub(m.mul(0.5f)).mul(m);
    }

    private static FloatVector gradientLanes(FloatVector prediction, FloatVector target, float delta, float scale) {
        FloatVector d = prediction.sub(target);
        return d.blend(delta, d.compare(GT, delta))
                .blend(-delta, d.compare(LT, -delta))
                .mul(scale);
    }
}
