package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 6 rows x 2 vectors, the rows of A side by side: {@link Outer14x2} for 16 vector registers. 12 accumulators, 2 columns and
 * 1 broadcast fill 15 of them. Four steps at a time, exits and a fence, as in {@link Rows6x2}: 94 instructions for 48
 * multiply-adds and no spill. Without the fence the same, or 114 and 16 spills, by how often C2 has seen the exits taken.
 */
final class Outer6x2 {

    /** What the loop counts by: the index of one operand is its counter ({@link MicroKernel}). */
    private static final int UNIT = Math.min(STEP, COLUMNS);

    private Outer6x2() {}

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
        int start = STEP <= COLUMNS ? aOff : bOff;
        int end = start + steps * UNIT;
        for (int p = start; p < end; p += 4 * UNIT) {
            int ap = aOff + (p - start) * (STEP / UNIT);
            int bp = bOff + (p - start) * (COLUMNS / UNIT);
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector v = broadcast(F32, a[ap]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[ap + 1]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            if (p == start - 1) {
                break;
            }
            v = broadcast(F32, a[ap + 2]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[ap + 3]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[ap + 4]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[ap + 5]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - UNIT) {
                break;
            }
            ba = fromArray(F32, b, bp + COLUMNS);
            bb = fromArray(F32, b, bp + COLUMNS + LANES);
            v = broadcast(F32, a[ap + STEP]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[ap + STEP + 1]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[ap + STEP + 2]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[ap + STEP + 3]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[ap + STEP + 4]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[ap + STEP + 5]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - 2 * UNIT) {
                break;
            }
            ba = fromArray(F32, b, bp + 2 * COLUMNS);
            bb = fromArray(F32, b, bp + 2 * COLUMNS + LANES);
            v = broadcast(F32, a[ap + 2 * STEP]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[ap + 2 * STEP + 1]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[ap + 2 * STEP + 2]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[ap + 2 * STEP + 3]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[ap + 2 * STEP + 4]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[ap + 2 * STEP + 5]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            if (p == end - 3 * UNIT) {
                break;
            }
            ba = fromArray(F32, b, bp + 3 * COLUMNS);
            bb = fromArray(F32, b, bp + 3 * COLUMNS + LANES);
            v = broadcast(F32, a[ap + 3 * STEP]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = broadcast(F32, a[ap + 3 * STEP + 1]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = broadcast(F32, a[ap + 3 * STEP + 2]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = broadcast(F32, a[ap + 3 * STEP + 3]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = broadcast(F32, a[ap + 3 * STEP + 4]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = broadcast(F32, a[ap + 3 * STEP + 5]);
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
