package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.elementwise.UpdateLanes.decayed;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Update;
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
        Update.Step kernel = form == Momentum.NESTEROV ? Sgd::nesterovRange : Sgd::classicRange;
        Update update = update(kernel, n, learningRate, weightDecay, w, wOff, g, gOff);
        update.a = velocity;
        update.aOff = velocityOff;
        update.momentum = momentum;
        update.run(parallelism.pool());
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
        update(Sgd::plainRange, n, learningRate, weightDecay, w, wOff, g, gOff).run(parallelism.pool());
    }

    private static void check(int n, float learningRate, float weightDecay, float[] w, int wOff, float[] g, int gOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("learningRate", learningRate);
        Checks.nonNegative("weightDecay", weightDecay);
        Checks.vector("w", w, wOff, n);
        Checks.vector("g", g, gOff, n);
        Checks.disjoint("g", g, gOff, n, w, wOff, n);
    }

    private static Update update(
            Update.Step step, int n, float learningRate, float weightDecay, float[] w, int wOff, float[] g, int gOff) {
        Update update = Update.take(step, n, w, wOff, g, gOff);
        update.rate = learningRate;
        update.decay = (float) ((double) learningRate * weightDecay);
        return update;
    }

    private static void plainRange(Update u, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector w = decayed(fromArray(F32, u.w, u.wOff + i), u.decay);
            fromArray(F32, u.g, u.gOff + i)
                    .lanewise(FMA, FloatVector.broadcast(F32, -u.rate), w)
                    .intoArray(u.w, u.wOff + i);
        }
    }

    private static void classicRange(Update u, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector g = fromArray(F32, u.g, u.gOff + i);
            FloatVector velocity = velocity(fromArray(F32, u.a, u.aOff + i), g, u.rate, u.momentum);
            velocity.intoArray(u.a, u.aOff + i);
            decayed(fromArray(F32, u.w, u.wOff + i), u.decay).add(velocity).intoArray(u.w, u.wOff + i);
        }
    }

    private static void nesterovRange(Update u, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector g = fromArray(F32, u.g, u.gOff + i);
            FloatVector velocity = velocity(fromArray(F32, u.a, u.aOff + i), g, u.rate, u.momentum);
            velocity.intoArray(u.a, u.aOff + i);
            FloatVector move = velocity(velocity, g, u.rate, u.momentum);
            decayed(fromArray(F32, u.w, u.wOff + i), u.decay).add(move).intoArray(u.w, u.wOff + i);
        }
    }

    private static FloatVector velocity(FloatVector velocity, FloatVector g, float rate, float momentum) {
        return velocity.lanewise(FMA, FloatVector.broadcast(F32, momentum), g.mul(-rate));
    }
}
