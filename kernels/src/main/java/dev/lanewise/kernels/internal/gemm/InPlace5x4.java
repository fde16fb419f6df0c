package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 5 rows x 4 vectors of C, A and B where they lie: 20 accumulators, 4 columns and 1 broadcast in 25 of 32 vector registers,
 * 5 places of rows and one of B in integer registers. One row more and C2 spills places (64x64x64 on Zen 5, JDK 25.0.3:
 * 6x4 205 GFLOP/s, 4x4 and 5x4 245; 1760x64x1760: 6x4 227, 4x4 212, 5x4 222).
 */
final class InPlace5x4 {

    private InPlace5x4() {}

    /** Multiplies one tile; arguments as in {@link InPlace}. */
    static void multiply(
            float[] a, int aOff, int lda, int steps, float[] b, int bOff, int ldb, float[] c, int cOff, int ldc) {
        FloatVector c0a = FloatVector.zero(F32);
        FloatVector c0b = FloatVector.zero(F32);
        FloatVector c0c = FloatVector.zero(F32);
        FloatVector c0d = FloatVector.zero(F32);
        FloatVector c1a = FloatVector.zero(F32);
        FloatVector c1b = FloatVector.zero(F32);
        FloatVector c1c = FloatVector.zero(F32);
        FloatVector c1d = FloatVector.zero(F32);
        FloatVector c2a = FloatVector.zero(F32);
        FloatVector c2b = FloatVector.zero(F32);
        FloatVector c2c = FloatVector.zero(F32);
        FloatVector c2d = FloatVector.zero(F32);
        FloatVector c3a = FloatVector.zero(F32);
        FloatVector c3b = FloatVector.zero(F32);
        FloatVector c3c = FloatVector.zero(F32);
        FloatVector c3d = FloatVector.zero(F32);
        FloatVector c4a = FloatVector.zero(F32);
        FloatVector c4b = FloatVector.zero(F32);
        FloatVector c4c = FloatVector.zero(F32);
        FloatVector c4d = FloatVector.zero(F32);
        int a1 = aOff + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        for (int p = 0, bp = bOff; p < steps; p++, bp += ldb) {
            FloatVector ba = fromArray(F32, b, bp);
            FloatVector bb = fromArray(F32, b, bp + LANES);
            FloatVector bc = fromArray(F32, b, bp + 2 * LANES);
            FloatVector bd = fromArray(F32, b, bp + 3 * LANES);
            FloatVector v = broadcast(F32, a[aOff + p]);
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
    }
}
