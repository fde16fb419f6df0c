package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * The 3x3 window of a depthwise convolution over a {@link DepthwiseBlock}, one vector of channels: the nine weights, or
 * their nine sums, stay in registers while the pixels of a row go by.
 */
final class Depthwise3x3 {

    private Depthwise3x3() {}

    /**
     * {@code y[p][l] = sum over taps of x[x0 + start[tap] + p * LANES + l] * weights[w0 + tap * wStep + l]},
     * a chain over the taps from +0.
     *
     * @param x packed rows
     * @param x0 first element under the window of the first pixel
     * @param start where each tap lies behind the first
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
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int y0,
            int yStep,
            int pixels) {
        int row1 = start[3];
        int row2 = start[6];
        FloatVector zero = FloatVector.zero(F32);
        FloatVector w00 = fromArray(F32, weights, w0);
        FloatVector w01 = fromArray(F32, weights, w0 + wStep);
        FloatVector w02 = fromArray(F32, weights, w0 + 2 * wStep);
        FloatVector w10 = fromArray(F32, weights, w0 + 3 * wStep);
        FloatVector w11 = fromArray(F32, weights, w0 + 4 * wStep);
        FloatVector w12 = fromArray(F32, weights, w0 + 5 * wStep);
        FloatVector w20 = fromArray(F32, weights, w0 + 6 * wStep);
        FloatVector w21 = fromArray(F32, weights, w0 + 7 * wStep);
        FloatVector w22 = fromArray(F32, weights, w0 + 8 * wStep);
        for (int p = 0; p < pixels; p += 4) {
            int first = Math.min(p, pixels - 4);
            int at = x0 + first * LANES;
            int to = y0 + first * yStep;
            FloatVector v00 = fromArray(F32, x, at);
            FloatVector v01 = fromArray(F32, x, at + LANES);
            FloatVector v02 = fromArray(F32, x, at + 2 * LANES);
            FloatVector v03 = fromArray(F32, x, at + 3 * LANES);
            FloatVector s0 = v00.fma(w00, zero);
            FloatVector s1 = v01.fma(w00, zero);
            FloatVector s2 = v02.fma(w00, zero);
            FloatVector s3 = v03.fma(w00, zero);
            FloatVector v04 = fromArray(F32, x, at + 4 * LANES);
            s0 = v01.fma(w01, s0);
            s1 = v02.fma(w01, s1);
            s2 = v03.fma(w01, s2);
            s3 = v04.fma(w01, s3);
            FloatVector v05 = fromArray(F32, x, at + 5 * LANES);
            s0 = v02.fma(w02, s0);
            s1 = v03.fma(w02, s1);
            s2 = v04.fma(w02, s2);
            s3 = v05.fma(w02, s3);
            FloatVector v10 = fromArray(F32, x, at + row1);
            FloatVector v11 = fromArray(F32, x, at + row1 + LANES);
            FloatVector v12 = fromArray(F32, x, at + row1 + 2 * LANES);
            FloatVector v13 = fromArray(F32, x, at + row1 + 3 * LANES);
            s0 = v10.fma(w10, s0);
            s1 = v11.fma(w10, s1);
            s2 = v12.fma(w10, s2);
            s3 = v13.fma(w10, s3);
            FloatVector v14 = fromArray(F32, x, at + row1 + 4 * LANES);
            s0 = v11.fma(w11, s0);
            s1 = v12.fma(w11, s1);
            s2 = v13.fma(w11, s2);
            s3 = v14.fma(w11, s3);
            FloatVector v15 = fromArray(F32, x, at + row1 + 5 * LANES);
            s0 = v12.fma(w12, s0);
            s1 = v13.fma(w12, s1);
            s2 = v14.fma(w12, s2);
            s3 = v15.fma(w12, s3);
            FloatVector v20 = fromArray(F32, x, at + row2);
            FloatVector v21 = fromArray(F32, x, at + row2 + LANES);
            FloatVector v22 = fromArray(F32, x, at + row2 + 2 * LANES);
            FloatVector v23 = fromArray(F32, x, at + row2 + 3 * LANES);
            s0 = v20.fma(w20, s0);
            s1 = v21.fma(w20, s1);
            s2 = v22.fma(w20, s2);
            s3 = v23.fma(w20, s3);
            FloatVector v24 = fromArray(F32, x, at + row2 + 4 * LANES);
            s0 = v21.fma(w21, s0);
            s1 = v22.fma(w21, s1);
            s2 = v23.fma(w21, s2);
            s3 = v24.fma(w21, s3);
            FloatVector v25 = fromArray(F32, x, at + row2 + 5 * LANES);
            s0 = v22.fma(w22, s0);
            s1 = v23.fma(w22, s1);
            s2 = v24.fma(w22, s2);
            s3 = v25.fma(w22, s3);
            s0.intoArray(y, to);
            s1.intoArray(y, to + yStep);
            s2.intoArray(y, to + 2 * yStep);
            s3.intoArray(y, to + 3 * yStep);
        }
    }

    /**
     * {@code sums[sum0 + tap * LANES + l] += sum over p of x[x0 + start[tap] + p * LANES + l] * dy[dy0 + p * dyStep + l]},
     * continued as a chain over the pixels. Arguments as above, with dy for y.
     */
    static void backwardWeights(
            float[] x, int x0, int[] start, float[] dy, int dy0, int dyStep, int pixels, float[] sums, int sum0) {
        FloatVector s00 = fromArray(F32, sums, sum0);
        FloatVector s01 = fromArray(F32, sums, sum0 + LANES);
        FloatVector s02 = fromArray(F32, sums, sum0 + 2 * LANES);
        FloatVector s10 = fromArray(F32, sums, sum0 + 3 * LANES);
        FloatVector s11 = fromArray(F32, sums, sum0 + 4 * LANES);
        FloatVector s12 = fromArray(F32, sums, sum0 + 5 * LANES);
        FloatVector s20 = fromArray(F32, sums, sum0 + 6 * LANES);
        FloatVector s21 = fromArray(F32, sums, sum0 + 7 * LANES);
        FloatVector s22 = fromArray(F32, sums, sum0 + 8 * LANES);
        int x1 = x0 + start[3];
        int x2 = x0 + start[6];
        int tap1 = start[1];
        int tap2 = start[2];
        for (int p = 0; p < pixels; p++) {
            int at = p * LANES;
            FloatVector g = fromArray(F32, dy, dy0 + p * dyStep);
            s00 = fromArray(F32, x, x0 + at).fma(g, s00);
            s01 = fromArray(F32, x, x0 + tap1 + at).fma(g, s01);
            s02 = fromArray(F32, x, x0 + tap2 + at).fma(g, s02);
            s10 = fromArray(F32, x, x1 + at).fma(g, s10);
            s11 = fromArray(F32, x, x1 + tap1 + at).fma(g, s11);
            s12 = fromArray(F32, x, x1 + tap2 + at).fma(g, s12);
            s20 = fromArray(F32, x, x2 + at).fma(g, s20);
            s21 = fromArray(F32, x, x2 + tap1 + at).fma(g, s21);
            s22 = fromArray(F32, x, x2 + tap2 + at).fma(g, s22);
        }
        s00.intoArray(sums, sum0);
        s01.intoArray(sums, sum0 + LANES);
        s02.intoArray(sums, sum0 + 2 * LANES);
        s10.intoArray(sums, sum0 + 3 * LANES);
        s11.intoArray(sums, sum0 + 4 * LANES);
        s12.intoArray(sums, sum0 + 5 * LANES);
        s20.intoArray(sums, sum0 + 6 * LANES);
        s21.intoArray(sums, sum0 + 7 * LANES);
        s22.intoArray(sums, sum0 + 8 * LANES);
    }
}
