package dev.lanewise.testkit;

/**
 * Optimiser steps in double precision, each with a bound for the error of the float kernel that takes the same steps.
 *
 * <p>The bounds follow the kernel's roundings, one {@code U} each, and carry the error of the state from step to step;
 * they are exact to first order, and {@link #SECOND_ORDER} covers the rest.
 */
public final class OptimizerOracle {

    private static final double U = Tolerance.U;
    private static final double SECOND_ORDER = 1.01;

    /** The parameters, and how far the kernel's may be from them. */
    public final double[] w;

    /** Bound for each parameter. */
    public final double[] wError;

    private final double[] a;
    private final double[] aError;
    private final double[] b;
    private final double[] bError;

    /** Starts from these parameters, with zeros as state. */
    public OptimizerOracle(float[] w) {
        this.w = TestData.toDoubles(w);
        wError = new double[w.length];
        a = new double[w.length];
        aError = new double[w.length];
        b = new double[w.length];
        bError = new double[w.length];
    }

    /** {@code w -= rate * g} after the decay; the roundings are those of the decay, its factor and the sum. */
    public void sgd(double rate, double weightDecay, float[] g) {
        for (int i = 0; i < w.length; i++) {
            decay(i, rate * weightDecay);
            move(i, -rate * g[i], 0);
        }
    }

    /** {@code v = momentum * v - rate * g}, then {@code w += v}, or Nesterov's {@code w += momentum * v - rate * g}. */
    public void sgd(double rate, double momentum, boolean nesterov, double weightDecay, float[] g) {
        for (int i = 0; i < w.length; i++) {
            double gradient = rate * g[i];
            a[i] = momentum * a[i] - gradient;
            aError[i] = momentum * aError[i] + U * (Math.abs(gradient) + Math.abs(a[i]));
            double move = nesterov ? momentum * a[i] - gradient : a[i];
            double error = nesterov ? momentum * aError[i] + U * (Math.abs(gradient) + Math.abs(move)) : aError[i];
            decay(i, rate * weightDecay);
            move(i, move, error);
        }
    }

    /** Adam in Keras' form; with a weight decay, AdamW. */
    public void adam(
            double rate, double beta1, double beta2, double epsilon, double weightDecay, long step, float[] g) {
        double corrected = rate * Math.sqrt(1 - Math.pow(beta2, step)) / (1 - Math.pow(beta1, step));
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i];
            aError[i] = average(a, aError, i, gradient, 1 - beta1);
            bError[i] = average(b, bError, i, gradient * gradient, 1 - beta2);
            double root = Math.sqrt(b[i]);
            double denominator = root + epsilon;
            double rootError = root == 0 ? 0 : bError[i] / root + U * root;
            double direction = a[i] / denominator;
            double error =
                    aError[i] / denominator + Math.abs(direction) * ((rootError + U * denominator) / denominator + U);
            decay(i, rate * weightDecay);
            move(i, -corrected * direction, corrected * (error + U * Math.abs(direction)));
        }
    }

    /** RMSprop in Keras' form; a momentum of 0 is the plain one. */
    public void rmsProp(double rate, double rho, double momentum, double epsilon, float[] g) {
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i];
            aError[i] = average(a, aError, i, gradient * gradient, 1 - rho);
            double root = Math.sqrt(a[i] + epsilon);
            double rootError = (aError[i] + U * (a[i] + epsilon)) / root + U * root;
            double increment = rate * gradient / root;
            double error = Math.abs(increment) * (2 * U + rootError / root);
            b[i] = momentum * b[i] + increment;
            bError[i] = momentum * bError[i] + error + U * Math.abs(b[i]);
            move(i, -b[i], bError[i]);
        }
    }

    /** {@code average += gain * (x - average)}: roundings of the difference, the gain and the sum. */
    private static double average(double[] average, double[] error, int i, double x, double gain) {
        double difference = x - average[i];
        average[i] += gain * difference;
        return (1 - gain) * error[i] + gain * 2 * U * Math.abs(difference) + U * Math.abs(average[i]);
    }

    private void decay(int i, double factor) {
        double lost = factor * w[i];
        w[i] -= lost;
        wError[i] += factor == 0 ? 0 : U * Math.abs(lost) + U * Math.abs(w[i]);
    }

    private void move(int i, double move, double error) {
        w[i] += move;
        wError[i] += SECOND_ORDER * (error + U * Math.abs(w[i]));
    }
}
