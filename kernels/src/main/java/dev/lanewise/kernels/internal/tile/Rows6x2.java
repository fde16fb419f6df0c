package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 6 rows x 2 vectors, the rows of A {@link Tiles#PITCH} apart: {@link Rows14x2} for 16 vector registers. 12 accumulators,
 * 2 columns and 1 broadcast fill 15 of them.
 *
 * <p>Four steps at a time, because the loop's own instructions take units that multiply. The exits between them, and a
 * fence ({@link MicroKernel}) in the first, where the address of B comes late, keep C2 from reading ahead: 96 to 98
 * instructions for 48 multiply-adds and no spill; 120 and 18 spills without the fence, 31 to 34 for 12 a single step.
 */
final class Rows6x2 {

    private Rows6x2() {}

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
        int end = aOff + steps;
        for (int p = aOff; p < end; p += 4) {
            int bp = bOff + (p - aOff) * COLUMNS;
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector v = broadcast(F32, a[p]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[p + PITCH]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            if (p == aOff - 1) {
                break;
            }
            v = broadcast(F32, a[p + 2 * PITCH]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[p + 3 * PITCH]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[p + 4 * PITCH]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[p + 5 * PITCH]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - 1) {
                break;
            }
            ba = fromArray(F32, b, bp + COLUMNS);
            bb = fromArray(F32, b, bp + COLUMNS + LANES);
            v = broadcast(F32, a[p + 1]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[p + PITCH + 1]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[p + 2 * PITCH + 1]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[p + 3 * PITCH + 1]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[p + 4 * PITCH + 1]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[p + 5 * PITCH + 1]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - 2) {
                break;
            }
            ba = fromArray(F32, b, bp + 2 * COLUMNS);
            bb = fromArray(F32, b, bp + 2 * COLUMNS + LANES);
            v = broadcast(F32, a[p + 2]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[p + PITCH + 2]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[p + 2 * PITCH + 2]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[p + 3 * PITCH + 2]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[p + 4 * PITCH + 2]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[p + 5 * PITCH + 2]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - 3) {
                break;
            }
            ba = fromArray(F32, b, bp + 3 * COLUMNS);
            bb = fromArray(F32, b, bp + 3 * COLUMNS + LANES);
            v = broadcast(F32, a[p + 3]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[p + PITCH + 3]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[p + 2 * PITCH + 3]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[p + 3 * PITCH + 3]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[p + 4 * PITCH + 3]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[p + 5 * PITCH + 3]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
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
    }
}
