package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 8 rows x 1 vector of C, A and B where they lie: 8 accumulators, as many as two units with a latency of 4 cycles need.
 *
 * <p>The outer loop has one turn. With it C2 keeps the places of the rows in registers, without it some of them are fetched
 * for each step (65x16x65 on Zen 5, JDK 25.0.3: 123 and 162 GFLOP/s, 1760x16x1760 135 and 177).
 */
final class InPlace8x1 {

    private InPlace8x1() {}

    /** Multiplies one tile; arguments as in {@link InPlace}. */
    static void multiply(
            float[] a, int aOff, int lda, int steps, float[] b, int bOff, int ldb, float[] c, int cOff, int ldc) {
        FloatVector c0a = FloatVector.zero(F32);
        FloatVector c1a = FloatVector.zero(F32);
        FloatVector c2a = FloatVector.zero(F32);
        FloatVector c3a = FloatVector.zero(F32);
        FloatVector c4a = FloatVector.zero(F32);
        FloatVector c5a = FloatVector.zero(F32);
        FloatVector c6a = FloatVector.zero(F32);
        FloatVector c7a = FloatVector.zero(F32);
        int a1 = aOff + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        int a7 = a6 + lda;
        for (int turn = 0, turns = Math.min(1, steps); turn < turns; turn++) {
            for (int p = 0, bp = bOff; p < steps; p++, bp += ldb) {
                FloatVector ba = fromArray(F32, b, bp);
                FloatVector v = broadcast(F32, a[aOff + p]);
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
