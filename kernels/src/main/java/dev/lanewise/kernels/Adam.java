package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.elementwise.UpdateLanes.average;
import static dev.lanewise.kernels.internal.elementwise.UpdateLanes.decayed;
import static dev.lanewise.kernels.internal.elementwise.UpdateLanes.squareAverage;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Update;
import jdk.incubator.vector.FloatVector;

/**
 * One step of Adam, in place and in one pass over the parameters.
 *
 * <pre>
 *   m = m + (1 - beta1) * (g - m)
 *   v = v + (1 - beta2) * (g * g - v)
 *   w = w - learningRate * sqrt(1 - beta2^step) / (1 - beta1^step) * m / (sqrt(v) + epsilon)
 * </pre>
 *
 * This is Keras' form, the one at the end of section 2 of the paper: epsilon is added to the uncorrected
 * {@code sqrt(v)}; PyTorch adds it after the bias correction. The factors in front are computed in double precision and
 * rounded once; per element every multiply-add is fused. {@code v} never turns negative. A NaN or an infinity in the
 * gradient reaches its own parameter alone.
 *
 * <p>D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, arXiv 1412.6980.
 */
public final class Adam {

    private Adam() {}

    /**
     * One step. State starts as zeros. No array may overlap another.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative; Keras' default is 1e-3
     * @param beta1 decay of the first moment, in [0, 1); Keras' default is 0.9
     * @param beta2 decay of the second moment, in [0, 1); Keras' default is 0.999
     * @param epsilon added to the denominator, finite and positive; Keras' default is 1e-7
     * @param step number of this step, from 1
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @param m first moment, updated
     * @param mOff first element of {@code m}
     * @param v second moment, updated
     * @param vOff first element of {@code v}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or two of them overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon,
            long step,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] m,
            int mOff,
            float[] v,
            int vOff) {
        step(parallelism, n, learningRate, beta1, beta2, epsilon, 0f, step, w, wOff, g, gOff, m, mOff, v, vOff);
    }

    /** The step of {@link AdamW}, which is this one when {@code weightDecay} is 0. */
    static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon,
            float weightDecay,
            long step,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] m,
            int mOff,
            float[] v,
            int vOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("learningRate", learningRate);
        Checks.halfOpen("beta1", beta1, 0f, 1f);
        Checks.halfOpen("beta2", beta2, 0f, 1f);
        Checks.positive("epsilon", epsilon);
        Checks.nonNegative("weightDecay", weightDecay);
        Checks.positive("step", step);
        Checks.vector("w", w, wOff, n);
        Checks.vector("g", g, gOff, n);
        Checks.vector("m", m, mOff, n);
        Checks.vector("v", v, vOff, n);
        Checks.disjoint("g", g, gOff, n, w, wOff, n);
        Checks.disjoint("m", m, mOff, n, w, wOff, n);
        Checks.disjoint("m", m, mOff, n, g, gOff, n);
        Checks.disjoint("v", v, vOff, n, w, wOff, n);
        Checks.disjoint("v", v, vOff, n, g, gOff, n);
        Checks.disjoint("v", v, vOff, n, m, mOff, n);
        Update update = Update.take(Adam::range, n, w, wOff, g, gOff);
        update.a = m;
        update.aOff = mOff;
        update.b = v;
        update.bOff = vOff;
        update.rate = (float) correctedRate(learningRate, beta1, beta2, (double) step);
        update.decay = (float) ((double) learningRate * weightDecay);
        update.gain = (float) (1.0 - beta1);
        update.squareGain = (float) (1.0 - beta2);
        update.epsilon = epsilon;
        update.run(parallelism.pool());
    }

    /** {@code 1 - beta^step} as {@code -expm1}: no cancellation, and {@code StrictMath.pow} allocates. */
    private static double correctedRate(double learningRate, double beta1, double beta2, double step) {
        double correction1 = -StrictMath.expm1(step * StrictMath.log(beta1));
        double correction2 = -StrictMath.expm1(step * StrictMath.log(beta2));
        return learningRate * Math.sqrt(correction2) / correction1;
    }

    private static void range(Update u, int from, int to) {
        float[] m = u.a;
        float[] v = u.b;
        for (int i = from; i < to; i += LANES) {
            FloatVector g = fromArray(F32, u.g, u.gOff + i);
            FloatVector first = average(fromArray(F32, m, u.aOff + i), g, u.gain);
            FloatVector second = squareAverage(fromArray(F32, v, u.bOff + i), g, u.squareGain);
            first.intoArray(m, u.aOff + i);
            second.intoArray(v, u.bOff + i);
            parameter(fromArray(F32, u.w, u.wOff + i), first, second, u.rate, u.epsilon, u.decay)
                    .intoArray(u.w, u.wOff + i);
        }
    }

    private static FloatVector parameter(
            FloatVector w, FloatVector m, FloatVector v, float rate, float epsilon, float decay) {
        FloatVector direction = m.div(v.sqrt().add(epsilon));
        return direction.lanewise(FMA, FloatVector.broadcast(F32, -rate), decayed(w, decay));
    }
}
