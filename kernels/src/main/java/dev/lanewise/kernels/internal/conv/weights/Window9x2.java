package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.tile.Tiles;
import jdk.incubator.vector.FloatVector;

/**
 * 9 rows x 2 vectors, A and B read where they are: three times three floats, under a row of 3 pixels of 3 channels or under
 * 3 x 3 pixels of one, times 2 vectors of the gradient. 18 accumulators, 2 columns and 1 broadcast fill 21 of 32 vector
 * registers.
 *
 * <pre>
 *                                      b: 2 vectors for each pixel
 *                                     +---------+---------+
 *   a + p * aStep + 0 .. 2            | c0a     | c0b     |  c rows 0 to 2
 *   a + p * aStep + aThird + 0 .. 2   |  ...    |  ...    |  c rows 3 to 5, COLUMNS apart
 *   a + p * aStep + 2 aThird + 0 .. 2 |  ...    |  ...    |  c rows 6 to 8
 *                                     +---------+---------+
 * </pre>
 */
final class Window9x2 {

    private Window9x2() {}

    /**
     * Continues the chains in {@code c} by {@code rows} rows of {@code pixels} pixels.
     *
     * @param a images
     * @param aOff first element under the window row of the first pixel
     * @param aThird elements from one third of the rows to the next
     * @param aStep elements from one pixel to the next
     * @param aRow elements from one row of pixels to the next
     * @param b gradient of the output, {@link Tiles#COLUMNS} elements a pixel, without a gap
     * @param bOff first element of the first pixel
     * @param rows rows of pixels
     * @param pixels pixels of a row
     * @param c sums, 9 rows of {@link Tiles#COLUMNS}
     * @param cOff first of them
     */
    static void multiply(
            float[] a,
            int aOff,
            int aThird,
            int aStep,
            int aRow,
            float[] b,
            int bOff,
            int rows,
            int pixels,
            float[] c,
            int cOff) {
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
        for (int row = 0; row < rows; row++) {
            int at = aOff + row * aRow;
            int middle = at + aThird;
            int last = middle + aThird;
            int end = bOff + pixels * COLUMNS;
            for (; bOff < end; bOff += COLUMNS) {
                FloatVector ba = fromArray(F32, b, bOff);
                FloatVector bb = fromArray(F32, b, bOff + LANES);
                FloatVector v0 = broadcast(F32, a[at]);
                c0a = v0.fma(ba, c0a);
                c0b = v0.fma(bb, c0b);
                FloatVector v1 = broadcast(F32, a[at + 1]);
                c1a = v1.fma(ba, c1a);
                c1b = v1.fma(bb, c1b);
                FloatVector v2 = broadcast(F32, a[at + 2]);
                c2a = v2.fma(ba, c2a);
                c2b = v2.fma(bb, c2b);
                FloatVector v3 = broadcast(F32, a[middle]);
                c3a = v3.fma(ba, c3a);
                c3b = v3.fma(bb, c3b);
                FloatVector v4 = broadcast(F32, a[middle + 1]);
                c4a = v4.fma(ba, c4a);
                c4b = v4.fma(bb, c4b);
                FloatVector v5 = broadcast(F32, a[middle + 2]);
                c5a = v5.fma(ba, c5a);
                c5b = v5.fma(bb, c5b);
                FloatVector v6 = broadcast(F32, a[last]);
                c6a = v6.fma(ba, c6a);
                c6b = v6.fma(bb, c6b);
                FloatVector v7 = broadcast(F32, a[last + 1]);
                c7a = v7.fma(ba, c7a);
                c7b = v7.fma(bb, c7b);
                FloatVector v8 = broadcast(F32, a[last + 2]);
                c8a = v8.fma(ba, c8a);
                c8b = v8.fma(bb, c8b);
                at += aStep;
                middle += aStep;
                last += aStep;
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
    }
}
