package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 12 rows x 2 vectors, A read where it is: 12 consecutive floats under a row of the window, times 2 vectors of the
 * gradient. 24 accumulators, 2 columns and 1 broadcast fill 27 of 32 vector registers.
 *
 * <pre>
 *                        b: 2 vectors for each pixel
 *                       +---------+---------+
 *   a + p * aStep + 0   | c0a     | c0b     |  c row 0
 *   a + p * aStep + 1   | c1a     | c1b     |  c row 1
 *        ...            |  ...    |  ...    |   COLUMNS apart
 *   a + p * aStep + 11  | c11a    | c11b    |  c row 11
 *                       +---------+---------+
 * </pre>
 */
final class Window12x2 {

    private Window12x2() {}

    /**
     * Continues the chains in {@code c}, 12 rows; arguments as in {@link Window9x2#multiply}. One loop over all
     * pixels is as fast as a loop in a loop here, and C2 compiles it with 34 MB of memory instead of 70.
     */
    static void multiply(
            float[] a, int aOff, int aStep, int aRow, float[] b, int bOff, int rows, int pixels, float[] c, int cOff) {
        FloatVector c0a = fromArray(F32, c, cOff);
        FloatVector c0b = fromArray(F32, c, cOff + LANES);
        FloatVector c1a = fromArray(F32, c, cOff + COLUMNS);
        FloatVector c1b = fromArray(F32, c, cOff + COLUMNS + LANES);
        FloatVector c2a = fromArray(F32, c, cOff + 2 * COLUMNS);
        FloatVector c2b = fromArray(F32, c, cOff + 2 * COLUMNS + LANES);
        FloatVector c3a = fromArray(F32, c, cOff + 3 * COLUMNS);
        FloatVector c3b = fromArray(F32, c, cOff + 3 * COLUMNS + LANES);
        FloatVector c4a = fromArray(F32, c, cOff + 4 * COLUMNS);
        FloatVector c4b = fromArray(F32, c, cOff + 4 * COLUMNS + LANES);
        FloatVector c5a = fromArray(F32, c, cOff + 5 * COLUMNS);
        FloatVector c5b = fromArray(F32, c, cOff + 5 * COLUMNS + LANES);
        FloatVector c6a = fromArray(F32, c, cOff + 6 * COLUMNS);
        FloatVector c6b = fromArray(F32, c, cOff + 6 * COLUMNS + LANES);
        FloatVector c7a = fromArray(F32, c, cOff + 7 * COLUMNS);
        FloatVector c7b = fromArray(F32, c, cOff + 7 * COLUMNS + LANES);
        FloatVector c8a = fromArray(F32, c, cOff + 8 * COLUMNS);
        FloatVector c8b = fromArray(F32, c, cOff + 8 * COLUMNS + LANES);
        FloatVector c9a = fromArray(F32, c, cOff + 9 * COLUMNS);
        FloatVector c9b = fromArray(F32, c, cOff + 9 * COLUMNS + LANES);
        FloatVector c10a = fromArray(F32, c, cOff + 10 * COLUMNS);
        FloatVector c10b = fromArray(F32, c, cOff + 10 * COLUMNS + LANES);
        FloatVector c11a = fromArray(F32, c, cOff + 11 * COLUMNS);
        FloatVector c11b = fromArray(F32, c, cOff + 11 * COLUMNS + LANES);
        int next = aRow - pixels * aStep;
        int end = bOff + rows * pixels * COLUMNS;
        for (int left = pixels; bOff < end; bOff += COLUMNS) {
            FloatVector ba = fromArray(F32, b, bOff);
            FloatVector bb = fromArray(F32, b, bOff + LANES);
            FloatVector v0 = broadcast(F32, a[aOff]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[aOff + 1]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[aOff + 2]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[aOff + 3]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[aOff + 4]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[aOff + 5]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
            FloatVector v6 = broadcast(F32, a[aOff + 6]);
            c6a = v6.fma(ba, c6a);
            c6b = v6.fma(bb, c6b);
            FloatVector v7 = broadcast(F32, a[aOff + 7]);
            c7a = v7.fma(ba, c7a);
            c7b = v7.fma(bb, c7b);
            FloatVector v8 = broadcast(F32, a[aOff + 8]);
            c8a = v8.fma(ba, c8a);
            c8b = v8.fma(bb, c8b);
            FloatVector v9 = broadcast(F32, a[aOff + 9]);
            c9a = v9.fma(ba, c9a);
            c9b = v9.fma(bb, c9b);
            FloatVector v10 = broadcast(F32, a[aOff + 10]);
            c10a = v10.fma(ba, c10a);
            c10b = v10.fma(bb, c10b);
            FloatVector v11 = broadcast(F32, a[aOff + 11]);
            c11a = v11.fma(ba, c11a);
            c11b = v11.fma(bb, c11b);
            aOff += aStep;
            if (--left == 0) {
                left = pixels;
                aOff += next;
            }
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        c1a.intoArray(c, cOff + COLUMNS);
        c1b.intoArray(c, cOff + COLUMNS + LANES);
        c2a.intoArray(c, cOff + 2 * COLUMNS);
        c2b.intoArray(c, cOff + 2 * COLUMNS + LANES);
        c3a.intoArray(c, cOff + 3 * COLUMNS);
        c3b.intoArray(c, cOff + 3 * COLUMNS + LANES);
        c4a.intoArray(c, cOff + 4 * COLUMNS);
        c4b.intoArray(c, cOff + 4 * COLUMNS + LANES);
        c5a.intoArray(c, cOff + 5 * COLUMNS);
        c5b.intoArray(c, cOff + 5 * COLUMNS + LANES);
        c6a.intoArray(c, cOff + 6 * COLUMNS);
        c6b.intoArray(c, cOff + 6 * COLUMNS + LANES);
        c7a.intoArray(c, cOff + 7 * COLUMNS);
        c7b.intoArray(c, cOff + 7 * COLUMNS + LANES);
        c8a.intoArray(c, cOff + 8 * COLUMNS);
        c8b.intoArray(c, cOff + 8 * COLUMNS + LANES);
        c9a.intoArray(c, cOff + 9 * COLUMNS);
        c9b.intoArray(c, cOff + 9 * COLUMNS + LANES);
        c10a.intoArray(c, cOff + 10 * COLUMNS);
        c10b.intoArray(c, cOff + 10 * COLUMNS + LANES);
        c11a.intoArray(c, cOff + 11 * COLUMNS);
        c11b.intoArray(c, cOff + 11 * COLUMNS + LANES);
    }
}
