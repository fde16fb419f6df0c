package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 4 rows x 2 vectors, the rows of A side by side: the tile at the end of a matrix ({@link Tiles#FEW_ROWS}). 8 accumulators
 * and 2 columns leave 6 of 16 vector registers for broadcasts, which C2 likes to move ahead of the multiply-adds.
 */
final class Outer4x2 {

    /** What the loop counts by: the index of one operand is its counter ({@link MicroKernel}). */
    private static final int UNIT = Math.min(STEP, COLUMNS);

    private Outer4x2() {}

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
