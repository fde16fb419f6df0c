package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.depthwise.DepthwiseStage.CHANNELS;
import static dev.lanewise.kernels.internal.conv.depthwise.DepthwiseStage.PITCH;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Two output pixels of two rows of a depthwise 3x3 convolution with stride 1, one vector of channels after the other, over
 * a {@link DepthwiseStage}.
 *
 * <pre>
 *   a0 a1 a2 a3       s t
 *   b0 b1 b2 b3       u v
 *   c0 c1 c2 c3
 *   d0 d1 d2 d3
 * </pre>
 */
final class Depthwise3x3Tile {

    private Depthwise3x3Tile() {}

    /**
     * {@code y[to + i * next + j * step + l] = sum over (p, q) of row_(i + p)[(j + q) * PITCH + l] * stage[w + (3 p + q) *
     * PITCH + l]} for i and j in 0 .. 1, a chain over the taps from +0.
     *
     * @param stage rows of the image and the weights, a pixel, or tap, every {@link DepthwiseStage#PITCH} floats
     * @param a first element under the window of the first pixel; {@code b}, {@code c} and {@code d} likewise of the next rows
     * @param w first weight
     * @param y result
     * @param to first element of the first pixel
     * @param step from there to the next pixel
     * @param next from there to the second row, or 0 if there is no second
     */
    static void forward(float[] stage, int a, int b, int c, int d, int w, float[] y, int to, int step, int next) {
        FloatVector zero = FloatVector.zero(F32);
        for (int l = 0; l < CHANNELS; l += LANES) {
            FloatVector a0 = fromArray(F32, stage, a + l);
            FloatVector a1 = fromArray(F32, stage, a + PITCH + l);
            FloatVector a2 = fromArray(F32, stage, a + 2 * PITCH + l);
            FloatVector a3 = fromArray(F32, stage, a + 3 * PITCH + l);
            FloatVector b0 = fromArray(F32, stage, b + l);
            FloatVector b1 = fromArray(F32, stage, b + PITCH + l);
            FloatVector b2 = fromArray(F32, stage, b + 2 * PITCH + l);
            FloatVector b3 = fromArray(F32, stage, b + 3 * PITCH + l);
            FloatVector k = fromArray(F32, stage, w + l);
            FloatVector s = a0.fma(k, zero);
            FloatVector t = a1.fma(k, zero);
            FloatVector u = b0.fma(k, zero);
            FloatVector v = b1.fma(k, zero);
            k = fromArray(F32, stage, w + PITCH + l);
            s = a1.fma(k, s);
            t = a2.fma(k, t);
            u = b1.fma(k, u);
            v = b2.fma(k, v);
            k = fromArray(F32, stage, w + 2 * PITCH + l);
            s = a2.fma(k, s);
            t = a3.fma(k, t);
            u = b2.fma(k, u);
            v = b3.fma(k, v);
            FloatVector c0 = fromArray(F32, stage, c + l);
            FloatVector c1 = fromArray(F32, stage, c + PITCH + l);
            FloatVector c2 = fromArray(F32, stage, c + 2 * PITCH + l);
            FloatVector c3 = fromArray(F32, stage, c + 3 * PITCH + l);
            k = fromArray(F32, stage, w + 3 * PITCH + l);
            s = b0.fma(k, s);
            t = b1.fma(k, t);
            u = c0.fma(k, u);
            v = c1.fma(k, v);
            k = fromArray(F32, stage, w + 4 * PITCH + l);
            s = b1.fma(k, s);
            t = b2.fma(k, t);
            u = c1.fma(k, u);
            v = c2.fma(k, v);
            k = fromArray(F32, stage, w + 5 * PITCH + l);
            s = b2.fma(k, s);
            t = b3.fma(k, t);
            u = c2.fma(k, u);
            v = c3.fma(k, v);
            k = fromArray(F32, stage, w + 6 * PITCH + l);
            s = c0.fma(k, s);
            t = c1.fma(k, t);
            u = fromArray(F32, stage, d + l).fma(k, u);
            FloatVector d1 = fromArray(F32, stage, d + PITCH + l);
            v = d1.fma(k, v);
            k = fromArray(F32, stage, w + 7 * PITCH + l);
            s = c1.fma(k, s);
            t = c2.fma(k, t);
            u = d1.fma(k, u);
            FloatVector d2 = fromArray(F32, stage, d + 2 * PITCH + l);
            v = d2.fma(k, v);
            k = fromArray(F32, stage, w + 8 * PITCH + l);
            s = c2.fma(k, s);
            t = c3.fma(k, t);
            u = d2.fma(k, u);
            v = fromArray(F32, stage, d + 3 * PITCH + l).fma(k, v);
            u.intoArray(y, to + next + l);
            v.intoArray(y, to + next + step + l);
            s.intoArray(y, to + l);
            t.intoArray(y, to + step + l);
        }
    }
}
