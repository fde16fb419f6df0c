package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel whose rows lie at six addresses: 6 rows x 2 vectors of columns.
 *
 * <pre>
 *                       b: runs * length rows of 2 vectors, bStep apart
 *                      +---------+---------+
 *   a0 + start[r] + p  | c0a     | c0b     |  c row 0
 *   a1 + start[r] + p  | c1a     | c1b     |  c row 1
 *        ...           |  ...    |  ...    |   ldc apart
 *   a5 + start[r] + p  | c5a     | c5b     |  c row 5
 *                      +---------+---------+
 * </pre>
 *
 * <p>A row of a matrix is one run. A row of a convolution is the patch of one output pixel: one run for each window
 * row, or for each tap where dilation or groups part them. Each element of c is one chain of fused multiply-adds, run
 * after run, p after p; it starts from what {@code from} holds.
 */
public final class RowsTile {

    private RowsTile() {}

    /**
     * Multiplies one tile.
     *
     * @param a holds element p of run r of row i at {@code ai + start[r] + p}
     * @param start first element of each run, relative to the row
     * @param runs number of runs
     * @param length elements of a run
     * @param b holds the columns for step q = r * length + p at {@code bOff + q * bStep}
     * @param c tile of 6 rows, {@code ldc} apart
     * @param from what the chains start from: c itself to go on from it, {@link Tiles#ZEROS} with {@code ldFrom = 0}
     */
    public static void multiply(
            float[] a,
            int a0,
            int a1,
            int a2,
            int a3,
            int a4,
            int a5,
            int[] start,
            int runs,
            int length,
            float[] b,
            int bOff,
            int bStep,
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
        for (int r = 0; r < runs; r++) {
            int at = start[r];
            int r0 = a0 + at;
            int r1 = a1 + at;
            int r2 = a2 + at;
            int r3 = a3 + at;
            int r4 = a4 + at;
            int r5 = a5 + at;
            for (int p = 0; p < length; p++) {
                FloatVector ba = fromArray(F32, b, bOff);
                FloatVector bb = fromArray(F32, b, bOff + LANES);
                FloatVector v0 = broadcast(F32, a[r0 + p]);
                c0a = v0.fma(ba, c0a);
                c0b = v0.fma(bb, c0b);
                FloatVector v1 = broadcast(F32, a[r1 + p]);
                c1a = v1.fma(ba, c1a);
                c1b = v1.fma(bb, c1b);
                FloatVector v2 = broadcast(F32, a[r2 + p]);
                c2a = v2.fma(ba, c2a);
                c2b = v2.fma(bb, c2b);
                FloatVector v3 = broadcast(F32, a[r3 + p]);
                c3a = v3.fma(ba, c3a);
                c3b = v3.fma(bb, c3b);
                FloatVector v4 = broadcast(F32, a[r4 + p]);
                c4a = v4.fma(ba, c4a);
                c4b = v4.fma(bb, c4b);
                FloatVector v5 = broadcast(F32, a[r5 + p]);
                c5a = v5.fma(ba, c5a);
                c5b = v5.fma(bb, c5b);
                bOff += bStep;
            }
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
