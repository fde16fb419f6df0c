package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 4 rows x 5 vectors of C, A and B where they lie: 20 accumulators, 5 columns and 1 broadcast in 26 of 32 vector registers.
 * For 65 to 80 columns, instead of 5x4 and 8x1 (65x65x65 on Zen 5, JDK 25.0.3: 3.02 and 2.82 microseconds, 80x80x80 4.47 and
 * 3.99; with two loops as in {@link InPlace8x1} 3.24 and 4.50).
 */
final class InPlace4x5 {

    private InPlace4x5() {}

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
        FloatVector c0d = FloatVector.zero(F32);
        FloatVector c0e = FloatVector.zero(F32);
        FloatVector c1a = FloatVector.zero(F32);
        FloatVector c1b = FloatVector.zero(F32);
        FloatVector c1c = FloatVector.zero(F32);
        FloatVector c1d = FloatVector.zero(F32);
        FloatVector c1e = FloatVector.zero(F32);
        FloatVector c2a = FloatVector.zero(F32);
        FloatVector c2b = FloatVector.zero(F32);
        FloatVector c2c = FloatVector.zero(F32);
        FloatVector c2d = FloatVector.zero(F32);
        FloatVector c2e = FloatVector.zero(F32);
        FloatVector c3a = FloatVector.zero(F32);
        FloatVector c3b = FloatVector.zero(F32);
        FloatVector c3c = FloatVector.zero(F32);
        FloatVector c3d = FloatVector.zero(F32);
        FloatVector c3e = FloatVector.zero(F32);
        int a1 = aOff + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        for (int p = 0, bp = bOff; p < steps; p++, bp += ldb) {
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector bc = fromArray(F32, b, bp + 2 * LANES);
            FloatVector bd = fromArray(F32, b, bp + 3 * LANES);
            FloatVector be = fromArray(F32, b, bp + last);
            FloatVector v = broadcast(F32, a[aOff + p]);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            c0c = v.fma(bc, c0c);
            c0d = v.fma(bd, c0d);
            c0e = v.fma(be, c0e);
            v = broadcast(F32, a[a1 + p]);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            c1c = v.fma(bc, c1c);
            c1d = v.fma(bd, c1d);
            c1e = v.fma(be, c1e);
            v = broadcast(F32, a[a2 + p]);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            c2c = v.fma(bc, c2c);
            c2d = v.fma(bd, c2d);
            c2e = v.fma(be, c2e);
            v = broadcast(F32, a[a3 + p]);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            c3c = v.fma(bc, c3c);
            c3d = v.fma(bd, c3d);
            c3e = v.fma(be, c3e);
        }
        c0a.intoArray(c, cOff);
        c0b.intoArray(c, cOff + LANES);
        c0c.intoArray(c, cOff + 2 * LANES);
        c0d.intoArray(c, cOff + 3 * LANES);
        c0e.intoArray(c, cOff + last);
        cOff += ldc;
        c1a.intoArray(c, cOff);
        c1b.intoArray(c, cOff + LANES);
        c1c.intoArray(c, cOff + 2 * LANES);
        c1d.intoArray(c, cOff + 3 * LANES);
        c1e.intoArray(c, cOff + last);
        cOff += ldc;
        c2a.intoArray(c, cOff);
        c2b.intoArray(c, cOff + LANES);
        c2c.intoArray(c, cOff + 2 * LANES);
        c2d.intoArray(c, cOff + 3 * LANES);
        c2e.intoArray(c, cOff + last);
        cOff += ldc;
        c3a.intoArray(c, cOff);
        c3b.intoArray(c, cOff + LANES);
        c3c.intoArray(c, cOff + 2 * LANES);
        c3d.intoArray(c, cOff + 3 * LANES);
        c3e.intoArray(c, cOff + last);
    }
}
