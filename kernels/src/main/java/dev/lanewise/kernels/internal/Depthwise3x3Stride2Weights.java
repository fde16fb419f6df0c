package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Depthwise3x3.column;
import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * The gradient of a depthwise convolution by the weights of its 3x3 window, stride 2, one vector of channels: the window of
 * {@link Depthwise3x3Stride2} slides along an output row, and the nine sums stay in registers.
 */
final class Depthwise3x3Stride2Weights {

    private Depthwise3x3Stride2Weights() {}

    /**
     * {@code sums[sum0 + (3 i + j) * LANES + l] += sum over p of row_i[(2 p + j - left) * step + l] * dy[from + p * step + l]},
     * continued as a chain over the pixels.
     *
     * @param stage the first row of the window; its third row afterwards, the first one of the next output row
     * @param s0 first element of the stage
     * @param b array of the second row
     * @param bAt its first pixel
     * @param bStep elements from one pixel of it to the next, 0 for a row of zeros
     * @param c array of the third row
     * @param cAt its first pixel
     * @param cStep elements from one pixel of it to the next, 0 for a row of zeros
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link Depthwise3x3Stride2#MAX_LEFT}
     * @param dy gradient of the output
     * @param from first element of the output row
     * @param step elements from one pixel of the gradient to the next
     * @param pixels output pixels
     * @param sums nine vectors of sums
     * @param sum0 first element of the sums
     */
    static void backward(
            float[] stage,
            int s0,
            float[] b,
            int bAt,
            int bStep,
            float[] c,
            int cAt,
            int cStep,
            int width,
            int left,
            float[] dy,
            int from,
            int step,
            int pixels,
            float[] sums,
            int sum0) {
        FloatVector s00 = fromArray(F32, sums, sum0);
        FloatVector s01 = fromArray(F32, sums, sum0 + LANES);
        FloatVector s02 = fromArray(F32, sums, sum0 + 2 * LANES);
        FloatVector s10 = fromArray(F32, sums, sum0 + 3 * LANES);
        FloatVector s11 = fromArray(F32, sums, sum0 + 4 * LANES);
        FloatVector s12 = fromArray(F32, sums, sum0 + 5 * LANES);
        FloatVector s20 = fromArray(F32, sums, sum0 + 6 * LANES);
        FloatVector s21 = fromArray(F32, sums, sum0 + 7 * LANES);
        FloatVector s22 = fromArray(F32, sums, sum0 + 8 * LANES);
        FloatVector v00 = fromArray(F32, stage, s0);
        FloatVector v10 = column(b, bAt, -left, bStep, width);
        FloatVector v20 = column(c, cAt, -left, cStep, width);
        v20.intoArray(stage, s0);
        s0 += LANES;
        bAt += (1 - left) * bStep;
        cAt += (1 - left) * cStep;
        int inside = Math.clamp((width - 1 + left) / 2, 0, pixels);
        for (int p = 0; p < inside * LANES; p += LANES, bAt += 2 * bStep, cAt += 2 * cStep, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            FloatVector v01 = fromArray(F32, stage, s0 + 2 * p);
            FloatVector v02 = fromArray(F32, stage, s0 + 2 * p + LANES);
            FloatVector v11 = fromArray(F32, b, bAt);
            FloatVector v12 = fromArray(F32, b, bAt + bStep);
            FloatVector v21 = fromArray(F32, c, cAt);
            FloatVector v22 = fromArray(F32, c, cAt + cStep);
            v21.intoArray(stage, s0 + 2 * p);
            v22.intoArray(stage, s0 + 2 * p + LANES);
            s00 = v00.fma(g, s00);
            s01 = v01.fma(g, s01);
            s02 = v02.fma(g, s02);
            s10 = v10.fma(g, s10);
            s11 = v11.fma(g, s11);
            s12 = v12.fma(g, s12);
            s20 = v20.fma(g, s20);
            s21 = v21.fma(g, s21);
            s22 = v22.fma(g, s22);
            v00 = v02;
            v10 = v12;
            v20 = v22;
        }
        bAt -= (2 * inside + 1 - left) * bStep;
        cAt -= (2 * inside + 1 - left) * cStep;
        for (; inside < pixels; inside++, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            int q = 2 * inside + 1;
            FloatVector v01 = fromArray(F32, stage, s0 + (q - 1) * LANES);
            FloatVector v02 = fromArray(F32, stage, s0 + q * LANES);
            FloatVector v11 = column(b, bAt, q - left, bStep, width);
            FloatVector v12 = column(b, bAt, q + 1 - left, bStep, width);
            FloatVector v21 = column(c, cAt, q - left, cStep, width);
            FloatVector v22 = column(c, cAt, q + 1 - left, cStep, width);
            v21.intoArray(stage, s0 + (q - 1) * LANES);
            v22.intoArray(stage, s0 + q * LANES);
            s00 = v00.fma(g, s00);
            s01 = v01.fma(g, s01);
            s02 = v02.fma(g, s02);
            s10 = v10.fma(g, s10);
            s11 = v11.fma(g, s11);
            s12 = v12.fma(g, s12);
            s20 = v20.fma(g, s20);
            s21 = v21.fma(g, s21);
            s22 = v22.fma(g, s22);
            v00 = v02;
            v10 = v12;
            v20 = v22;
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
