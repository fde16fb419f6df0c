package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.weights.PixelList.GRADIENT;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/** 4 rows x 2 vectors, as {@link Window12x2}, for 16 vector registers: 8 accumulators, 2 columns and 1 broadcast. */
final class Window4x2 {

    private Window4x2() {}

    /** Continues the chains in {@code c}, 4 rows; arguments as in {@link WeightsInPlace}. */
    static void multiply(float[] a, int aOff, float[] b, int[] places, int pixels, float[] c, int cOff) {
        FloatVector c0a = fromArray(F32, c, cOff);
        FloatVector c0b = fromArray(F32, c, cOff + LANES);
        FloatVector c1a = fromArray(F32, c, cOff + COLUMNS);
        FloatVector c1b = fromArray(F32, c, cOff + COLUMNS + LANES);
        FloatVector c2a = fromArray(F32, c, cOff + 2 * COLUMNS);
        FloatVector c2b = fromArray(F32, c, cOff + 2 * COLUMNS + LANES);
        FloatVector c3a = fromArray(F32, c, cOff + 3 * COLUMNS);
        FloatVector c3b = fromArray(F32, c, cOff + 3 * COLUMNS + LANES);
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
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        c1a.intoArray(c, cOff + COLUMNS);
        c1b.intoArray(c, cOff + COLUMNS + LANES);
        c2a.intoArray(c, cOff + 2 * COLUMNS);
        c2b.intoArray(c, cOff + 2 * COLUMNS + LANES);
        c3a.intoArray(c, cOff + 3 * COLUMNS);
        c3b.intoArray(c, cOff + 3 * COLUMNS + LANES);
    }
}
