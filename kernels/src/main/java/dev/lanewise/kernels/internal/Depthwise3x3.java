package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The 3x3 window of a depthwise convolution with stride 1, one vector of channels. It slides along a row of the image, which
 * is read in place: the vectors under the windows of two output rows stay in registers, and so do the nine weights.
 *
 * <pre>
 *   v00 v01 v02 v03  &lt;- x[at + above]      a column enters for every output pixel,
 *   v10 v11 v12 v13  &lt;- x[at]              then v_0 = v_1, v_1 = v_2, v_2 = v_3
 *   v20 v21 v22 v23  &lt;- x[at + below]
 *   v30 v31 v32 v33  &lt;- x[at + below2]     the third row of the second output row
 * </pre>
 *
 * <p>The forward pass reads a column one pixel ahead, before it writes a result: a processor takes a read for one of what
 * an earlier write has just stored if both are a multiple of 4 KiB apart, and waits.
 *
 * <p>Columns beside the image are vectors of zeros; of a row above or below it every bit is cleared. So neighbouring pixels,
 * which are {@code channels} apart and with a power of two in few sets of the first-level cache, are each read once a row,
 * or once for two.
 */
final class Depthwise3x3 {

    /** Most columns of padding on the left: the column that enters first lies inside. */
    static final int MAX_LEFT = 2;

    /** No bits and all bits; the vectors are read, because C2 repeats a broadcast in every turn of a loop. */
    private static final int[] MASKS = new int[2 * LANES];

    static {
        Arrays.fill(MASKS, LANES, 2 * LANES, -1);
    }

    private Depthwise3x3() {}

    /**
     * {@code y[to + p * step + l] = sum over (i, j) of x[row_i + (p + j - left) * step + l] * weights[w0 + (3 i + j) * wStep
     * + l]}, a chain over the taps from +0.
     *
     * @param x images
     * @param at first element of the image's row under the second row of the window
     * @param above from there to the first row of the window, or to any other if not {@code top}
     * @param below from there to the third row
     * @param below2 from there to the third row of the window of the second output row, or to any other if not
     *     {@code bottom}
     * @param top whether the first row of the window lies inside of the image; otherwise it is zeros
     * @param bottom likewise, third row of the window of the second output row
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link #MAX_LEFT}; negative where columns are left out
     * @param step elements from one pixel to the next, of the image and of the result
     * @param weights one value a tap and channel
     * @param w0 first weight
     * @param wStep elements from one tap to the next
     * @param y result
     * @param to first element of the first output row
     * @param next from there to the second output row, or 0 if there is no second
     * @param pixels output pixels
     */
    static void forward(
            float[] x,
            int at,
            int above,
            int below,
            int below2,
            boolean top,
            boolean bottom,
            int width,
            int left,
            int step,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int to,
            int next,
            int pixels) {
        IntVector in0 = mask(top);
        IntVector in3 = mask(bottom);
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
        FloatVector v00 = inside(column(x, at + above, -left, step, width), in0);
        FloatVector v10 = column(x, at, -left, step, width);
        FloatVector v20 = column(x, at + below, -left, step, width);
        FloatVector v30 = inside(column(x, at + below2, -left, step, width), in3);
        FloatVector v01 = inside(column(x, at + above, 1 - left, step, width), in0);
        FloatVector v11 = column(x, at, 1 - left, step, width);
        FloatVector v21 = column(x, at + below, 1 - left, step, width);
        FloatVector v31 = inside(column(x, at + below2, 1 - left, step, width), in3);
        FloatVector v02 = inside(column(x, at + above, 2 - left, step, width), in0);
        FloatVector v12 = column(x, at, 2 - left, step, width);
        FloatVector v22 = column(x, at + below, 2 - left, step, width);
        FloatVector v32 = inside(column(x, at + below2, 2 - left, step, width), in3);
        at += (3 - left) * step;
        int end = to + pixels * step;
        for (int last = to + Math.min(pixels, width - 3 + left) * step; to < last; at += step, to += step) {
            // "inside" written out: the compilation has 18,000 nodes here, from where on C2 inlines no method of ours
            FloatVector v03 =
                    fromArray(F32, x, at + above).reinterpretAsInts().and(in0).reinterpretAsFloats();
            FloatVector v13 = fromArray(F32, x, at);
            FloatVector v23 = fromArray(F32, x, at + below);
            FloatVector v33 =
                    fromArray(F32, x, at + below2).reinterpretAsInts().and(in3).reinterpretAsFloats();
            FloatVector s = v00.fma(w00, zero);
            s = v01.fma(w01, s);
            s = v02.fma(w02, s);
            s = v10.fma(w10, s);
            s = v11.fma(w11, s);
            s = v12.fma(w12, s);
            s = v20.fma(w20, s);
            s = v21.fma(w21, s);
            s = v22.fma(w22, s);
            FloatVector t = v10.fma(w00, zero);
            t = v11.fma(w01, t);
            t = v12.fma(w02, t);
            t = v20.fma(w10, t);
            t = v21.fma(w11, t);
            t = v22.fma(w12, t);
            t = v30.fma(w20, t);
            t = v31.fma(w21, t);
            t = v32.fma(w22, t);
            t.intoArray(y, to + next);
            s.intoArray(y, to);
            v00 = v01;
            v10 = v11;
            v20 = v21;
            v30 = v31;
            v01 = v02;
            v11 = v12;
            v21 = v22;
            v31 = v32;
            v02 = v03;
            v12 = v13;
            v22 = v23;
            v32 = v33;
        }
        for (; to < end; to += step) {
            FloatVector s = v00.fma(w00, zero);
            s = v01.fma(w01, s);
            s = v02.fma(w02, s);
            s = v10.fma(w10, s);
            s = v11.fma(w11, s);
            s = v12.fma(w12, s);
            s = v20.fma(w20, s);
            s = v21.fma(w21, s);
            s = v22.fma(w22, s);
            FloatVector t = v10.fma(w00, zero);
            t = v11.fma(w01, t);
            t = v12.fma(w02, t);
            t = v20.fma(w10, t);
            t = v21.fma(w11, t);
            t = v22.fma(w12, t);
            t = v30.fma(w20, t);
            t = v31.fma(w21, t);
            t = v32.fma(w22, t);
            t.intoArray(y, to + next);
            s.intoArray(y, to);
            v00 = v01;
            v01 = v02;
            v02 = zero;
            v10 = v11;
            v11 = v12;
            v12 = zero;
            v20 = v21;
            v21 = v22;
            v22 = zero;
            v30 = v31;
            v31 = v32;
            v32 = zero;
        }
    }

    /** All bits, or none. */
    static IntVector mask(boolean inside) {
        return IntVector.fromArray(I32, MASKS, inside ? LANES : 0);
    }

    /** {@code v}, or zeros where it lies outside of the image. */
    static FloatVector inside(FloatVector v, IntVector mask) {
        return v.reinterpretAsInts().and(mask).reinterpretAsFloats();
    }

    /** Column {@code w} of a row of the image, or zeros. */
    static FloatVector column(float[] x, int row, int w, int step, int width) {
        boolean inside = w >= 0 && w < width;
        return fromArray(F32, inside ? x : Tiles.ZEROS, inside ? row + w * step : 0);
    }
}
