package dev.lanewise.testkit;

import dev.lanewise.kernels.Conv2dGeometry;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Forward passes of layers in double precision, as plain as their formulas, and gradients by central differences of
 * them. So the reference of a backward pass is the forward formula alone.
 */
public final class LayerOracle {

    /** Near the cube root of the unit roundoff of double, where truncation and rounding errors of a difference meet. */
    private static final double H = 0x1p-17;

    private LayerOracle() {}

    /** {@code y[r][u] = bias[u] + sum over i of x[r][i] * weights[i][u]}. */
    public static double[] dense(double[] x, int in, int units, double[] weights, double[] bias) {
        double[] y = new double[x.length / in * units];
        for (int at = 0; at < y.length; at++) {
            double sum = bias[at % units];
            for (int i = 0; i < in; i++) {
                sum += x[at / units * in + i] * weights[i * units + at % units];
            }
            y[at] = sum;
        }
        return y;
    }

    /** The convolution of a geometry, plus a bias. */
    public static double[] conv2d(double[] x, Conv2dGeometry g, double[] weights, double[] bias) {
        double[] y = new double[g.outputSize()];
        int groupIn = g.inChannels() / g.groups();
        int groupOut = g.outChannels() / g.groups();
        for (int at = 0; at < y.length; at++) {
            int f = at % g.outChannels();
            int ow = at / g.outChannels() % g.outWidth();
            int oh = at / g.outChannels() / g.outWidth() % g.outHeight();
            int image = at / g.outChannels() / g.outWidth() / g.outHeight();
            double sum = bias[f];
            for (int tap = 0; tap < g.kernelHeight() * g.kernelWidth(); tap++) {
                int h = oh * g.strideHeight() - g.padTop() + tap / g.kernelWidth() * g.dilationHeight();
                int w = ow * g.strideWidth() - g.padLeft() + tap % g.kernelWidth() * g.dilationWidth();
                if (h < 0 || h >= g.height() || w < 0 || w >= g.width()) {
                    continue;
                }
                int pixel = ((image * g.height() + h) * g.width() + w) * g.inChannels() + f / groupOut * groupIn;
                for (int c = 0; c < groupIn; c++) {
                    sum += x[pixel + c] * weights[(tap * groupIn + c) * g.outChannels() + f];
                }
            }
            y[at] = sum;
        }
        return y;
    }

    /** Batch normalisation with the statistics of {@code x}. */
    public static double[] batchNorm(double[] x, int channels, double[] gamma, double[] beta, double epsilon) {
        double[] y = new double[x.length];
        for (int c = 0; c < channels; c++) {
            int rows = x.length / channels;
            double mean = 0;
            double variance = 0;
            for (int r = 0; r < rows; r++) {
                mean += x[r * channels + c] / rows;
            }
            for (int r = 0; r < rows; r++) {
                variance += Math.pow(x[r * channels + c] - mean, 2) / rows;
            }
            for (int at = c; at < x.length; at += channels) {
                y[at] = gamma[c] * (x[at] - mean) / Math.sqrt(variance + epsilon) + beta[c];
            }
        }
        return y;
    }

    /** A function of the values under each window of {@code size x size}, side by side, without border. */
    public static double[] pool(
            double[] x, int height, int width, int channels, int size, ToDoubleFunction<double[]> function) {
        int outHeight = height / size;
        int outWidth = width / size;
        double[] y = new double[x.length / (height * width) * outHeight * outWidth];
        double[] window = new double[size * size];
        for (int at = 0; at < y.length; at++) {
            int c = at % channels;
            int ow = at / channels % outWidth;
            int oh = at / channels / outWidth % outHeight;
            int image = at / channels / outWidth / outHeight;
            for (int tap = 0; tap < window.length; tap++) {
                int h = oh * size + tap / size;
                int w = ow * size + tap % size;
                window[tap] = x[((image * height + h) * width + w) * channels + c];
            }
            y[at] = function.applyAsDouble(window);
        }
        return y;
    }

    /** A function of each element. */
    public static double[] map(double[] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(function).toArray();
    }

    /** Softmax of each row. */
    public static double[] softmax(double[] x, int cols) {
        double[] y = map(x, Math::exp);
        for (int r = 0; r < x.length; r += cols) {
            double sum = Arrays.stream(y, r, r + cols).sum();
            for (int i = r; i < r + cols; i++) {
                y[i] /= sum;
            }
        }
        return y;
    }

    /** The derivative of {@code function} by each element of {@code x}, which is changed and restored on the way. */
    public static double[] gradient(double[] x, ToDoubleFunction<double[]> function) {
        double[] gradient = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double kept = x[i];
            x[i] = kept + H;
            double above = function.applyAsDouble(x);
            x[i] = kept - H;
            double below = function.applyAsDouble(x);
            x[i] = kept;
            gradient[i] = (above - below) / (2 * H);
        }
        return gradient;
    }

    /** {@code sum of a[i] * b[i]}. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
