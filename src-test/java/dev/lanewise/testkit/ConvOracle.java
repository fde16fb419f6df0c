package dev.lanewise.testkit;

import dev.lanewise.kernels.Conv2dGeometry;

/**
 * Convolution and its two gradients by the definition: a walk over all pairs of an output pixel and a tap of its window,
 * the taps of a pixel in the order (kernel row, kernel column, channel).
 */
public final class ConvOracle {

    private ConvOracle() {}

    /** One input element, or none where the tap lies in the padding, and the outputs of its group that it feeds. */
    @FunctionalInterface
    public interface Tap {
        /**
         * Output {@code out + j} reads input {@code in} times weight {@code weight + j} for {@code 0 <= j < count}.
         *
         * @param in index of the input element, or -1 in the padding
         */
        void at(int out, int in, int weight, int count);
    }

    /** Walks over all pairs. */
    public static void walk(Conv2dGeometry g, Tap tap) {
        int pixels = g.batch() * g.outHeight() * g.outWidth();
        for (int pixel = 0; pixel < pixels; pixel++) {
            int ow = pixel % g.outWidth();
            int oh = pixel / g.outWidth() % g.outHeight();
            int image = pixel / g.outWidth() / g.outHeight();
            for (int kh = 0; kh < g.kernelHeight(); kh++) {
                for (int kw = 0; kw < g.kernelWidth(); kw++) {
                    int ih = oh * g.strideHeight() - g.padTop() + kh * g.dilationHeight();
                    int iw = ow * g.strideWidth() - g.padLeft() + kw * g.dilationWidth();
                    boolean inside = ih >= 0 && ih < g.height() && iw >= 0 && iw < g.width();
                    int in = inside ? ((image * g.height() + ih) * g.width() + iw) * g.inChannels() : -1;
                    walkChannels(g, pixel, in, kh * g.kernelWidth() + kw, tap);
                }
            }
        }
    }

    private static void walkChannels(Conv2dGeometry g, int pixel, int in, int kernelTap, Tap tap) {
        int ins = g.inChannels() / g.groups();
        int outs = g.outChannels() / g.groups();
        for (int group = 0; group < g.groups(); group++) {
            int out = pixel * g.outChannels() + group * outs;
            for (int c = 0; c < ins; c++) {
                int weight = (kernelTap * ins + c) * g.outChannels() + group * outs;
                tap.at(out, in < 0 ? -1 : in + group * ins + c, weight, outs);
            }
        }
    }

    /**
     * The promised bits of the forward pass: from {@code +0}, in the order of the walk,
     * {@code acc = fma(x, weight, acc)} in float; in the padding, {@code x = 0} is a term as any other.
     */
    public static float[] forwardChain(Conv2dGeometry g, float[] x, float[] weights) {
        float[] y = new float[g.outputSize()];
        walk(g, (out, in, weight, count) -> {
            float value = in < 0 ? 0f : x[in];
            for (int j = 0; j < count; j++) {
                y[out + j] = Math.fma(value, weights[weight + j], y[out + j]);
            }
        });
        return y;
    }

    /**
     * The promised bits of the gradient by the weights: one such chain for each {@code chunkImages} images, the chains
     * added in order. Without padding and without an infinite gradient, where {@code x = 0} is no term that shows.
     */
    public static float[] backwardWeightsChain(Conv2dGeometry g, float[] x, float[] dy, int chunkImages) {
        int chunkOutputs = chunkImages * g.outHeight() * g.outWidth() * g.outChannels();
        float[][] chains = new float[(g.outputSize() + chunkOutputs - 1) / chunkOutputs][g.weightsSize()];
        walk(g, (out, in, weight, count) -> {
            float[] sums = chains[out / chunkOutputs];
            for (int j = 0; in >= 0 && j < count; j++) {
                sums[weight + j] = Math.fma(x[in], dy[out + j], sums[weight + j]);
            }
        });
        for (int chunk = 1; chunk < chains.length; chunk++) {
            for (int i = 0; i < g.weightsSize(); i++) {
                chains[0][i] += chains[chunk][i];
            }
        }
        return chains[0];
    }

    /** The forward pass in double. */
    public static double[] forward(Conv2dGeometry g, float[] x, float[] weights) {
        double[] y = new double[g.outputSize()];
        walk(g, (out, in, weight, count) -> {
            for (int j = 0; j < count; j++) {
                y[out + j] += (in < 0 ? 0.0 : x[in]) * weights[weight + j];
            }
        });
        return y;
    }

    /** The gradient by the input in double. */
    public static double[] backwardData(Conv2dGeometry g, float[] dy, float[] weights) {
        double[] dx = new double[g.inputSize()];
        walk(g, (out, in, weight, count) -> {
            for (int j = 0; in >= 0 && j < count; j++) {
                dx[in] += (double) dy[out + j] * weights[weight + j];
            }
        });
        return dx;
    }

    /** The gradient by the weights in double. */
    public static double[] backwardWeights(Conv2dGeometry g, float[] x, float[] dy) {
        double[] dWeights = new double[g.weightsSize()];
        walk(g, (out, in, weight, count) -> {
            for (int j = 0; in >= 0 && j < count; j++) {
                dWeights[weight + j] += (double) x[in] * dy[out + j];
            }
        });
        return dWeights;
    }

    /** {@code (terms + 3) * 2^-24 * sizes}, plus half a denormal for each term; {@code sizes} are sums of |products|. */
    public static double[] bounds(int terms, double[] sizes) {
        double[] bounds = new double[sizes.length];
        for (int i = 0; i < bounds.length; i++) {
            bounds[i] = (terms + 3) * (Tolerance.U * sizes[i] + Float.MIN_VALUE);
        }
        return bounds;
    }
}
