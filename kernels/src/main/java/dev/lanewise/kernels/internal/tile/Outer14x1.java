package dev.lanewise.kernels.internal.tile;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 14 rows x 1 vector, the rows of A side by side: the first half of an {@link Outer14x2} tile, where a panel of B ends
 * inside it. It takes 8 cycles a step instead of 14: 14 broadcasts for 14 multiply-adds.
 */
final class Outer14x1 {

    /** What the loop counts by: the index of one operand is its counter ({@link MicroKernel}). */
    private static final int UNIT = Math.min(STEP, COLUMNS);

    private Outer14x1() {}

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
        FloatVector c0 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c1 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c2 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c3 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c4 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c5 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c6 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c7 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c8 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c9 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c10 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c11 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c12 = fromArray(F32, from, fromOff);
        fromOff += ldFrom;
        FloatVector c13 = fromArray(F32, from, fromOff);
        int start = STEP <= COLUMNS ? aOff : bOff;
        int end = start + steps * UNIT;
        for (int p = start; p < end; p += UNIT) {
            int ap = aOff + (p - start) * (STEP / UNIT);
            int bp = bOff + (p - start) * (COLUMNS / UNIT);
            FloatVector b0 = fromArray(F32, b, bp);
            FloatVector v0 = broadcast(F32, a[ap]);
            c0 = v0.fma(b0, c0);
            FloatVector v1 = broadcast(F32, a[ap + 1]);
            c1 = v1.fma(b0, c1);
            FloatVector v2 = broadcast(F32, a[ap + 2]);
            c2 = v2.fma(b0, c2);
            FloatVector v3 = broadcast(F32, a[ap + 3]);
            c3 = v3.fma(b0, c3);
            FloatVector v4 = broadcast(F32, a[ap + 4]);
            c4 = v4.fma(b0, c4);
            FloatVector v5 = broadcast(F32, a[ap + 5]);
            c5 = v5.fma(b0, c5);
            FloatVector v6 = broadcast(F32, a[ap + 6]);
            c6 = v6.fma(b0, c6);
            FloatVector v7 = broadcast(F32, a[ap + 7]);
            c7 = v7.fma(b0, c7);
            FloatVector v8 = broadcast(F32, a[ap + 8]);
            c8 = v8.fma(b0, c8);
            FloatVector v9 = broadcast(F32, a[ap + 9]);
            c9 = v9.fma(b0, c9);
            FloatVector v10 = broadcast(F32, a[ap + 10]);
            c10 = v10.fma(b0, c10);
            FloatVector v11 = broadcast(F32, a[ap + 11]);
            c11 = v11.fma(b0, c11);
            FloatVector v12 = broadcast(F32, a[ap + 12]);
            c12 = v12.fma(b0, c12);
            FloatVector v13 = broadcast(F32, a[ap + 13]);
            c13 = v13.fma(b0, c13);
        }
        c0.intoArray(c, cOff);
        cOff += ldc;
        c1.intoArray(c, cOff);
        cOff += ldc;
        c2.intoArray(c, cOff);
        cOff += ldc;
        c3.intoArray(c, cOff);
        cOff += ldc;
        c4.intoArray(c, cOff);
        cOff += ldc;
        c5.intoArray(c, cOff);
        cOff += ldc;
        c6.intoArray(c, cOff);
        cOff += ldc;
        c7.intoArray(c, cOff);
        cOff += ldc;
        c8.intoArray(c, cOff);
        cOff += ldc;
        c9.intoArray(c, cOff);
        cOff += ldc;
        c10.intoArray(c, cOff);
        cOff += ldc;
        c11.intoArray(c, cOff);
        cOff += ldc;
        c12.intoArray(c, cOff);
        cOff += ldc;
        c13.intoArray(c, cOff);
    }
}
