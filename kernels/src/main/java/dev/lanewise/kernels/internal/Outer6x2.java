package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.STEP;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * 6 rows x 2 vectors, the rows of A side by side: {@link Outer14x2} for 16 vector registers, of which 12 accumulators, 2
 * columns and 1 broadcast fill 15. Two steps a turn: with one, the instructions around the 12 multiply-adds take longer
 * than they do.
 */
final class Outer6x2 {

    private Outer6x2() {}

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
        int p = 0;
        for (; p < steps - 1; p += 2) {
            FloatVector ba = fromArray(F32, b, bOff + p * COLUMNS);
            FloatVector bb = fromArray(F32, b, bOff + p * COLUMNS + LANES);
            FloatVector v0 = broadcast(F32, a[aOff + p * STEP]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[aOff + p * STEP + 1]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[aOff + p * STEP + 2]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[aOff + p * STEP + 3]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[aOff + p * STEP + 4]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[aOff + p * STEP + 5]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
            FloatVector baNext = fromArray(F32, b, bOff + p * COLUMNS + COLUMNS);
            FloatVector bbNext = fromArray(F32, b, bOff + p * COLUMNS + COLUMNS + LANES);
            FloatVector v0Next = broadcast(F32, a[aOff + p * STEP + STEP]);
            c0a = v0Next.fma(baNext, c0a);
            c0b = v0Next.fma(bbNext, c0b);
            FloatVector v1Next = broadcast(F32, a[aOff + p * STEP + STEP + 1]);
            c1a = v1Next.fma(baNext, c1a);
            c1b = v1Next.fma(bbNext, c1b);
            FloatVector v2Next = broadcast(F32, a[aOff + p * STEP + STEP + 2]);
            c2a = v2Next.fma(baNext, c2a);
            c2b = v2Next.fma(bbNext, c2b);
            FloatVector v3Next = broadcast(F32, a[aOff + p * STEP + STEP + 3]);
            c3a = v3Next.fma(baNext, c3a);
            c3b = v3Next.fma(bbNext, c3b);
            FloatVector v4Next = broadcast(F32, a[aOff + p * STEP + STEP + 4]);
            c4a = v4Next.fma(baNext, c4a);
            c4b = v4Next.fma(bbNext, c4b);
            FloatVector v5Next = broadcast(F32, a[aOff + p * STEP + STEP + 5]);
            c5a = v5Next.fma(baNext, c5a);
            c5b = v5Next.fma(bbNext, c5b);
        }
        if (p < steps) {
            FloatVector ba = fromArray(F32, b, bOff + p * COLUMNS);
            FloatVector bb = fromArray(F32, b, bOff + p * COLUMNS + LANES);
            FloatVector v0 = broadcast(F32, a[aOff + p * STEP]);
            c0a = v0.fma(ba, c0a);
            c0b = v0.fma(bb, c0b);
            FloatVector v1 = broadcast(F32, a[aOff + p * STEP + 1]);
            c1a = v1.fma(ba, c1a);
            c1b = v1.fma(bb, c1b);
            FloatVector v2 = broadcast(F32, a[aOff + p * STEP + 2]);
            c2a = v2.fma(ba, c2a);
            c2b = v2.fma(bb, c2b);
            FloatVector v3 = broadcast(F32, a[aOff + p * STEP + 3]);
            c3a = v3.fma(ba, c3a);
            c3b = v3.fma(bb, c3b);
            FloatVector v4 = broadcast(F32, a[aOff + p * STEP + 4]);
            c4a = v4.fma(ba, c4a);
            c4b = v4.fma(bb, c4b);
            FloatVector v5 = broadcast(F32, a[aOff + p * STEP + 5]);
            c5a = v5.fma(ba, c5a);
            c5b = v5.fma(bb, c5b);
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
    }
}
