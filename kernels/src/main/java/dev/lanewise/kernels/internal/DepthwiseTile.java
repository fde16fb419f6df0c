package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;

/**
 * The inner loops of a depthwise convolution, one output channel for each input channel: channels are the lanes, and an
 * output element is a chain over the taps. A rest of channels is done by a vector that reaches back, or one by one where
 * there are fewer channels than lanes.
 */
final class DepthwiseTile {

    private DepthwiseTile() {}

    /**
     * {@code y[p][c] = finish(sum over taps of x[patch[p] + start[tap] + c] * weights[wOff + tap * wStep + c])} for
     * {@code count} pixels.
     */
    static void multiply(
            float[] x,
            int[] patch,
            int count,
            int[] start,
            int taps,
            float[] weights,
            int wOff,
            int wStep,
            float[] y,
            int yOff,
            int channels,
            int finish,
            float[] bias,
            int biasOff) {
        if (channels < LANES) {
            for (int p = 0; p < count; p++) {
                pixel(
                        x,
                        patch[p],
                        start,
                        taps,
                        weights,
                        wOff,
                        wStep,
                        y,
                        yOff + p * channels,
                        channels,
                        finish,
                        bias,
                        biasOff);
            }
            return;
        }
        for (int c = 0; c < channels; c += LANES) {
            int at = Math.min(c, channels - LANES);
            for (int p = 0; p < count; p += 4) {
                int last = count - 1 - p;
                int to = yOff + p * channels + at;
                fourPixels(
                        x,
                        patch[p] + at,
                        patch[p + Math.min(1, last)] + at,
                        patch[p + Math.min(2, last)] + at,
                        patch[p + Math.min(3, last)] + at,
                        start,
                        taps,
                        weights,
                        wOff + at,
                        wStep,
                        y,
                        to,
                        to + Math.min(1, last) * channels,
                        to + Math.min(2, last) * channels,
                        to + Math.min(3, last) * channels,
                        finish,
                        bias,
                        biasOff + at);
            }
        }
    }

    private static void fourPixels(
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int[] start,
            int taps,
            float[] weights,
            int wOff,
            int wStep,
            float[] y,
            int y0,
            int y1,
            int y2,
            int y3,
            int finish,
            float[] bias,
            int biasOff) {
        FloatVector s0 = zero(F32);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int tap = 0; tap < taps; tap++) {
            FloatVector w = fromArray(F32, weights, wOff);
            int at = start[tap];
            s0 = fromArray(F32, x, x0 + at).fma(w, s0);
            s1 = fromArray(F32, x, x1 + at).fma(w, s1);
            s2 = fromArray(F32, x, x2 + at).fma(w, s2);
            s3 = fromArray(F32, x, x3 + at).fma(w, s3);
            wOff += wStep;
        }
        finish(s0, finish, bias, biasOff).intoArray(y, y0);
        finish(s1, finish, bias, biasOff).intoArray(y, y1);
        finish(s2, finish, bias, biasOff).intoArray(y, y2);
        finish(s3, finish, bias, biasOff).intoArray(y, y3);
    }

    private static FloatVector finish(FloatVector sum, int finish, float[] bias, int biasOff) {
        FloatVector shifted = shift(sum, finish, bias, biasOff);
        return (finish & Finish.RELU) != 0 ? Finish.relu(shifted) : shifted;
    }

    private static FloatVector shift(FloatVector sum, int finish, float[] bias, int biasOff) {
        return (finish & Finish.BIAS) != 0 ? sum.add(fromArray(F32, bias, biasOff)) : sum;
    }

    private static void pixel(
            float[] x,
            int xOff,
            int[] start,
            int taps,
            float[] weights,
            int wOff,
            int wStep,
            float[] y,
            int yOff,
            int channels,
            int finish,
            float[] bias,
            int biasOff) {
        for (int c = 0; c < channels; c++) {
            float sum = 0f;
            for (int tap = 0; tap < taps; tap++) {
                sum = Math.fma(x[xOff + start[tap] + c], weights[wOff + tap * wStep + c], sum);
            }
            sum = (finish & Finish.BIAS) != 0 ? sum + bias[biasOff + c] : sum;
            y[yOff + c] = (finish & Finish.RELU) != 0 && sum <= 0f ? 0f : sum;
        }
    }

    /**
     * Continues {@code sums[c] += sum over a row of output pixels of x[xOff + p * xStep + c] * dy[dyOff + p * channels + c]}
     * as a chain over the pixels.
     */
    static void accumulate(
            float[] x,
            int xOff,
            int xStep,
            float[] dy,
            int dyOff,
            int pixels,
            float[] sums,
            int sumsOff,
            int channels) {
        int c = 0;
        for (int end = F32.loopBound(channels); c < end; c += LANES) {
            FloatVector sum = fromArray(F32, sums, sumsOff + c);
            int at = xOff + c;
            int dyAt = dyOff + c;
            for (int p = 0; p < pixels; p++, at += xStep, dyAt += channels) {
                sum = fromArray(F32, x, at).fma(fromArray(F32, dy, dyAt), sum);
            }
            sum.intoArray(sums, sumsOff + c);
        }
        for (; c < channels; c++) {
            float sum = sums[sumsOff + c];
            for (int p = 0; p < pixels; p++) {
                sum = Math.fma(x[xOff + p * xStep + c], dy[dyOff + p * channels + c], sum);
            }
            sums[sumsOff + c] = sum;
        }
    }
}
