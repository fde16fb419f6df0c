package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.data.PixelRows.APART;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 8 rows x 2 vectors, the patches of 8 neighbouring pixels where they lie in the images: 16 accumulators, 2 columns and 1
 * broadcast fill 19 of 32 vector registers. For what 12 rows leave of a row; 98 GFLOP/s over 27 steps where they reach 115.
 *
 * <pre>
 *                                b: steps rows of 2 vectors
 *                               +---------+---------+
 *   a + at[p] + 0 * APART       | c0a     | c0b     |  c row 0
 *        ...                    |  ...    |  ...    |   ldc apart
 *   a + at[p] + 7 * APART       | c7a     | c7b     |  c row 7
 *                               +---------+---------+
 * </pre>
 */
final class Pixels8x2 {

    private Pixels8x2() {}

    /** Multiplies one tile; arguments as {@link PixelRows} says them. */
    static void multiply(float[] a, int aOff, int[] at, int steps, float[] b, int bOff, float[] c, int cOff, int ldc) {
        FloatVector zero = FloatVector.zero(F32);
        FloatVector c0a = zero;
        FloatVector c0b = zero;
        FloatVector c1a = zero;
        FloatVector c1b = zero;
        FloatVector c2a = zero;
        FloatVector c2b = zero;
        FloatVector c3a = zero;
        FloatVector c3b = zero;
        FloatVector c4a = zero;
        FloatVector c4b = zero;
        FloatVector c5a = zero;
        FloatVector c5b = zero;
        FloatVector c6a = zero;
        FloatVector c6b = zero;
        FloatVector c7a = zero;
        FloatVector c7b = zero;
        for (int p = 0; p < steps; p++) {
            int i = aOff + at[p];
            FloatVector ba = fromArray(F32, b, bOff + p * COLUMNS);
            FloatVector bb = fromArray(F32, b, bOff + p * COLUMNS + LANES);
            FloatVector v0 = broadcast(F32, a[i]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[i + APART]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[i + 2 * APART]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[i + 3 * APART]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[i + 4 * APART]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[i + 5 * APART]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
            FloatVector v6 = broadcast(F32, a[i + 6 * APART]);
            c6a = v6.fma(ba, c6a);
            c6b = v6.fma(bb, c6b);
            FloatVector v7 = broadcast(F32, a[i + 7 * APART]);
            c7a = v7.fma(ba, c7a);
            c7b = v7.fma(bb, c7b);
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        c1b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        c2b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        c3b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c4a.intoArray(c, cOff);
        c4b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c5a.intoArray(c, cOff);
        c5b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c6a.intoArray(c, cOff);
        c6b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c7a.intoArray(c, cOff);
        c7b.intoArray(c, cOff + LANES);
    }
}
