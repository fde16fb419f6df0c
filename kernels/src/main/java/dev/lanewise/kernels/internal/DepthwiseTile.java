package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * A row of output pixels of a depthwise convolution over a {@link DepthwiseBlock}, one vector of channels, with any
 * window; {@link Depthwise3x3} is faster with its own. An output element is a chain over the taps.
 */
final class DepthwiseTile {

    private DepthwiseTile() {}

    /**
     * {@code y[p][l] = sum over taps of x[x0 + start[tap] + p * LANES + l] * weights[w0 + tap * wStep + l]}.
     *
     * @param x packed rows
     * @param x0 first element under the window of the first pixel
     * @param start where each tap lies behind the first
     * @param taps number of taps
     * @param weights one value a tap and channel
     * @param w0 first weight
     * @param wStep elements from one tap to the next
     * @param y result
     * @param y0 first element of the first pixel
     * @param yStep elements from one pixel to the next
     * @param pixels output pixels
     */
    static void forward(
            float[] x,
            int x0,
            int[] start,
            int taps,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int y0,
            int yStep,
            int pixels) {
        if (pixels < 4) {
            for (int p = 0; p < pixels; p++) {
                onePixel(x, x0 + p * LANES, start, taps, weights, w0, wStep, y, y0 + p * yStep);
            }
            return;
        }
        for (int p = 0; p < pixels; p += 4) {
            int first = Math.min(p, pixels - 4);
            fourPixels(x, x0 + first * LANES, start, taps, weights, w0, wStep, y, y0 + first * yStep, yStep);
        }
    }

    private static void fourPixels(
            float[] x,
            int x0,
            int[] start,
            int taps,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int y0,
            int yStep) {
        FloatVector s0 = zero(F32);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int tap = 0; tap < taps; tap++) {
            FloatVector w = fromArray(F32, weights, w0 + tap * wStep);
            int at = x0 + start[tap];
            s0 = fromArray(F32, x, at).fma(w, s0);
            s1 = fromArray(F32, x, at + LANES).fma(w, s1);
            s2 = fromArray(F32, x, at + 2 * LANES).fma(w, s2);
            s3 = fromArray(F32, x, at + 3 * LANES).fma(w, s3);
        }
        s0.intoArray(y, y0);
        s1.intoArray(y, y0 + yStep);
        s2.intoArray(y, y0 + 2 * yStep);
        s3.intoArray(y, y0 + 3 * yStep);
    }

    private static void onePixel(
            float[] x, int x0, int[] start, int taps, float[] weights, int w0, int wStep, float[] y, int y0) {
        FloatVector sum = zero(F32);
        for (int tap = 0; tap < taps; tap++) {
            sum = fromArray(F32, x, x0 + start[tap]).fma(fromArray(F32, weights, w0 + tap * wStep), sum);
        }
        sum.intoArray(y, y0);
    }

    /** All channels of one pixel, one by one, where they are fewer than the lanes. */
    static void pixel(
            float[] x,
            int x0,
            int[] start,
            int taps,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int y0,
            int channels) {
        for (int l = 0; l < channels; l++) {
            float sum = 0f;
            for (int tap = 0; tap < taps; tap++) {
                sum = Math.fma(x[x0 + start[tap] + l], weights[w0 + tap * wStep + l], sum);
            }
            y[y0 + l] = sum;
        }
    }

    /**
     * {@code sums[l] += sum over p of x[x0 + p * LANES + l] * dy[dy0 + p * dyStep + l]}, one tap, continued as a chain over
     * the pixels, for {@code lanes} channels.
     */
    static void backwardWeights(
            float[] x, int x0, float[] dy, int dy0, int dyStep, int pixels, float[] sums, int sum0, int lanes) {
        if (lanes < LANES) {
            for (int l = 0; l < lanes; l++) {
                float sum = sums[sum0 + l];
                for (int p = 0; p < pixels; p++) {
                    sum = Math.fma(x[x0 + p * LANES + l], dy[dy0 + p * dyStep + l], sum);
                }
                sums[sum0 + l] = sum;
            }
            return;
        }
        FloatVector sum = fromArray(F32, sums, sum0);
        for (int p = 0; p < pixels; p++) {
            sum = fromArray(F32, x, x0 + p * LANES).fma(fromArray(F32, dy, dy0 + p * dyStep), sum);
        }
        sum.intoArray(sums, sum0);
    }
}
