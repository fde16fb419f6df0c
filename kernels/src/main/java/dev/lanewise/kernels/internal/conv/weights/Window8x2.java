package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.weights.PixelList.GRADIENT;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** 8 rows x 2 vectors, as {@link Window12x2}: 16 accumulators, 2 columns and 1 broadcast, 19 of 32 vector registers. */
final class Window8x2 {

    private Window8x2() {}

    /** Continues the chains in {@code c}, 8 rows; arguments as in {@link WeightsInPlace}. */
    static void multiply(float[] a, int aOff, float[] b, int[] places, int pixels, float[] c, int cOff) {
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
        for (int p = 0; p < pixels; p++) {
            int i = aOff + places[p];
            int j = places[p + GRADIENT];
            FloatVector ba = fromArray(F32, b, j);
            FloatVector bb = fromArray(F32, b, j + LANES);
            FloatVector v0 = broadcast(F32, a[i]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[i + 1]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[i + 2]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[i + 3]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[i + 4]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[i + 5]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
            FloatVector v6 = broadcast(F32, a[i + 6]);
            c6a = v6.fma(ba, c6a);
            c6b = v6.fma(bb, c6b);
            FloatVector v7 = broadcast(F32, a[i + 7]);
            c7a = v7.fma(ba, c7a);
            c7b = v7.fma(bb, c7b);
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
    }
}
