package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The 3x3 window of a depthwise convolution with stride 1, one vector of channels. It slides along two output rows at once:
 * the vectors under their windows stay in registers, and so do the nine weights.
 *
 * <pre>
 *   v00 v01 v02  &lt;- stage    a column enters for every output pixel,
 *   v10 v11 v12  &lt;- stage    then v_0 = v_1, v_1 = v_2
 *   v20 v21 v22  &lt;- x        and goes on to the stage, for the next two output rows
 *   v30 v31 v32  &lt;- x
 * </pre>
 *
 * <p>So each pixel of an image is read once, in place, and nothing that is read again depends on how far pixels lie apart: with
 * a power of two of channels they share few sets of the first-level cache, which the stage, two vectors a column, fills
 * evenly. The loop counts along the stage, because C2 takes the checks of an index out of a loop only where its distance
 * from the counter has a constant factor.
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
     * {@code y[to + p * step + l] = sum over (i, j) of row_i[(p + j - left) * step + l] * weights[w0 + (3 i + j) * wStep + l]},
     * a chain over the taps from +0; the second output row likewise, one row of the image further down.
     *
     * @param stage the first two rows; those of the next two output rows afterwards
     * @param s0 first element of the stage
     * @param x images
     * @param at first pixel of the image's row under the third row, or any row if not {@code third}
     * @param below from there to the fourth row, which the second output row alone reads, or 0 if not {@code fourth}
     * @param third whether the third row lies inside of the image; otherwise it is zeros
     * @param fourth likewise
     * @param width pixels of a row of the image
     * @param left columns of zeros on the left, at most {@link #MAX_LEFT}; negative where columns are left out
     * @param weights one value a tap and channel
     * @param w0 first weight
     * @param wStep elements from one tap to the next
     * @param y result
     * @param to first element of the first output row
     * @param next from there to the second output row, or 0 if there is no second
     * @param step elements from one pixel to the next, of the image and of the result
     * @param pixels output pixels
     */
    static void forward(
            float[] stage,
            int s0,
            float[] x,
            int at,
            int below,
            boolean third,
            boolean fourth,
            int width,
            int left,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int to,
            int next,
            int step,
            int pixels) {
        IntVector in2 = mask(third);
        IntVector in3 = mask(fourth);
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
        FloatVector v10 = fromArray(F32, stage, s0 + LANES);
        FloatVector v20 = inside(column(x, at, -left, step, width), in2);
        FloatVector v30 = inside(column(x, at + below, -left, step, width), in3);
        FloatVector v01 = fromArray(F32, stage, s0 + 2 * LANES);
        FloatVector v11 = fromArray(F32, stage, s0 + 3 * LANES);
        FloatVector v21 = inside(column(x, at, 1 - left, step, width), in2);
        FloatVector v31 = inside(column(x, at + below, 1 - left, step, width), in3);
        v20.intoArray(stage, s0);
        v30.intoArray(stage, s0 + LANES);
        v21.intoArray(stage, s0 + 2 * LANES);
        v31.intoArray(stage, s0 + 3 * LANES);
        s0 += 4 * LANES;
        at += (2 - left) * step;
        int columns = Math.clamp(width - 2 + left, 0, pixels);
        int end = s0 + 2 * columns * LANES;
        for (int q = s0; q < end; q += 2 * LANES, at += step, to += step) {
            FloatVector v02 = fromArray(F32, stage, q);
            FloatVector v12 = fromArray(F32, stage, q + LANES);
            FloatVector v22 = inside(fromArray(F32, x, at), in2);
            FloatVector v32 = inside(fromArray(F32, x, at + below), in3);
            v22.intoArray(stage, q);
            v32.intoArray(stage, q + LANES);
            FloatVector s = v00.fma(w00, zero);
            FloatVector t = v10.fma(w00, zero);
            s = v01.fma(w01, s);
            t = v11.fma(w01, t);
            s = v02.fma(w02, s);
            t = v12.fma(w02, t);
            s = v10.fma(w10, s);
            t = v20.fma(w10, t);
            s = v11.fma(w11, s);
            t = v21.fma(w11, t);
            s = v12.fma(w12, s);
            t = v22.fma(w12, t);
            s = v20.fma(w20, s);
            t = v30.fma(w20, t);
            s = v21.fma(w21, s);
            t = v31.fma(w21, t);
            s = v22.fma(w22, s);
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
        }
        for (; columns < pixels; columns++, to += step) {
            FloatVector s = v00.fma(w00, zero);
            FloatVector t = v10.fma(w00, zero);
            s = v01.fma(w01, s);
            t = v11.fma(w01, t);
            s = zero.fma(w02, s);
            t = zero.fma(w02, t);
            s = v10.fma(w10, s);
            t = v20.fma(w10, t);
            s = v11.fma(w11, s);
            t = v21.fma(w11, t);
            s = zero.fma(w12, s);
            t = zero.fma(w12, t);
            s = v20.fma(w20, s);
            t = v30.fma(w20, t);
            s = v21.fma(w21, s);
            t = v31.fma(w21, t);
            s = zero.fma(w22, s);
            t = zero.fma(w22, t);
            t.intoArray(y, to + next);
            s.intoArray(y, to);
            v00 = v01;
            v10 = v11;
            v20 = v21;
            v30 = v31;
            v01 = zero;
            v11 = zero;
            v21 = zero;
            v31 = zero;
        }
    }

    /** Lays a row of the image, or of zeros, into a stage whose columns are {@code pitch} apart; arguments as above. */
    static void fill(float[] stage, int s0, int pitch, float[] x, int at, int step, int width, int left, int columns) {
        for (int q = 0; q < columns; q++) {
            column(x, at, q - left, step, width).intoArray(stage, s0 + q * pitch);
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
        return fromArray(F32, inside ? x : Tiles.zeros(), inside ? row + w * step : 0);
    }
}
