package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 8 rows x 2 vectors of C, A and B where they lie: 16 accumulators, 2 columns and 1 broadcast.
 */
final class InPlace8x2 {

    private InPlace8x2() {}

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
        FloatVector c1a = FloatVector.zero(F32);
        FloatVector c1b = FloatVector.zero(F32);
        FloatVector c2a = FloatVector.zero(F32);
        FloatVector c2b = FloatVector.zero(F32);
        FloatVector c3a = FloatVector.zero(F32);
        FloatVector c3b = FloatVector.zero(F32);
        FloatVector c4a = FloatVector.zero(F32);
        FloatVector c4b = FloatVector.zero(F32);
        FloatVector c5a = FloatVector.zero(F32);
        FloatVector c5b = FloatVector.zero(F32);
        FloatVector c6a = FloatVector.zero(F32);
        FloatVector c6b = FloatVector.zero(F32);
        FloatVector c7a = FloatVector.zero(F32);
        FloatVector c7b = FloatVector.zero(F32);
        int a1 = aOff + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        int a7 = a6 + lda;
        for (int p = 0, bp = bOff; p < steps; p++, bp += ldb) {
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + last);
            FloatVector v = broadcast(F32, a[aOff + p]);
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
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + last);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        c1b.intoArray(c, cOff + last);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        c2b.intoArray(c, cOff + last);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        c3b.intoArray(c, cOff + last);
        cOff += ldc;
        c4a.intoArray(c, cOff);
        c4b.intoArray(c, cOff + last);
        cOff += ldc;
        c5a.intoArray(c, cOff);
        c5b.intoArray(c, cOff + last);
        cOff += ldc;
        c6a.intoArray(c, cOff);
        c6b.intoArray(c, cOff + last);
        cOff += ldc;
        c7a.intoArray(c, cOff);
        c7b.intoArray(c, cOff + last);
    }
}
