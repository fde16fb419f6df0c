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
 * The 3x3 window of a depthwise convolution with stride 2, one vector of channels. It slides along an output row two columns at a
 * time; the third row of the window goes on to a stage, for it is the first one of the next output row.
 *
 * <pre>
 *   v00 v01 v02  &lt;- stage    two columns enter for every output pixel,
 *   v10 v11 v12  &lt;- x        then v_0 = v_2
 *   v20 v21 v22  &lt;- x
 * </pre>
 *
 * <p>So each pixel of an image is read once, in place; see {@link Depthwise3x3} for the stage and for the counter of the loop.
 */
final class Depthwise3x3Stride2 {

    /** Most columns of padding on the left: the column that enters first lies inside. */
    static final int MAX_LEFT = 1;

    private Depthwise3x3Stride2() {}

    /**
     * {@code y[to + p * step + l] = sum over (i, j) of row_i[(2 p + j - left) * step + l] * weights[w0 + (3 i + j) * wStep +
     * l]}, a chain over the taps from +0.
     *
     * @param stage the first row of the window; its third row afterwards, the first one of the next output row
     * @param s0 first element of the stage
     * @param x images
     * @param at first pixel of the image's row under the second row, or any row if not {@code second}
     * @param below from there to the third row, or 0 if not {@code third}
     * @param second whether the second row lies inside of the image; otherwise it is zeros
     * @param third likewise
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link #MAX_LEFT}
     * @param weights one value a tap and channel
     * @param w0 first weight
     * @param wStep elements from one tap to the next
     * @param y result
     * @param to first element of the output row
     * @param step elements from one pixel to the next, of the image and of the result
     * @param pixels output pixels
     */
    static void forward(
            float[] stage,
            int s0,
            float[] x,
            int at,
            int below,
            boolean second,
            boolean third,
            int width,
            int left,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int to,
            int step,
            int pixels) {
        IntVector in1 = mask(second);
        IntVector in2 = mask(third);
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
        FloatVector v00 = fromArray(F32, stage, s0);
        FloatVector v10 = inside(column(x, at, -left, step, width), in1);
        FloatVector v20 = inside(column(x, at + below, -left, step, width), in2);
        v20.intoArray(stage, s0);
        s0 += LANES;
        at += (1 - left) * step;
        int columns = Math.clamp((width - 1 + left) / 2, 0, pixels);
        int end = s0 + 2 * columns * LANES;
        for (int q = s0; q < end; q += 2 * LANES, at += 2 * step, to += step) {
            FloatVector v01 = fromArray(F32, stage, q);
            FloatVector v02 = fromArray(F32, stage, q + LANES);
            FloatVector v11 = inside(fromArray(F32, x, at), in1);
            FloatVector v12 = inside(fromArray(F32, x, at + step), in1);
            FloatVector v21 = inside(fromArray(F32, x, at + below), in2);
            FloatVector v22 = inside(fromArray(F32, x, at + below + step), in2);
            v21.intoArray(stage, q);
            v22.intoArray(stage, q + LANES);
            FloatVector s = v00.fma(w00, zero);
            s = v01.fma(w01, s);
            s = v02.fma(w02, s);
            s = v10.fma(w10, s);
            s = v11.fma(w11, s);
            s = v12.fma(w12, s);
            s = v20.fma(w20, s);
            s = v21.fma(w21, s);
            s = v22.fma(w22, s);
            s.intoArray(y, to);
            v00 = v02;
            v10 = v12;
            v20 = v22;
        }
        at -= (2 * columns + 1 - left) * step;
        for (; columns < pixels; columns++, to += step) {
            int q = 2 * columns + 1;
            FloatVector v01 = fromArray(F32, stage, s0 + (q - 1) * LANES);
            FloatVector v02 = fromArray(F32, stage, s0 + q * LANES);
            FloatVector v11 = inside(column(x, at, q - left, step, width), in1);
            FloatVector v12 = inside(column(x, at, q + 1 - left, step, width), in1);
            FloatVector v21 = inside(column(x, at + below, q - left, step, width), in2);
            FloatVector v22 = inside(column(x, at + below, q + 1 - left, step, width), in2);
            v21.intoArray(stage, s0 + (q - 1) * LANES);
            v22.intoArray(stage, s0 + q * LANES);
            FloatVector s = v00.fma(w00, zero);
            s = v01.fma(w01, s);
            s = v02.fma(w02, s);
            s = v10.fma(w10, s);
            s = v11.fma(w11, s);
            s = v12.fma(w12, s);
            s = v20.fma(w20, s);
            s = v21.fma(w21, s);
            s = v22.fma(w22, s);
            s.intoArray(y, to);
            v00 = v02;
            v10 = v12;
            v20 = v22;
        }
    }
}
