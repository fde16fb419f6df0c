package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Depthwise3x3.column;
import static dev.lanewise.kernels.internal.Depthwise3x3.inside;
import static dev.lanewise.kernels.internal.Depthwise3x3.mask;
import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The gradient of a depthwise convolution by the weights of its 3x3 window, stride 1, one vector of channels: the window of
 * {@link Depthwise3x3} slides along a row, and the nine sums stay in registers.
 *
 * <pre>
 *   v00 v01 v02  &lt;- x[at + above]      s00 s01 s02
 *   v10 v11 v12  &lt;- x[at]              s10 s11 s12  += v * g,  g &lt;- dy
 *   v20 v21 v22  &lt;- x[at + below]      s20 s21 s22
 * </pre>
 */
final class Depthwise3x3Weights {

    private Depthwise3x3Weights() {}

    /**
     * {@code sums[sum0 + (3 i + j) * LANES + l] += sum over p of x[row_i + (p + j - left) * step + l] * dy[from + p * step +
     * l]}, continued as a chain over the pixels.
     *
     * @param x images
     * @param at first element of the image's row under the second row of the window
     * @param above from there to the first row of the window, or to any other if not {@code top}
     * @param below from there to the third row, or to any other if not {@code bottom}
     * @param top whether the first row of the window lies inside of the image; otherwise it is zeros
     * @param bottom likewise, third row
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link Depthwise3x3#MAX_LEFT}
     * @param step elements from one pixel to the next, of the image and of the gradient
     * @param dy gradient of the output
     * @param from first element of the output row
     * @param pixels output pixels
     * @param sums nine vectors of sums
     * @param sum0 first element of the sums
     */
    static void backward(
            float[] x,
            int at,
            int above,
            int below,
            boolean top,
            boolean bottom,
            int width,
            int left,
            int step,
            float[] dy,
            int from,
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
        FloatVector zero = FloatVector.zero(F32);
        IntVector in0 = mask(top);
        IntVector in2 = mask(bottom);
        FloatVector v00 = inside(column(x, at + above, -left, step, width), in0);
        FloatVector v10 = column(x, at, -left, step, width);
        FloatVector v20 = inside(column(x, at + below, -left, step, width), in2);
        FloatVector v01 = inside(column(x, at + above, 1 - left, step, width), in0);
        FloatVector v11 = column(x, at, 1 - left, step, width);
        FloatVector v21 = inside(column(x, at + below, 1 - left, step, width), in2);
        at += (2 - left) * step;
        int end = from + pixels * step;
        for (int last = from + Math.min(pixels, width - 2 + left) * step; from < last; at += step, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            FloatVector v02 = inside(fromArray(F32, x, at + above), in0);
            FloatVector v12 = fromArray(F32, x, at);
            FloatVector v22 = inside(fromArray(F32, x, at + below), in2);
            s00 = v00.fma(g, s00);
            s01 = v01.fma(g, s01);
            s02 = v02.fma(g, s02);
            s10 = v10.fma(g, s10);
            s11 = v11.fma(g, s11);
            s12 = v12.fma(g, s12);
            s20 = v20.fma(g, s20);
            s21 = v21.fma(g, s21);
            s22 = v22.fma(g, s22);
            v00 = v01;
            v10 = v11;
            v20 = v21;
            v01 = v02;
            v11 = v12;
            v21 = v22;
        }
        for (; from < end; from += step) {
            FloatVector g = fromArray(F32, dy, from);
            s00 = v00.fma(g, s00);
            s01 = v01.fma(g, s01);
            s02 = zero.fma(g, s02);
            s10 = v10.fma(g, s10);
            s11 = v11.fma(g, s11);
            s12 = zero.fma(g, s12);
            s20 = v20.fma(g, s20);
            s21 = v21.fma(g, s21);
            s22 = zero.fma(g, s22);
            v00 = v01;
            v01 = zero;
            v10 = v11;
            v11 = zero;
            v20 = v21;
            v21 = zero;
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
