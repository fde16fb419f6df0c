package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.internal.math.Logarithm;
import dev.lanewise.kernels.internal.math.Logistic;
import jdk.incubator.vector.FloatVector;

/**
 * Cross-entropy of each element with its target {@code t} in {@code [0, 1]}, for two classes or independent labels. Its mean
 * is the loss, and the caller takes it. Targets are not checked. NaN stays. The same bits everywhere.
 *
 * <p>From logits {@code x} it is {@code max(x, 0) - x t + ln(1 + e^-|x|)}, without overflow and without a logarithm of 0:
 * {@code |loss - exact| <= 6 2^-24 exact}.
 *
 * <p>From probabilities it is {@code -t ln p - (1 - t) ln(1 - p)} with {@code p} clipped to {@code [1e-7, 1 - 1e-7]} as in
 * Keras (the upper bound is the float {@code 1 - 2^-23}): {@code |loss - exact| <= 6 2^-24 exact}. Where it clips, the
 * gradient is 0. Prefer logits.
 */
public final class BinaryCrossEntropy {

    private static final float LOWEST = 1e-7f;
    private static final float HIGHEST = 1f - 1e-7f;

    private BinaryCrossEntropy() {}

    /**
     * {@code losses[i] = max(x, 0) - x t + ln(1 + exp(-|x|))} with {@code x = logits[i]}, {@code t = targets[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param logits unbounded scores, {@code n} elements from {@code logitsOff}
     * @param logitsOff first element of {@code logits}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void fromLogits(
            Parallelism parallelism,
            int n,
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                BinaryCrossEntropy::logitsLossRange,
                "logits",
                logits,
                logitsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f);
    }

    /**
     * The losses, and {@code dLogits[i] = gradientScale * (sigma(x) - t)}; {@code |dLogits - exact| <= 4 2^-24 |gradientScale|}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param logits unbounded scores, {@code n} elements from {@code logitsOff}
     * @param logitsOff first element of {@code logits}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient, such as {@code 1 / n} for the mean loss
     * @param dLogits output, {@code n} elements from {@code dLogitsOff}, overwritten; may be {@code logits} at the same offset
     * @param dLogitsOff first element of {@code dLogits}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void fromLogits(
            Parallelism parallelism,
            int n,
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dLogits,
            int dLogitsOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                BinaryCrossEntropy::logitsLossRange,
                BinaryCrossEntropy::logitsGradientRange,
                "logits",
                "dLogits",
                logits,
                logitsOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f,
                gradientScale,
                dLogits,
                dLogitsOff);
    }

    /**
     * {@code losses[i] = -t ln p - (1 - t) ln(1 - p)} with {@code p = probabilities[i]}, clipped, and {@code t = targets[i]}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param probabilities probabilities, {@code n} elements from {@code probabilitiesOff}
     * @param probabilitiesOff first element of {@code probabilities}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void fromProbabilities(
            Parallelism parallelism,
            int n,
            float[] probabilities,
            int probabilitiesOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                BinaryCrossEntropy::lossRange,
                "probabilities",
                probabilities,
                probabilitiesOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f);
    }

    /**
     * The losses, and {@code dProbabilities[i] = gradientScale * (p - t) / (p (1 - p))}, 0 where {@code p} was clipped; five roundings.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param probabilities probabilities, {@code n} elements from {@code probabilitiesOff}
     * @param probabilitiesOff first element of {@code probabilities}
     * @param targets what they should be, {@code n} elements from {@code targetsOff}
     * @param targetsOff first element of {@code targets}
     * @param losses output, {@code n} elements from {@code lossesOff}; no overlap with the inputs
     * @param lossesOff first element of {@code losses}
     * @param gradientScale factor of the gradient, such as {@code 1 / n} for the mean loss
     * @param dProbabilities output, {@code n} elements from {@code dProbabilitiesOff}, overwritten; may be {@code probabilities} at the same offset
     * @param dProbabilitiesOff first element of {@code dProbabilities}
     * @throws IllegalArgumentException if {@code n < 0}, an array is too short or outputs overlap inputs
     */
    public static void fromProbabilities(
            Parallelism parallelism,
            int n,
            float[] probabilities,
            int probabilitiesOff,
            float[] targets,
            int targetsOff,
            float[] losses,
            int lossesOff,
            float gradientScale,
            float[] dProbabilities,
            int dProbabilitiesOff) {
        ElementwiseLoss.run(
                parallelism,
                n,
                BinaryCrossEntropy::lossRange,
                BinaryCrossEntropy::gradientRange,
                "probabilities",
                "dProbabilities",
                probabilities,
                probabilitiesOff,
                targets,
                targetsOff,
                losses,
                lossesOff,
                0f,
                gradientScale,
                dProbabilities,
                dProbabilitiesOff);
    }

    private static void logitsLossRange(
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] out,
            int outOff,
            float s,
            float t,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            logitsLossLanes(fromArray(F32, logits, logitsOff + i), fromArray(F32, targets, targetsOff + i))
                    .intoArray(out, outOff + i);
        }
    }

    private static void logitsGradientRange(
            float[] logits,
            int logitsOff,
            float[] targets,
            int targetsOff,
            float[] out,
            int outOff,
            float s,
            float t,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            logitsGradientLanes(fromArray(F32, logits, logitsOff + i), fromArray(F32, targets, targetsOff + i), t)
                    .intoArray(out, outOff + i);
        }
    }

    private static void lossRange(
            float[] probabilities,
            int probabilitiesOff,
            float[] targets,
            int targetsOff,
            float[] out,
            int outOff,
            float s,
            float t,
            int from,
            int to) {
        restOfLoss(probabilities, probabilitiesOff + from, targets, targetsOff + from, out, outOff + from, to - from);
        ownLoss(probabilities, probabilitiesOff + from, targets, targetsOff + from, out, outOff + from, to - from);
    }

    /** {@code out = (t - 1) ln(1 - p)}; the two logarithms in one method are more than C2 inlines. */
    private static void restOfLoss(
            float[] probabilities, int pOff, float[] targets, int targetsOff, float[] out, int outOff, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector logOfRest = Logarithm.log1p(
                    clipped(fromArray(F32, probabilities, pOff + i)).neg());
            fromArray(F32, targets, targetsOff + i).sub(1f).mul(logOfRest).intoArray(out, outOff + i);
        }
    }

    /** {@code out = out - t ln p}. */
    private static void ownLoss(
            float[] probabilities, int pOff, float[] targets, int targetsOff, float[] out, int outOff, int n) {
        for (int i = 0; i < n; i += LANES) {
            FloatVector log = Logarithm.log(clipped(fromArray(F32, probabilities, pOff + i)));
            fromArray(F32, targets, targetsOff + i)
                    .neg()
                    .fma(log, fromArray(F32, out, outOff + i))
                    .intoArray(out, outOff + i);
        }
    }

    private static void gradientRange(
            float[] probabilities,
            int probabilitiesOff,
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
                            fromArray(F32, probabilities, probabilitiesOff + i),
                            fromArray(F32, targets, targetsOff + i),
                            t)
                    .intoArray(out, outOff + i);
        }
    }

    /** {@code max(x, 0) - x t} is {@code |x|} times {@code 1 - t} or {@code t}: nothing cancels. */
    private static FloatVector logitsLossLanes(FloatVector x, FloatVector target) {
        FloatVector tail = Logistic.softplusTail(x);
        FloatVector weight = target.blend(target.neg().add(1f), x.compare(GE, 0f));
        return x.abs().fma(weight, tail);
    }

    private static FloatVector logitsGradientLanes(FloatVector x, FloatVector target, float scale) {
        return Logistic.sigmoid(x).sub(target).mul(scale);
    }

    private static FloatVector clipped(FloatVector probability) {
        return probability
                .blend(LOWEST, probability.compare(LT, LOWEST))
                .blend(HIGHEST, probability.compare(GT, HIGHEST));
    }

    private static FloatVector gradientLanes(FloatVector p, FloatVector target, float scale) {
        FloatVector slope = p.sub(target).div(p.mul(p.neg().add(1f))).mul(scale);
        return slope.blend(0f, p.compare(LT, LOWEST)).blend(0f, p.compare(GT, HIGHEST));
    }
}
