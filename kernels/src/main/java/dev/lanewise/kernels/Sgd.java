package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.UpdateLanes.decayed;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.parallel.Ranges;
import dev.lanewise.kernels.internal.parallel.Updates;
import jdk.incubator.vector.FloatVector;

/**
 * One step of stochastic gradient descent, in place and in one pass over the parameters.
 *
 * <pre>
 *   w = w - learningRate * weightDecay * w
 *   velocity = momentum * velocity - learningRate * g
 *   CLASSIC    w = w + velocity
 *   NESTEROV   w = w + momentum * velocity - learningRate * g
 *   without momentum   w = w - learningRate * g
 * </pre>
 *
 * These are Keras' forms: the velocity holds the learning rate, and the weight decay is decoupled, so it does not enter
 * the velocity. PyTorch differs on both. {@code learningRate * weightDecay} is computed in double precision and rounded
 * once; every multiply-add is fused.
 *
 * <p>I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the importance of initialization and momentum in deep
 * learning", ICML 2013.
 */
public final class Sgd {

    /** Where the gradient step is added. */
    public enum Momentum {
        /** Polyak's heavy ball: the velocity alone moves the parameters. */
        CLASSIC,
        /** Nesterov's look-ahead: the new velocity's next move and this gradient. */
        NESTEROV
    }

    private Sgd() {}

    /**
     * One step with momentum. The velocity starts as zeros. No array may overlap another.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative; Keras' default is 0.01
     * @param momentum weight of the previous velocity, in [0, 1]
     * @param form classic or Nesterov momentum
     * @param weightDecay decay of the parameters, finite and not negative
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @param velocity the previous update, updated
     * @param velocityOff first element of {@code velocity}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or two of them overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float momentum,
            Momentum form,
            float weightDecay,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff) {
        check(n, learningRate, weightDecay, w, wOff, g, gOff);
        Checks.closed("momentum", momentum, 0f, 1f);
        Checks.vector("velocity", velocity, velocityOff, n);
        Checks.disjoint("velocity", velocity, velocityOff, n, w, wOff, n);
        Checks.disjoint("velocity", velocity, velocityOff, n, g, gOff, n);
        Updates.Step kernel = form == Momentum.NESTEROV ? Sgd::nesterovRange : Sgd::classicRange;
        float decay = (float) ((double) learningRate * weightDecay);
        Updates.run(
                parallelism.pool(),
                n,
                kernel,
                w,
                wOff,
                g,
                gOff,
                velocity,
                velocityOff,
                velocity,
                velocityOff,
                learningRate,
                momentum,
                decay,
                0f,
                0f);
    }

    /**
     * One step without momentum.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative
     * @param weightDecay decay of the parameters, finite and not negative
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or the arrays overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float weightDecay,
            float[] w,
            int wOff,
            float[] g,
            int gOff) {
        check(n, learningRate, weightDecay, w, wOff, g, gOff);
        float decay = (float) ((double) learningRate * weightDecay);
        Ranges.binary(parallelism.pool(), n, Sgd::plainRange, w, wOff, g, gOff, w, wOff, learningRate, decay);
    }

    private static void check(int n, float learningRate, float weightDecay, float[] w, int wOff, float[] g, int gOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("learningRate", learningRate);
        Checks.nonNegative("weightDecay", weightDecay);
        Checks.vector("w", w, wOff, n);
        Checks.vector("g", g, gOff, n);
        Checks.disjoint("g", g, gOff, n, w, wOff, n);
    }

    private static void plainRange(
            float[] w, int wOff, float[] g, int gOff, float[] z, int zOff, float rate, float decay, int from, int to) {
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            plain(fromArray(F32, w, wOff + i), fromArray(F32, g, gOff + i), rate, decay)
                    .intoArray(z, zOff + i);
        }
        if (i < to) {
            var tail = F32.indexInRange(i, to);
            plain(fromArray(F32, w, wOff + i, tail), fromArray(F32, g, gOff + i, tail), rate, decay)
                    .intoArray(z, zOff + i, tail);
        }
    }

    private static void classicRange(
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff,
            float[] same,
            int sameOff,
            float rate,
            float momentum,
            float decay,
            float unused,
            float unusedToo,
            int from,
            int to) {
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            FloatVector move =
                    velocity(fromArray(F32, velocity, velocityOff + i), fromArray(F32, g, gOff + i), rate, momentum);
            move.intoArray(velocity, velocityOff + i);
            decayed(fromArray(F32, w, wOff + i), decay).add(move).intoArray(w, wOff + i);
        }
        if (i < to) {
            var tail = F32.indexInRange(i, to);
            FloatVector move = velocity(
                    fromArray(F32, velocity, velocityOff + i, tail), fromArray(F32, g, gOff + i, tail), rate, momentum);
            move.intoArray(velocity, velocityOff + i, tail);
            decayed(fromArray(F32, w, wOff + i, tail), decay).add(move).intoArray(w, wOff + i, tail);
        }
    }

    private static void nesterovRange(
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff,
            float[] same,
            int sameOff,
            float rate,
            float momentum,
            float decay,
            float unused,
            float unusedToo,
            int from,
            int to) {
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            FloatVector gradient = fromArray(F32, g, gOff + i);
            FloatVector next = velocity(fromArray(F32, velocity, velocityOff + i), gradient, rate, momentum);
            next.intoArray(velocity, velocityOff + i);
            FloatVector move = velocity(next, gradient, rate, momentum);
            decayed(fromArray(F32, w, wOff + i), decay).add(move).intoArray(w, wOff + i);
        }
        if (i < to) {
            var tail = F32.indexInRange(i, to);
            FloatVector gradient = fromArray(F32, g, gOff + i, tail);
            FloatVector next = velocity(fromArray(F32, velocity, velocityOff + i, tail), gradient, rate, momentum);
            next.intoArray(velocity, velocityOff + i, tail);
            FloatVector move = velocity(next, gradient, rate, momentum);
            decayed(fromArray(F32, w, wOff + i, tail), decay).add(move).intoArray(w, wOff + i, tail);
        }
    }

    private static FloatVector plain(FloatVector w, FloatVector g, float rate, float decay) {
        return g.lanewise(FMA, FloatVector.broadcast(F32, -rate), decayed(w, decay));
    }

    private static FloatVector velocity(FloatVector velocity, FloatVector g, float rate, float momentum) {
        return velocity.lanewise(FMA, FloatVector.broadcast(F32, momentum), g.mul(-rate));
    }
}
