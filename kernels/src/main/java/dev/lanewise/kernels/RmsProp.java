package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.UpdateLanes.squareAverage;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.parallel.Updates;
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
        float gain = (float) (1.0 - rho);
        Updates.run(
                parallelism.pool(),
                n,
                RmsProp::momentumRange,
                w,
                wOff,
                g,
                gOff,
                velocity,
                velocityOff,
                buffer,
                bufferOff,
                learningRate,
                gain,
                epsilon,
                momentum,
                0f);
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
        float gain = (float) (1.0 - rho);
        Updates.run(
                parallelism.pool(),
                n,
                RmsProp::plainRange,
                w,
                wOff,
                g,
                gOff,
                velocity,
                velocityOff,
                velocity,
                velocityOff,
                learningRate,
                gain,
                epsilon,
                0f,
                0f);
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

    private static void momentumRange(
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff,
            float[] buffer,
            int bufferOff,
            float rate,
            float gain,
            float epsilon,
            float momentum,
            float unused,
            int from,
            int to) {
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            FloatVector gradient = fromArray(F32, g, gOff + i);
            FloatVector square = squareAverage(fromArray(F32, velocity, velocityOff + i), gradient, gain);
            FloatVector update =
                    update(fromArray(F32, buffer, bufferOff + i), gradient, square, rate, epsilon, momentum);
            square.intoArray(velocity, velocityOff + i);
            update.intoArray(buffer, bufferOff + i);
            fromArray(F32, w, wOff + i).sub(update).intoArray(w, wOff + i);
        }
        if (i < to) {
            var tail = F32.indexInRange(i, to);
            FloatVector gradient = fromArray(F32, g, gOff + i, tail);
            FloatVector square = squareAverage(fromArray(F32, velocity, velocityOff + i, tail), gradient, gain);
            FloatVector update =
                    update(fromArray(F32, buffer, bufferOff + i, tail), gradient, square, rate, epsilon, momentum);
            square.intoArray(velocity, velocityOff + i, tail);
            update.intoArray(buffer, bufferOff + i, tail);
            fromArray(F32, w, wOff + i, tail).sub(update).intoArray(w, wOff + i, tail);
        }
    }

    private static void plainRange(
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] velocity,
            int velocityOff,
            float[] same,
            int sameOff,
            float rate,
            float gain,
            float epsilon,
            float unused,
            float unusedToo,
            int from,
            int to) {
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            FloatVector gradient = fromArray(F32, g, gOff + i);
            FloatVector square = squareAverage(fromArray(F32, velocity, velocityOff + i), gradient, gain);
            square.intoArray(velocity, velocityOff + i);
            fromArray(F32, w, wOff + i)
                    .sub(increment(gradient, square, rate, epsilon))
                    .intoArray(w, wOff + i);
        }
        if (i < to) {
            var tail = F32.indexInRange(i, to);
            FloatVector gradient = fromArray(F32, g, gOff + i, tail);
            FloatVector square = squareAverage(fromArray(F32, velocity, velocityOff + i, tail), gradient, gain);
            square.intoArray(velocity, velocityOff + i, tail);
            fromArray(F32, w, wOff + i, tail)
                    .sub(increment(gradient, square, rate, epsilon))
                    .intoArray(w, wOff + i, tail);
        }
    }

    private static FloatVector increment(FloatVector g, FloatVector velocity, float rate, float epsilon) {
        return g.mul(rate).div(velocity.add(epsilon).sqrt());
    }

    private static FloatVector update(
            FloatVector buffer, FloatVector g, FloatVector velocity, float rate, float epsilon, float momentum) {
        return buffer.lanewise(FMA, FloatVector.broadcast(F32, momentum), increment(g, velocity, rate, epsilon));
    }
}
