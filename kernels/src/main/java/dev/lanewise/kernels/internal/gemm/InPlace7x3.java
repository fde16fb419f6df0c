package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 7 rows x 3 vectors of C, A and B where they lie: 21 accumulators, 3 columns and 1 broadcast. The two loops as in
 * {@link InPlace8x1} (48x48x48 on Zen 5, JDK 25.0.3: 229 and 230 GFLOP/s with one and with two, 33x33x33 132 and 146).
 */
final class InPlace7x3 {

    private InPlace7x3() {}

    /** Multiplies one tile; arguments as in {@link InPlace}. */
    static void multiply(
            float[] a,
            int aOff,
            int lda,
            int steps,
            float[] b,
            int bOff,
            int ldb,
            int last,
            float[] c,
            int cOff,
            int ldc) {
        FloatVector c0a = FloatVector.zero(F32);
        FloatVector c0b = FloatVector.zero(F32);
        FloatVector c0c = FloatVector.zero(F32);
        FloatVector c1a = FloatVector.zero(F32);
        FloatVector c1b = FloatVector.zero(F32);
        FloatVector c1c = FloatVector.zero(F32);
        FloatVector c2a = FloatVector.zero(F32);
        FloatVector c2b = FloatVector.zero(F32);
        FloatVector c2c = FloatVector.zero(F32);
        FloatVector c3a = FloatVector.zero(F32);
        FloatVector c3b = FloatVector.zero(F32);
        FloatVector c3c = FloatVector.zero(F32);
        FloatVector c4a = FloatVector.zero(F32);
        FloatVector c4b = FloatVector.zero(F32);
        FloatVector c4c = FloatVector.zero(F32);
        FloatVector c5a = FloatVector.zero(F32);
        FloatVector c5b = FloatVector.zero(F32);
        FloatVector c5c = FloatVector.zero(F32);
        FloatVector c6a = FloatVector.zero(F32);
        FloatVector c6b = FloatVector.zero(F32);
        FloatVector c6c = FloatVector.zero(F32);
        int a1 = aOff + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        for (int turn = 0, turns = Math.min(1, steps); turn < turns; turn++) {
            for (int p = 0, bp = bOff; p < steps; p++, bp += ldb) {
                FloatVector ba = fromArray(F32, b, bp);
                FloatVector bb = fromArray(F32, b, bp + LANES);
                FloatVector bc = fromArray(F32, b, bp + last);
                FloatVector v = broadcast(F32, a[aOff + p]);
                c0a = v.fma(ba, c0a);
                c0b = v.fma(bb, c0b);
                c0c = v.fma(bc, c0c);
                v = broadcast(F32, a[a1 + p]);
                c1a = v.fma(ba, c1a);
                c1b = v.fma(bb, c1b);
                c1c = v.fma(bc, c1c);
                v = broadcast(F32, a[a2 + p]);
                c2a = v.fma(ba, c2a);
                c2b = v.fma(bb, c2b);
                c2c = v.fma(bc, c2c);
                v = broadcast(F32, a[a3 + p]);
                c3a = v.fma(ba, c3a);
                c3b = v.fma(bb, c3b);
                c3c = v.fma(bc, c3c);
                v = broadcast(F32, a[a4 + p]);
                c4a = v.fma(ba, c4a);
                c4b = v.fma(bb, c4b);
                c4c = v.fma(bc, c4c);
                v = broadcast(F32, a[a5 + p]);
                c5a = v.fma(ba, c5a);
                c5b = v.fma(bb, c5b);
                c5c = v.fma(bc, c5c);
                v = broadcast(F32, a[a6 + p]);
                c6a = v.fma(ba, c6a);
                c6b = v.fma(bb, c6b);
                c6c = v.fma(bc, c6c);
            }
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        c0c.intoArray(c, cOff + last);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        c1b.intoArray(c, cOff + LANES);
        c1c.intoArray(c, cOff + last);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        c2b.intoArray(c, cOff + LANES);
        c2c.intoArray(c, cOff + last);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        c3b.intoArray(c, cOff + LANES);
        c3c.intoArray(c, cOff + last);
        cOff += ldc;
        c4a.intoArray(c, cOff);
        c4b.intoArray(c, cOff + LANES);
        c4c.intoArray(c, cOff + last);
        cOff += ldc;
        c5a.intoArray(c, cOff);
        c5b.intoArray(c, cOff + LANES);
        c5c.intoArray(c, cOff + last);
        cOff += ldc;
        c6a.intoArray(c, cOff);
        c6b.intoArray(c, cOff + LANES);
        c6c.intoArray(c, cOff + last);
    }
}
