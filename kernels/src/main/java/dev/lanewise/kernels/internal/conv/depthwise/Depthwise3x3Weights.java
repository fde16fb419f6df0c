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
 * The gradient of a depthwise convolution by the weights of its 3x3 window, stride 1, one vector of channels: the window of
 * {@link Depthwise3x3} slides along one output row, and the nine sums stay in registers.
 *
 * <pre>
 *   v00 v01 v02  &lt;- stage, then overwritten by      s00 s01 s02
 *   v10 v11 v12  &lt;- stage           |               s10 s11 s12  += v * g,  g &lt;- dy
 *   v20 v21 v22  &lt;- x   ------------'               s20 s21 s22
 * </pre>
 */
final class Depthwise3x3Weights {

    private Depthwise3x3Weights() {}

    /**
     * {@code sums[sum0 + (3 i + j) * LANES + l] += sum over p of row_i[(p + j - left) * step + l] * dy[from + p * step + l]},
     * continued as a chain over the pixels.
     *
     * @param stage rows of the image, with a vector for each column
     * @param a first element of the first row of the window, which the third row overwrites
     * @param b first element of the second row
     * @param x images
     * @param at first pixel of the image's row under the third row, or any row if not {@code third}
     * @param third whether the third row lies inside of the image; otherwise it is zeros
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link Depthwise3x3#MAX_LEFT}; negative where columns are left out
     * @param dy gradient of the output
     * @param from first element of the output row
     * @param step elements from one pixel to the next, of the image and of the gradient
     * @param pixels output pixels
     * @param sums nine vectors of sums
     * @param sum0 first element of the sums
     */
    static void backward(
            float[] stage,
            int a,
            int b,
            float[] x,
            int at,
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
        IntVector in2 = mask(third);
        FloatVector zero = FloatVector.zero(F32);
        FloatVector v00 = fromArray(F32, stage, a);
        FloatVector v10 = fromArray(F32, stage, b);
        FloatVector v20 = inside(column(x, at, -left, step, width), in2);
        FloatVector v01 = fromArray(F32, stage, a + LANES);
        FloatVector v11 = fromArray(F32, stage, b + LANES);
        FloatVector v21 = inside(column(x, at, 1 - left, step, width), in2);
        v20.intoArray(stage, a);
        v21.intoArray(stage, a + LANES);
        a += 2 * LANES;
        b += 2 * LANES;
        at += (2 - left) * step;
        int columns = Math.clamp(width - 2 + left, 0, pixels);
        for (int p = 0; p < columns * LANES; p += LANES, at += step, from += step) {
            FloatVector g = fromArray(F32, dy, from);
            FloatVector v02 = fromArray(F32, stage, a + p);
            FloatVector v12 = fromArray(F32, stage, b + p);
            FloatVector v22 = inside(fromArray(F32, x, at), in2);
            v22.intoArray(stage, a + p);
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
        for (; columns < pixels; columns++, from += step) {
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
            v10 = v11;
            v20 = v21;
            v01 = zero;
            v11 = zero;
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
