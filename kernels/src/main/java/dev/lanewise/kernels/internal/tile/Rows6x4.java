package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.PITCH;
import static dev.lanewise.kernels.internal.tile.Tiles.WIDE_COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 6 rows x 4 vectors, the rows of A {@link Tiles#PITCH} apart: 24 accumulators, 4 columns and 1 broadcast fill 29 of 32
 * vector registers.
 *
 * <pre>
 *                           b: steps rows of 4 vectors
 *                          +-----+-----+-----+-----+
 *   a + 0 * PITCH + p      | c0a | c0b | c0c | c0d |  c row 0
 *        ...               | ... | ... | ... | ... |   ldc apart
 *   a + 5 * PITCH + p      | c5a | c5b | c5c | c5d |  c row 5
 *                          +-----+-----+-----+-----+
 * </pre>
 *
 * <p>A step is 41 instructions for 24 multiply-adds, 51 for 28 in {@link Rows14x2}: more of what a core that is shared with
 * another thread has left goes into multiplying. Two steps at a time would be 77 for 48, but an exit between them that is
 * ever taken, for an odd number of steps, costs more than that.
 */
final class Rows6x4 {

    private Rows6x4() {}

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
        FloatVector c0c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c0d = fromArray(F32, from, fromOff + 3 * LANES);
        fromOff += ldFrom;
        FloatVector c1a = fromArray(F32, from, fromOff);
        FloatVector c1b = fromArray(F32, from, fromOff + LANES);
        FloatVector c1c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c1d = fromArray(F32, from, fromOff + 3 * LANES);
        fromOff += ldFrom;
        FloatVector c2a = fromArray(F32, from, fromOff);
        FloatVector c2b = fromArray(F32, from, fromOff + LANES);
        FloatVector c2c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c2d = fromArray(F32, from, fromOff + 3 * LANES);
        fromOff += ldFrom;
        FloatVector c3a = fromArray(F32, from, fromOff);
        FloatVector c3b = fromArray(F32, from, fromOff + LANES);
        FloatVector c3c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c3d = fromArray(F32, from, fromOff + 3 * LANES);
        fromOff += ldFrom;
        FloatVector c4a = fromArray(F32, from, fromOff);
        FloatVector c4b = fromArray(F32, from, fromOff + LANES);
        FloatVector c4c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c4d = fromArray(F32, from, fromOff + 3 * LANES);
        fromOff += ldFrom;
        FloatVector c5a = fromArray(F32, from, fromOff);
        FloatVector c5b = fromArray(F32, from, fromOff + LANES);
        FloatVector c5c = fromArray(F32, from, fromOff + 2 * LANES);
        FloatVector c5d = fromArray(F32, from, fromOff + 3 * LANES);
        int end = aOff + steps;
        for (int p = aOff; p < end; p++) {
            int bp = bOff + (p - aOff) * WIDE_COLUMNS;
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector bc = fromArray(F32, b, bp + 2 * LANES);
            FloatVector bd = fromArray(F32, b, bp + 3 * LANES);
            FloatVector v = broadcast(F32, a[p]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            c0c = v.fma(bc, c0c);
            c0d = v.fma(bd, c0d);
            v = broadcast(F32, a[p + PITCH]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            c1c = v.fma(bc, c1c);
            c1d = v.fma(bd, c1d);
            v = broadcast(F32, a[p + 2 * PITCH]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            c2c = v.fma(bc, c2c);
            c2d = v.fma(bd, c2d);
            v = broadcast(F32, a[p + 3 * PITCH]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            c3c = v.fma(bc, c3c);
            c3d = v.fma(bd, c3d);
            v = broadcast(F32, a[p + 4 * PITCH]);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            c4c = v.fma(bc, c4c);
            c4d = v.fma(bd, c4d);
            v = broadcast(F32, a[p + 5 * PITCH]);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
            c5c = v.fma(bc, c5c);
            c5d = v.fma(bd, c5d);
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        c0c.intoArray(c, cOff + 2 * LANES);
        c0d.intoArray(c, cOff + 3 * LANES);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        c1b.intoArray(c, cOff + LANES);
        c1c.intoArray(c, cOff + 2 * LANES);
        c1d.intoArray(c, cOff + 3 * LANES);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        c2b.intoArray(c, cOff + LANES);
        c2c.intoArray(c, cOff + 2 * LANES);
        c2d.intoArray(c, cOff + 3 * LANES);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        c3b.intoArray(c, cOff + LANES);
        c3c.intoArray(c, cOff + 2 * LANES);
        c3d.intoArray(c, cOff + 3 * LANES);
        cOff += ldc;
        c4a.intoArray(c, cOff);
        c4b.intoArray(c, cOff + LANES);
        c4c.intoArray(c, cOff + 2 * LANES);
        c4d.intoArray(c, cOff + 3 * LANES);
        cOff += ldc;
        c5a.intoArray(c, cOff);
        c5b.intoArray(c, cOff + LANES);
        c5c.intoArray(c, cOff + 2 * LANES);
        c5d.intoArray(c, cOff + 3 * LANES);
    }
}
