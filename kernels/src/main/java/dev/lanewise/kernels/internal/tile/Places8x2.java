package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 8 rows x 2 vectors whose rows of A lie at 8 places: 16 accumulators, 2 columns and 1 broadcast, 10 addresses in integer
 * registers; loops as in {@link Places6x4}.
 */
final class Places8x2 {

    private Places8x2() {}

    /** Multiplies one tile; arguments as in {@link PlaceTiles}. */
    static void multiply(
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int a4,
            int a5,
            int a6,
            int a7,
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
        for (int run = 0; run < runs; run++) {
            for (int p = 0; p < steps; p++) {
                int bp = bOff + p * Tiles.COLUMNS;
                FloatVector ba = fromArray(F32, b, bp);
                FloatVector bb = fromArray(F32, b, bp + LANES);
                FloatVector v = broadcast(F32, a[a0 + p]);
                c0a = v.fma(ba, c0a);
                c0b = v.fma(bb, c0b);
                v = broadcast(F32, a[a1 + p]);
                c1a = v.fma(ba, c1a);
                c1b = v.fma(bb, c1b);
                v = broadcast(F32, a[a2 + p]);
                c2a = v.fma(ba, c2a);
                c2b = v.fma(bb, c2b);
                v = broadcast(F32, a[a3 + p]);
                c3a = v.fma(ba, c3a);
                c3b = v.fma(bb, c3b);
                v = broadcast(F32, a[a4 + p]);
                c4a = v.fma(ba, c4a);
                c4b = v.fma(bb, c4b);
                v = broadcast(F32, a[a5 + p]);
                c5a = v.fma(ba, c5a);
                c5b = v.fma(bb, c5b);
                v = broadcast(F32, a[a6 + p]);
                c6a = v.fma(ba, c6a);
                c6b = v.fma(bb, c6b);
                v = broadcast(F32, a[a7 + p]);
                c7a = v.fma(ba, c7a);
                c7b = v.fma(bb, c7b);
            }
            a0 += runStep;
            a1 += runStep;
            a2 += runStep;
            a3 += runStep;
            a4 += runStep;
            a5 += runStep;
            a6 += runStep;
            a7 += runStep;
            bOff += steps * Tiles.COLUMNS;
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
