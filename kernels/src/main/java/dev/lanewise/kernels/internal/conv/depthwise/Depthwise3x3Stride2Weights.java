package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.depthwise.Depthwise3x3.column;
import static dev.lanewise.kernels.internal.conv.depthwise.Depthwise3x3.inside;
import static dev.lanewise.kernels.internal.conv.depthwise.Depthwise3x3.mask;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

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
     * @param x images
     * @param at first pixel of the image's row under the second row, or any row if not {@code second}
     * @param below from there to the third row, or 0 if not {@code third}
     * @param second whether the second row lies inside of the image; otherwise it is zeros
     * @param third likewise
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link Depthwise3x3Stride2#MAX_LEFT}
     * @param dy gradient of the output
     * @param from first element of the output row
     * @param step elements from one pixel to the next, of the image and of the gradient
     * @param pixels output pixels
     * @param sums nine vectors of sums
     * @param sum0 first element of the sums
     */
    static void backward(
            float[] stage,
            int s0,
            float[] x,
            int at,
            int below,
            boolean second,
            boolean third,
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
        IntVector in1 = mask(second);
        IntVector in2 = mask(third);
        FloatVector v00 = fromArray(F32, stage, s0);
        FloatVector v10 = inside(column(x, at, -left, step, width), in1);
        FloatVector v20 = inside(column(x, at + below, -left, step, width), in2);
        v20.intoArray(stage, s0);
        s0 += LANES;
        at += (1 - left) * step;
        int columns = Math.clamp((width - 1 + left) / 2, 0, pixels);
        int end = s0 + 2 * columns * LANES;
        for (int q = s0; q < end; q += 2 * LANES, at += 2 * step, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            FloatVector v01 = fromArray(F32, stage, q);
            FloatVector v02 = fromArray(F32, stage, q + LANES);
            FloatVector v11 = inside(fromArray(F32, x, at), in1);
            FloatVector v12 = inside(fromArray(F32, x, at + step), in1);
            FloatVector v21 = inside(fromArray(F32, x, at + below), in2);
            FloatVector v22 = inside(fromArray(F32, x, at + below + step), in2);
            v21.intoArray(stage, q);
            v22.intoArray(stage, q + LANES);
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
        at -= (2 * columns + 1 - left) * step;
        for (; columns < pixels; columns++, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            int q = 2 * columns + 1;
            FloatVector v01 = fromArray(F32, stage, s0 + (q - 1) * LANES);
            FloatVector v02 = fromArray(F32, stage, s0 + q * LANES);
            FloatVector v11 = inside(column(x, at, q - left, step, width), in1);
            FloatVector v12 = inside(column(x, at, q + 1 - left, step, width), in1);
            FloatVector v21 = inside(column(x, at + below, q - left, step, width), in2);
            FloatVector v22 = inside(column(x, at + below, q + 1 - left, step, width), in2);
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
