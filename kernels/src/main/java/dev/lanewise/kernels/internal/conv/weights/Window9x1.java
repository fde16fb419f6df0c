package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 9 rows x 1 vector, for as many output channels as a vector has lanes: nine consecutive floats, under a row of 3 pixels of 3
 * channels, times a vector of the gradient.
 */
final class Window9x1 {

    private Window9x1() {}

    /** Continues the chains in {@code c}, 9 rows; arguments as in {@link Window9x2#multiply}, vectors instead of pairs. */
    static void multiply(
            float[] a, int aOff, int aStep, int aRow, float[] b, int bOff, int rows, int pixels, float[] c, int cOff) {
        FloatVector c0 = fromArray(F32, c, cOff);
        FloatVector c1 = fromArray(F32, c, cOff + LANES);
        FloatVector c2 = fromArray(F32, c, cOff + 2 * LANES);
        FloatVector c3 = fromArray(F32, c, cOff + 3 * LANES);
        FloatVector c4 = fromArray(F32, c, cOff + 4 * LANES);
        FloatVector c5 = fromArray(F32, c, cOff + 5 * LANES);
        FloatVector c6 = fromArray(F32, c, cOff + 6 * LANES);
        FloatVector c7 = fromArray(F32, c, cOff + 7 * LANES);
        FloatVector c8 = fromArray(F32, c, cOff + 8 * LANES);
        for (int row = 0; row < rows; row++) {
            int at = aOff + row * aRow;
            int end = bOff + pixels * LANES;
            for (; bOff < end; bOff += LANES) {
                FloatVector v = fromArray(F32, b, bOff);
                c0 = broadcast(F32, a[at]).fma(v, c0);
                c1 = broadcast(F32, a[at + 1]).fma(v, c1);
                c2 = broadcast(F32, a[at + 2]).fma(v, c2);
                c3 = broadcast(F32, a[at + 3]).fma(v, c3);
                c4 = broadcast(F32, a[at + 4]).fma(v, c4);
                c5 = broadcast(F32, a[at + 5]).fma(v, c5);
                c6 = broadcast(F32, a[at + 6]).fma(v, c6);
                c7 = broadcast(F32, a[at + 7]).fma(v, c7);
                c8 = broadcast(F32, a[at + 8]).fma(v, c8);
                at += aStep;
            }
        }
        c0.intoArray(c, cOff);
        c1.intoArray(c, cOff + LANES);
        c2.intoArray(c, cOff + 2 * LANES);
        c3.intoArray(c, cOff + 3 * LANES);
        c4.intoArray(c, cOff + 4 * LANES);
        c5.intoArray(c, cOff + 5 * LANES);
        c6.intoArray(c, cOff + 6 * LANES);
        c7.intoArray(c, cOff + 7 * LANES);
        c8.intoArray(c, cOff + 8 * LANES);
    }
}
