package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 6 rows x 4 vectors whose rows of A lie at 6 places: 24 accumulators, 4 columns and 1 broadcast in 29 of 32 vector
 * registers, 8 addresses in integer registers. Two loops, over runs and over their steps, so that the sums stay where they
 * are from one row of the window to the next.
 */
final class Places6x4 {

    private Places6x4() {}

    /** Multiplies one tile; arguments as in {@link PlaceTiles}. */
    static void multiply(
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int a4,
            int a5,
            int runs,
            int runStep,
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
        for (int run = 0; run < runs; run++) {
            for (int p = 0; p < steps; p++) {
                int bp = bOff + p * Tiles.WIDE_COLUMNS;
                FloatVector ba = fromArray(F32, b, bp);
                FloatVector bb = fromArray(F32, b, bp + LANES);
                FloatVector bc = fromArray(F32, b, bp + 2 * LANES);
                FloatVector bd = fromArray(F32, b, bp + 3 * LANES);
                FloatVector v = broadcast(F32, a[a0 + p]);
                c0a = v.fma(ba, c0a);
                c0b = v.fma(bb, c0b);
                c0c = v.fma(bc, c0c);
                c0d = v.fma(bd, c0d);
                v = broadcast(F32, a[a1 + p]);
                c1a = v.fma(ba, c1a);
                c1b = v.fma(bb, c1b);
                c1c = v.fma(bc, c1c);
                c1d = v.fma(bd, c1d);
                v = broadcast(F32, a[a2 + p]);
                c2a = v.fma(ba, c2a);
                c2b = v.fma(bb, c2b);
                c2c = v.fma(bc, c2c);
                c2d = v.fma(bd, c2d);
                v = broadcast(F32, a[a3 + p]);
                c3a = v.fma(ba, c3a);
                c3b = v.fma(bb, c3b);
                c3c = v.fma(bc, c3c);
                c3d = v.fma(bd, c3d);
                v = broadcast(F32, a[a4 + p]);
                c4a = v.fma(ba, c4a);
                c4b = v.fma(bb, c4b);
                c4c = v.fma(bc, c4c);
                c4d = v.fma(bd, c4d);
                v = broadcast(F32, a[a5 + p]);
                c5a = v.fma(ba, c5a);
                c5b = v.fma(bb, c5b);
                c5c = v.fma(bc, c5c);
                c5d = v.fma(bd, c5d);
            }
            a0 += runStep;
            a1 += runStep;
            a2 += runStep;
            a3 += runStep;
            a4 += runStep;
            a5 += runStep;
            bOff += steps * Tiles.WIDE_COLUMNS;
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
