package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.conv.data.PixelRows.APART;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 4 rows x 2 vectors, the patches of 4 neighbouring pixels where they lie in the images: 8 accumulators, 2 columns and 1
 * broadcast fill 11 of 16 vector registers. The other tiles need 32.
 *
 * <pre>
 *                                b: steps rows of 2 vectors
 *                               +---------+---------+
 *   a + at[p] + 0 * APART       | c0a     | c0b     |  c row 0
 *        ...                    |  ...    |  ...    |   ldc apart
 *   a + at[p] + 3 * APART       | c3a     | c3b     |  c row 3
 *                               +---------+---------+
 * </pre>
 */
final class Pixels4x2 {

    private Pixels4x2() {}

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
    }
}
