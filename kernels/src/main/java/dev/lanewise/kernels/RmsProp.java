package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.elementwise.UpdateLanes.squareAverage;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Update;
import jdk.incubator.vector.FloatVector;

/**
 * One step of RMSprop, in place and in one pass over the parameters.
 *
 * <pre>
 *   velocity = velocity + (1 - rho) * (g * g - velocity)
 *   buffer   = momentum * buffer + learningRate * g / sqrt(velocity + epsilon)
 *   w        = w - buffer
 * </pre>
 *
 * This is Keras' form, not centred: epsilon stands under the root; PyTorch adds it outside. {@code 1 - rho} is computed
 * in double precision and rounded once; every multiply-add is fused. {@code velocity} never turns negative.
 *
 * <p>T. Tieleman and G. Hinton, "Lecture 6.5 - rmsprop", COURSERA: Neural Networks for Machine Learning, 2012.
 */
public final class RmsProp {

    private RmsProp() {}

    /**
     * One step with momentum. State starts as zeros. No array may overlap another.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative; Keras' default is 1e-3
     * @param rho decay of the average of squares, in [0, 1); Keras' default is 0.9
     * @param momentum weight of the previous update, in [0, 1]; Keras' default is 0
     * @param epsilon added under the root, finite and positive; Keras' default is 1e-7
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @param velocity average of the squared gradient, updated
     * @param velocityOff first element of {@code velocity}
     * @param buffer the previous update, updated
     * @param bufferOff first element of {@code buffer}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or two of them overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float rho,
            float momentum,
            float epsilon,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff,
            float[] buffer,
            int bufferOff) {
        check(n, learningRate, rho, epsilon, w, wOff, g, gOff, velocity, velocityOff);
        Checks.closed("momentum", momentum, 0f, 1f);
        Checks.vector("buffer", buffer, bufferOff, n);
        Checks.disjoint("buffer", buffer, bufferOff, n, w, wOff, n);
        Checks.disjoint("buffer", buffer, bufferOff, n, g, gOff, n);
        Checks.disjoint("buffer", buffer, bufferOff, n, velocity, velocityOff, n);
        Update update = update(RmsProp::momentumRange, n, learningRate, rho, epsilon, w, wOff, g, gOff);
        update.a = velocity;
        update.aOff = velocityOff;
        update.b = buffer;
        update.bOff = bufferOff;
        update.momentum = momentum;
        update.run(parallelism.pool());
    }

    /**
     * One step without momentum, {@code w = w - learningRate * g / sqrt(velocity + epsilon)}; arguments as above.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative
     * @param rho decay of the average of squares, in [0, 1)
     * @param epsilon added under the root, finite and positive
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @param velocity average of the squared gradient, updated
     * @param velocityOff first element of {@code velocity}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or two of them overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float rho,
            float epsilon,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff) {
        check(n, learningRate, rho, epsilon, w, wOff, g, gOff, velocity, velocityOff);
        Update update = update(RmsProp::plainRange, n, learningRate, rho, epsilon, w, wOff, g, gOff);
        update.a = velocity;
        update.aOff = velocityOff;
        update.run(parallelism.pool());
    }

    private static void check(
            int n,
            float learningRate,
            float rho,
            float epsilon,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff) {
        Checks.nonNegative("n", n);
        Checks.nonNegative("learningRate", learningRate);
        Checks.halfOpen("rho", rho, 0f, 1f);
        Checks.positive("epsilon", epsilon);
        Checks.vector("w", w, wOff, n);
        Checks.vector("g", g, gOff, n);
        Checks.vector("velocity", velocity, velocityOff, n);
        Checks.disjoint("g", g, gOff, n, w, wOff, n);
        Checks.disjoint("velocity", velocity, velocityOff, n, w, wOff, n);
        Checks.disjoint("velocity", velocity, velocityOff, n, g, gOff, n);
    }

    private static Update update(
            Update.Step step,
            int n,
            float learningRate,
            float rho,
            float epsilon,
            float[] w,
            int wOff,
            float[] g,
            int gOff) {
        Update update = Update.take(step, n, w, wOff, g, gOff);
        update.rate = learningRate;
        update.squareGain = (float) (1.0 - rho);
        update.epsilon = epsilon;
        return update;
    }

    private static void momentumRange(Update u, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector g = fromArray(F32, u.g, u.gOff + i);
            FloatVector velocity = squareAverage(fromArray(F32, u.a, u.aOff + i), g, u.squareGain);
            FloatVector increment = increment(g, velocity, u.rate, u.epsilon);
            FloatVector move =
                    fromArray(F32, u.b, u.bOff + i).lanewise(FMA, FloatVector.broadcast(F32, u.momentum), increment);
            velocity.intoArray(u.a, u.aOff + i);
            move.intoArray(u.b, u.bOff + i);
            fromArray(F32, u.w, u.wOff + i).sub(move).intoArray(u.w, u.wOff + i);
        }
    }

    private static void plainRange(Update u, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector g = fromArray(F32, u.g, u.gOff + i);
            FloatVector velocity = squareAverage(fromArray(F32, u.a, u.aOff + i), g, u.squareGain);
            velocity.intoArray(u.a, u.aOff + i);
            FloatVector move = increment(g, velocity, u.rate, u.epsilon);
            fromArray(F32, u.w, u.wOff + i).sub(move).intoArray(u.w, u.wOff + i);
        }
    }

    private static FloatVector increment(FloatVector g, FloatVector velocity, float rate, float epsilon) {
        return g.mul(rate).div(velocity.add(epsilon).sqrt());
    }
}
