package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * A row of output pixels of a depthwise convolution over framed images, one vector of channels, with any window;
 * {@link Depthwise3x3} is faster with its own. Four chains at a time hide the latency of each: four pixels of the result,
 * or four taps of the gradient.
 */
final class DepthwiseTile {

    private DepthwiseTile() {}

    /**
     * {@code y[y0 + p * yStep + l] = sum over taps of x[x0 + p * xStep + start[tap] + l] * weights[w0 + tap * wStep + l]}, a
     * chain over the taps from +0.
     *
     * @param x framed images
     * @param x0 first element under the window of the first pixel
     * @param xStep elements from there to the same of the next pixel
     * @param start where each tap lies behind the first
     * @param taps number of taps
     * @param run taps of a row of the window where they are {@code xStep} apart, so that a pixel reads what its neighbour
     *     has read; otherwise 1
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
            int xStep,
            int[] start,
            int taps,
            int run,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int y0,
            int yStep,
            int pixels) {
        if (pixels < 4) {
            for (int p = 0; p < pixels; p++) {
                onePixel(x, x0 + p * xStep, start, taps, weights, w0, wStep, y, y0 + p * yStep);
            }
            return;
        }
        for (int p = 0; p < pixels; p += 4) {
            int first = Math.min(p, pixels - 4);
            int at = x0 + first * xStep;
            int to = y0 + first * yStep;
            if (run == 1) {
                fourPixels(x, at, xStep, start, taps, weights, w0, wStep, y, to, yStep);
            } else {
                fourSharing(x, at, xStep, start, taps, run, weights, w0, wStep, y, to, yStep);
            }
        }
    }

    private static void fourPixels(
            float[] x,
            int x0,
            int xStep,
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
            s1 = fromArray(F32, x, at + xStep).fma(w, s1);
            s2 = fromArray(F32, x, at + 2 * xStep).fma(w, s2);
            s3 = fromArray(F32, x, at + 3 * xStep).fma(w, s3);
        }
        s0.intoArray(y, y0);
        s1.intoArray(y, y0 + yStep);
        s2.intoArray(y, y0 + 2 * yStep);
        s3.intoArray(y, y0 + 3 * yStep);
    }

    /** Along a row of the window each pixel takes over what its neighbour has read: one vector a tap enters. */
    private static void fourSharing(
            float[] x,
            int x0,
            int xStep,
            int[] start,
            int taps,
            int run,
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
        for (int tap = 0; tap < taps; ) {
            int at = x0 + start[tap];
            FloatVector v0 = fromArray(F32, x, at);
            FloatVector v1 = fromArray(F32, x, at + xStep);
            FloatVector v2 = fromArray(F32, x, at + 2 * xStep);
            at += 3 * xStep;
            for (int end = tap + run; tap < end; tap++, at += xStep) {
                FloatVector w = fromArray(F32, weights, w0 + tap * wStep);
                FloatVector v3 = fromArray(F32, x, at);
                s0 = v0.fma(w, s0);
                s1 = v1.fma(w, s1);
                s2 = v2.fma(w, s2);
                s3 = v3.fma(w, s3);
                v0 = v1;
                v1 = v2;
                v2 = v3;
            }
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
     * {@code sums[sum0 + tap * LANES + l] += sum over p of x[x0 + start[tap] + p * xStep + l] * dy[dy0 + p * dyStep + l]},
     * continued as chains over the pixels, for {@code lanes} channels. Arguments as above, with dy for y.
     */
    static void backwardWeights(
            float[] x,
            int x0,
            int xStep,
            int[] start,
            int taps,
            float[] dy,
            int dy0,
            int dyStep,
            int pixels,
            float[] sums,
            int sum0,
            int lanes) {
        int tap = 0;
        if (lanes == LANES) {
            for (; tap + 4 <= taps; tap += 4) {
                fourTaps(x, x0, xStep, start, tap, dy, dy0, dyStep, pixels, sums, sum0 + tap * LANES);
            }
            for (; tap < taps; tap++) {
                oneTap(x, x0 + start[tap], xStep, dy, dy0, dyStep, pixels, sums, sum0 + tap * LANES);
            }
        }
        for (; tap < taps; tap++) {
            tap(x, x0 + start[tap], xStep, dy, dy0, dyStep, pixels, sums, sum0 + tap * LANES, lanes);
        }
    }

    private static void fourTaps(
            float[] x,
            int x0,
            int xStep,
            int[] start,
            int tap,
            float[] dy,
            int dy0,
            int dyStep,
            int pixels,
            float[] sums,
            int sum0) {
        FloatVector s0 = fromArray(F32, sums, sum0);
        FloatVector s1 = fromArray(F32, sums, sum0 + LANES);
        FloatVector s2 = fromArray(F32, sums, sum0 + 2 * LANES);
        FloatVector s3 = fromArray(F32, sums, sum0 + 3 * LANES);
        int x1 = x0 + start[tap + 1];
        int x2 = x0 + start[tap + 2];
        int x3 = x0 + start[tap + 3];
        x0 += start[tap];
        for (int p = 0; p < pixels; p++) {
            int at = p * xStep;
            FloatVector g = fromArray(F32, dy, dy0 + p * dyStep);
            s0 = fromArray(F32, x, x0 + at).fma(g, s0);
            s1 = fromArray(F32, x, x1 + at).fma(g, s1);
            s2 = fromArray(F32, x, x2 + at).fma(g, s2);
            s3 = fromArray(F32, x, x3 + at).fma(g, s3);
        }
        s0.intoArray(sums, sum0);
        s1.intoArray(sums, sum0 + LANES);
        s2.intoArray(sums, sum0 + 2 * LANES);
        s3.intoArray(sums, sum0 + 3 * LANES);
    }

    private static void oneTap(
            float[] x, int x0, int xStep, float[] dy, int dy0, int dyStep, int pixels, float[] sums, int sum0) {
        FloatVector sum = fromArray(F32, sums, sum0);
        for (int p = 0; p < pixels; p++) {
            sum = fromArray(F32, x, x0 + p * xStep).fma(fromArray(F32, dy, dy0 + p * dyStep), sum);
        }
        sum.intoArray(sums, sum0);
    }

    /** One tap, channel by channel, where they are fewer than the lanes. */
    private static void tap(
            float[] x,
            int x0,
            int xStep,
            float[] dy,
            int dy0,
            int dyStep,
            int pixels,
            float[] sums,
            int sum0,
            int channels) {
        for (int l = 0; l < channels; l++) {
            float sum = sums[sum0 + l];
            for (int p = 0; p < pixels; p++) {
                sum = Math.fma(x[x0 + p * xStep + l], dy[dy0 + p * dyStep + l], sum);
            }
            sums[sum0 + l] = sum;
        }
    }
}
