package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.weights.PixelList.GRADIENT;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 12 rows x 2 vectors, A read where it is: 12 consecutive floats of what each pixel reads, times 2 vectors of its gradient.
 * 24 accumulators, 2 columns and 1 broadcast fill 27 of 32 vector registers.
 *
 * <pre>
 *                    b of pixel: 2 vectors
 *                   +---------+---------+
 *   a of pixel + 0  | c0a     | c0b     |  c row 0
 *   a of pixel + 1  | c1a     | c1b     |  c row 1
 *        ...        |  ...    |  ...    |   COLUMNS apart
 *   a of pixel + 11 | c11a    | c11b    |  c row 11
 *                   +---------+---------+
 * </pre>
 *
 * <p>Where pixels and gradients lie comes from one table: with two, or with a distance for the gradients beside it, C2 keeps
 * an address in a vector register, and a step takes 16 cycles instead of 13 (Zen 5, JDK 25.0.3).
 */
final class Window12x2 {

    private Window12x2() {}

    /** Continues the chains in {@code c}, 12 rows; arguments as in {@link WeightsInPlace}. */
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
        FloatVector c8a = fromArray(F32, c, cOff + 8 * COLUMNS);
        FloatVector c8b = fromArray(F32, c, cOff + 8 * COLUMNS + LANES);
        FloatVector c9a = fromArray(F32, c, cOff + 9 * COLUMNS);
        FloatVector c9b = fromArray(F32, c, cOff + 9 * COLUMNS + LANES);
        FloatVector c10a = fromArray(F32, c, cOff + 10 * COLUMNS);
        FloatVector c10b = fromArray(F32, c, cOff + 10 * COLUMNS + LANES);
        FloatVector c11a = fromArray(F32, c, cOff + 11 * COLUMNS);
        FloatVector c11b = fromArray(F32, c, cOff + 11 * COLUMNS + LANES);
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
            FloatVector v8 = broadcast(F32, a[i + 8]);
            c8a = v8.fma(ba, c8a);
            c8b = v8.fma(bb, c8b);
            FloatVector v9 = broadcast(F32, a[i + 9]);
            c9a = v9.fma(ba, c9a);
            c9b = v9.fma(bb, c9b);
            FloatVector v10 = broadcast(F32, a[i + 10]);
            c10a = v10.fma(ba, c10a);
            c10b = v10.fma(bb, c10b);
            FloatVector v11 = broadcast(F32, a[i + 11]);
            c11a = v11.fma(ba, c11a);
            c11b = v11.fma(bb, c11b);
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
