package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 24 rows x 1 vector, for as many output channels as a vector has lanes: 24 consecutive floats under a row of the window,
 * times a vector of the gradient. 24 accumulators, 1 column and 1 broadcast fill 26 of 32 vector registers; of
 * {@link Window12x2} such a gradient would use every other one.
 *
 * <pre>
 *                        b: 1 vector for each pixel
 *                       +---------+
 *   a + p * aStep + 0   | c0      |  c row 0
 *   a + p * aStep + 1   | c1      |  c row 1
 *        ...            |  ...    |   LANES apart
 *   a + p * aStep + 23  | c23     |  c row 23
 *                       +---------+
 * </pre>
 */
final class Window24x1 {

    private Window24x1() {}

    /** Continues the chains in {@code c}, 24 rows; arguments as in {@link Window9x2#multiply}, vectors instead of pairs. */
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
        FloatVector c9 = fromArray(F32, c, cOff + 9 * LANES);
        FloatVector c10 = fromArray(F32, c, cOff + 10 * LANES);
        FloatVector c11 = fromArray(F32, c, cOff + 11 * LANES);
        FloatVector c12 = fromArray(F32, c, cOff + 12 * LANES);
        FloatVector c13 = fromArray(F32, c, cOff + 13 * LANES);
        FloatVector c14 = fromArray(F32, c, cOff + 14 * LANES);
        FloatVector c15 = fromArray(F32, c, cOff + 15 * LANES);
        FloatVector c16 = fromArray(F32, c, cOff + 16 * LANES);
        FloatVector c17 = fromArray(F32, c, cOff + 17 * LANES);
        FloatVector c18 = fromArray(F32, c, cOff + 18 * LANES);
        FloatVector c19 = fromArray(F32, c, cOff + 19 * LANES);
        FloatVector c20 = fromArray(F32, c, cOff + 20 * LANES);
        FloatVector c21 = fromArray(F32, c, cOff + 21 * LANES);
        FloatVector c22 = fromArray(F32, c, cOff + 22 * LANES);
        FloatVector c23 = fromArray(F32, c, cOff + 23 * LANES);
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
                c9 = broadcast(F32, a[at + 9]).fma(v, c9);
                c10 = broadcast(F32, a[at + 10]).fma(v, c10);
                c11 = broadcast(F32, a[at + 11]).fma(v, c11);
                c12 = broadcast(F32, a[at + 12]).fma(v, c12);
                c13 = broadcast(F32, a[at + 13]).fma(v, c13);
                c14 = broadcast(F32, a[at + 14]).fma(v, c14);
                c15 = broadcast(F32, a[at + 15]).fma(v, c15);
                c16 = broadcast(F32, a[at + 16]).fma(v, c16);
                c17 = broadcast(F32, a[at + 17]).fma(v, c17);
                c18 = broadcast(F32, a[at + 18]).fma(v, c18);
                c19 = broadcast(F32, a[at + 19]).fma(v, c19);
                c20 = broadcast(F32, a[at + 20]).fma(v, c20);
                c21 = broadcast(F32, a[at + 21]).fma(v, c21);
                c22 = broadcast(F32, a[at + 22]).fma(v, c22);
                c23 = broadcast(F32, a[at + 23]).fma(v, c23);
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
        c9.intoArray(c, cOff + 9 * LANES);
        c10.intoArray(c, cOff + 10 * LANES);
        c11.intoArray(c, cOff + 11 * LANES);
        c12.intoArray(c, cOff + 12 * LANES);
        c13.intoArray(c, cOff + 13 * LANES);
        c14.intoArray(c, cOff + 14 * LANES);
        c15.intoArray(c, cOff + 15 * LANES);
        c16.intoArray(c, cOff + 16 * LANES);
        c17.intoArray(c, cOff + 17 * LANES);
        c18.intoArray(c, cOff + 18 * LANES);
        c19.intoArray(c, cOff + 19 * LANES);
        c20.intoArray(c, cOff + 20 * LANES);
        c21.intoArray(c, cOff + 21 * LANES);
        c22.intoArray(c, cOff + 22 * LANES);
        c23.intoArray(c, cOff + 23 * LANES);
    }
}
