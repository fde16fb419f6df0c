package dev.lanewise.testkit;

import java.util.function.ToDoubleFunction;

/** Softmax, its logarithm, cross-entropy and their gradients on one row, in doubles, as the formulas say. */
public final class SoftmaxOracle {

    private SoftmaxOracle() {}

    /** {@code log(exp(x[c]) / sum exp(x))}. */
    public static double[] logSoftmax(double[] x) {
        double max = Double.NEGATIVE_INFINITY;
        for (double value : x) {
            max = Math.max(max, value);
        }
        double sum = 0;
        for (double value : x) {
            sum += StrictMath.exp(value - max);
        }
        double[] y = new double[x.length];
        for (int c = 0; c < x.length; c++) {
            y[c] = x[c] - max - StrictMath.log(sum);
        }
        return y;
    }

    /** {@code exp(x[c]) / sum exp(x)}. */
    public static double[] softmax(double[] x) {
        double[] y = logSoftmax(x);
        for (int c = 0; c < y.length; c++) {
            y[c] = StrictMath.exp(y[c]);
        }
        return y;
    }

    /** {@code (1 - s) target + s / classes}. */
    public static double[] smooth(double[] target, double s) {
        double[] t = new double[target.length];
        for (int c = 0; c < t.length; c++) {
            t[c] = (1 - s) * target[c] + s / t.length;
        }
        return t;
    }

    /** {@code -sum t log(softmax(x))}. */
    public static double lossFromLogits(double[] x, double[] t) {
        double[] log = logSoftmax(x);
        double loss = 0;
        for (int c = 0; c < t.length; c++) {
            loss -= t[c] * log[c];
        }
        return loss;
    }

    /** {@code -sum t log(clip(p, 1e-7, 1 - 1e-7))}. */
    public static double lossFromProbabilities(double[] p, double[] t) {
        double loss = 0;
        for (int c = 0; c < t.length; c++) {
            loss -= t[c] * StrictMath.log(Math.min(Math.max(p[c], 1e-7), 1 - 1e-7));
        }
        return loss;
    }

    /** Central difference of a function of {@code x} by {@code x[c]}. */
    public static double difference(ToDoubleFunction<double[]> f, double[] x, int c) {
        double step = 1e-6;
        double[] up = x.clone();
        double[] down = x.clone();
        up[c] += step;
        down[c] -= step;
        return (f.applyAsDouble(up) - f.applyAsDouble(down)) / (2 * step);
    }
}
