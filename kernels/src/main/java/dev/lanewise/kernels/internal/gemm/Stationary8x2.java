package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.CacheLines;
import jdk.incubator.vector.FloatVector;

/** The kernel of {@link StationaryB}: eight steps of B, two vectors of columns, times rows of A. */
final class Stationary8x2 {

    private Stationary8x2() {}

    /**
     * {@code c[cOff + i * ldc + j] += sum over p < 8 of a[aOff + 16 i + p] * b[bOff + p * ldb + j]} for i up to {@code rows}
     * and the j of two vectors, continued as chains.
     */
    static void add(float[] a, int aOff, int rows, float[] b, int bOff, int ldb, float[] c, int cOff, int ldc) {
        FloatVector b0 = fromArray(F32, b, bOff);
        FloatVector d0 = fromArray(F32, b, bOff + LANES);
        int at = bOff + ldb;
        FloatVector b1 = fromArray(F32, b, at);
        FloatVector d1 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b2 = fromArray(F32, b, at);
        FloatVector d2 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b3 = fromArray(F32, b, at);
        FloatVector d3 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b4 = fromArray(F32, b, at);
        FloatVector d4 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b5 = fromArray(F32, b, at);
        FloatVector d5 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b6 = fromArray(F32, b, at);
        FloatVector d6 = fromArray(F32, b, at + LANES);
        at += ldb;
        FloatVector b7 = fromArray(F32, b, at);
        FloatVector d7 = fromArray(F32, b, at + LANES);
        for (int i = aOff, to = cOff; i < aOff + CacheLines.FLOATS * rows; i += CacheLines.FLOATS, to += ldc) {
            FloatVector x = broadcast(F32, a[i]);
            FloatVector s = x.fma(b0, fromArray(F32, c, to));
            FloatVector t = x.fma(d0, fromArray(F32, c, to + LANES));
            x = broadcast(F32, a[i + 1]);
            s = x.fma(b1, s);
            t = x.fma(d1, t);
            x = broadcast(F32, a[i + 2]);
            s = x.fma(b2, s);
            t = x.fma(d2, t);
            x = broadcast(F32, a[i + 3]);
            s = x.fma(b3, s);
            t = x.fma(d3, t);
            x = broadcast(F32, a[i + 4]);
            s = x.fma(b4, s);
            t = x.fma(d4, t);
            x = broadcast(F32, a[i + 5]);
            s = x.fma(b5, s);
            t = x.fma(d5, t);
            x = broadcast(F32, a[i + 6]);
            s = x.fma(b6, s);
            t = x.fma(d6, t);
            x = broadcast(F32, a[i + 7]);
            x.fma(b7, s).intoArray(c, to);
            x.fma(d7, t).intoArray(c, to + LANES);
        }
    }
}
