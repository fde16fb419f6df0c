package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 14 rows x 2 vectors, the rows of A side by side: 28 accumulators, 2 columns and 1 broadcast fill 31 of 32 vector
 * registers.
 *
 * <pre>
 *                           b: steps rows of 2 vectors
 *                          +---------+---------+
 *   a + p * STEP + 0       | c0a     | c0b     |  c row 0
 *   a + p * STEP + 1       | c1a     | c1b     |  c row 1
 *        ...               |  ...    |  ...    |   ldc apart
 *   a + p * STEP + 13      | c13a    | c13b    |  c row 13
 *                          +---------+---------+
 * </pre>
 */
final class Outer14x2 {

    /** What the loop counts by: the index of one operand is its counter ({@link MicroKernel}). */
    private static final int UNIT = Math.min(STEP, COLUMNS);

    /** Whether a step is cut in two ({@link MicroKernel}): at 128 bits, 25 loads and stores of spilled sums, or 2. */
    private static final boolean FENCED = STEP > COLUMNS;

    private Outer14x2() {}

    /** Multiplies one tile; arguments as in {@link MicroKernel}. */
    static void multiply(
            float[] a,
            int aOff,
            int steps,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int ldc,
            float[] from,
            int fromOff,
            int ldFrom) {
        FloatVector c0a = fromArray(F32, from, fromOff);
        FloatVector c0b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c1a = fromArray(F32, from, fromOff);
        FloatVector c1b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c2a = fromArray(F32, from, fromOff);
        FloatVector c2b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c3a = fromArray(F32, from, fromOff);
        FloatVector c3b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c4a = fromArray(F32, from, fromOff);
        FloatVector c4b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c5a = fromArray(F32, from, fromOff);
        FloatVector c5b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c6a = fromArray(F32, from, fromOff);
        FloatVector c6b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c7a = fromArray(F32, from, fromOff);
        FloatVector c7b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c8a = fromArray(F32, from, fromOff);
        FloatVector c8b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c9a = fromArray(F32, from, fromOff);
        FloatVector c9b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c10a = fromArray(F32, from, fromOff);
        FloatVector c10b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c11a = fromArray(F32, from, fromOff);
        FloatVector c11b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c12a = fromArray(F32, from, fromOff);
        FloatVector c12b = fromArray(F32, from, fromOff + LANES);
        fromOff += ldFrom;
        FloatVector c13a = fromArray(F32, from, fromOff);
        FloatVector c13b = fromArray(F32, from, fromOff + LANES);
        int start = STEP <= COLUMNS ? aOff : bOff;
        int end = start + steps * UNIT;
        for (int p = start; p < end; p += UNIT) {
            int ap = aOff + (p - start) * (STEP / UNIT);
            int bp = bOff + (p - start) * (COLUMNS / UNIT);
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector v0 = broadcast(F32, a[ap]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[ap + 1]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[ap + 2]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[ap + 3]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[ap + 4]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[ap + 5]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
            FloatVector v6 = broadcast(F32, a[ap + 6]);
            c6a = v6.fma(ba, c6a);
            c6b = v6.fma(bb, c6b);
            if (FENCED && p == start - 1) {
                break;
            }
            FloatVector v7 = broadcast(F32, a[ap + 7]);
            c7a = v7.fma(ba, c7a);
            c7b = v7.fma(bb, c7b);
            FloatVector v8 = broadcast(F32, a[ap + 8]);
            c8a = v8.fma(ba, c8a);
            c8b = v8.fma(bb, c8b);
            FloatVector v9 = broadcast(F32, a[ap + 9]);
            c9a = v9.fma(ba, c9a);
            c9b = v9.fma(bb, c9b);
            FloatVector v10 = broadcast(F32, a[ap + 10]);
            c10a = v10.fma(ba, c10a);
            c10b = v10.fma(bb, c10b);
            FloatVector v11 = broadcast(F32, a[ap + 11]);
            c11a = v11.fma(ba, c11a);
            c11b = v11.fma(bb, c11b);
            FloatVector v12 = broadcast(F32, a[ap + 12]);
            c12a = v12.fma(ba, c12a);
            c12b = v12.fma(bb, c12b);
            FloatVector v13 = broadcast(F32, a[ap + 13]);
            c13a = v13.fma(ba, c13a);
            c13b = v13.fma(bb, c13b);
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
        cOff += ldc;
        c8a.intoArray(c, cOff);
        c8b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c9a.intoArray(c, cOff);
        c9b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c10a.intoArray(c, cOff);
        c10b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c11a.intoArray(c, cOff);
        c11b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c12a.intoArray(c, cOff);
        c12b.intoArray(c, cOff + LANES);
        cOff += ldc;
        c13a.intoArray(c, cOff);
        c13b.intoArray(c, cOff + LANES);
    }
}
