package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 8 rows x 1 vector whose rows of A lie at 8 places: 8 accumulators, as many as two units with a latency of 4 cycles need;
 * loops as in {@link Places6x4}.
 */
final class Places8x1 {

    private Places8x1() {}

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
        fromOff += ldFrom;
        FloatVector c1a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c2a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c3a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c4a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c5a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c6a = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c7a = fromArray(F32, from, fromOff);
        for (int run = 0; run < runs; run++) {
            for (int p = 0; p < steps; p++) {
                int bp = bOff + p * LANES;
                FloatVector ba = fromArray(F32, b, bp);
                FloatVector v = broadcast(F32, a[a0 + p]);
                c0a = v.fma(ba, c0a);
                v = broadcast(F32, a[a1 + p]);
                c1a = v.fma(ba, c1a);
                v = broadcast(F32, a[a2 + p]);
                c2a = v.fma(ba, c2a);
                v = broadcast(F32, a[a3 + p]);
                c3a = v.fma(ba, c3a);
                v = broadcast(F32, a[a4 + p]);
                c4a = v.fma(ba, c4a);
                v = broadcast(F32, a[a5 + p]);
                c5a = v.fma(ba, c5a);
                v = broadcast(F32, a[a6 + p]);
                c6a = v.fma(ba, c6a);
                v = broadcast(F32, a[a7 + p]);
                c7a = v.fma(ba, c7a);
            }
            a0 += runStep;
            a1 += runStep;
            a2 += runStep;
            a3 += runStep;
            a4 += runStep;
            a5 += runStep;
            a6 += runStep;
            a7 += runStep;
            bOff += steps * LANES;
        }
        c0a.intoArray(c, cOff);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        cOff += ldc;
        c4a.intoArray(c, cOff);
        cOff += ldc;
        c5a.intoArray(c, cOff);
        cOff += ldc;
        c6a.intoArray(c, cOff);
        cOff += ldc;
        c7a.intoArray(c, cOff);
    }
}
