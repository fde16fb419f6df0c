package dev.lanewise.kernels.internal.gemm;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.reduce.RowReduction;
import jdk.incubator.vector.FloatVector;

/**
 * Dot products of four rows of a matrix with one vector, each with the bits of {@link RowReduction#dot}.
 *
 * <p>Four rows share the loads of the vector, and they are four streams: a row that lies in a page of its own makes the
 * hardware's prefetcher start anew, and while one stream does, three go on.
 */
final class RowDots {

    /** Rows of a call. */
    static final int ROWS = 4;

    /** Columns that are left when the upper half of the virtual lanes has been folded twice. */
    private static final int COLUMNS = VIRTUAL_LANES / 4;

    private static final int REST_OF_X = ROWS * VIRTUAL_LANES;
    private static final int FOLDED = REST_OF_X + VIRTUAL_LANES;

    /** Floats of a call's buffer. */
    static final int BUFFER = FOLDED + ROWS * COLUMNS;

    private RowDots() {}

    /**
     * {@code sums[at + i] = fma(alpha, dot(row i, x), sums[at + i])} for the four rows {@code lda} apart;
     * {@link #BUFFER} floats of {@code buffer} are overwritten.
     */
    static void addFour(
            float[] a,
            int aOff,
            int lda,
            float[] x,
            int xOff,
            int n,
            float alpha,
            float[] sums,
            int at,
            float[] buffer) {
        int rest = n & (VIRTUAL_LANES - 1);
        if (rest > 0) {
            for (int i = 0; i < ROWS; i++) {
                RowReduction.pad(a, aOff + i * lda + n - rest, rest, buffer, i * VIRTUAL_LANES);
            }
            RowReduction.pad(x, xOff + n - rest, rest, buffer, REST_OF_X);
        }
        for (int first = 0; first < COLUMNS; first += LANES) {
            strip(a, aOff + first, lda, x, xOff + first, n, buffer, first);
        }
        for (int i = 0; i < ROWS; i++) {
            sums[at + i] = Math.fma(alpha, RowReduction.fold(buffer, FOLDED + i * COLUMNS), sums[at + i]);
        }
    }

    /** The columns {@code first .. first + LANES - 1} of each row, and what is folded onto them. */
    private static void strip(float[] a, int aOff, int lda, float[] x, int xOff, int n, float[] buffer, int first) {
        FloatVector a0 = FloatVector.zero(F32);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector c2 = a0;
        FloatVector c3 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector d2 = a0;
        FloatVector d3 = a0;
        float[] p = a;
        float[] q = x;
        int at = aOff;
        int step = lda;
        int qAt = xOff;
        for (int left = n; left > 0; left -= VIRTUAL_LANES, at += VIRTUAL_LANES, qAt += VIRTUAL_LANES) {
            if (left < VIRTUAL_LANES) {
                p = buffer;
                q = buffer;
                at = first;
                step = VIRTUAL_LANES;
                qAt = REST_OF_X + first;
            }
            int b = at + step;
            int c = b + step;
            int d = c + step;
            FloatVector x0 = fromArray(F32, q, qAt);
            a0 = fromArray(F32, p, at).fma(x0, a0);
            b0 = fromArray(F32, p, b).fma(x0, b0);
            c0 = fromArray(F32, p, c).fma(x0, c0);
            d0 = fromArray(F32, p, d).fma(x0, d0);
            FloatVector x1 = fromArray(F32, q, qAt + COLUMNS);
            a1 = fromArray(F32, p, at + COLUMNS).fma(x1, a1);
            b1 = fromArray(F32, p, b + COLUMNS).fma(x1, b1);
            c1 = fromArray(F32, p, c + COLUMNS).fma(x1, c1);
            d1 = fromArray(F32, p, d + COLUMNS).fma(x1, d1);
            FloatVector x2 = fromArray(F32, q, qAt + 2 * COLUMNS);
            a2 = fromArray(F32, p, at + 2 * COLUMNS).fma(x2, a2);
            b2 = fromArray(F32, p, b + 2 * COLUMNS).fma(x2, b2);
            c2 = fromArray(F32, p, c + 2 * COLUMNS).fma(x2, c2);
            d2 = fromArray(F32, p, d + 2 * COLUMNS).fma(x2, d2);
            FloatVector x3 = fromArray(F32, q, qAt + 3 * COLUMNS);
            a3 = fromArray(F32, p, at + 3 * COLUMNS).fma(x3, a3);
            b3 = fromArray(F32, p, b + 3 * COLUMNS).fma(x3, b3);
            c3 = fromArray(F32, p, c + 3 * COLUMNS).fma(x3, c3);
            d3 = fromArray(F32, p, d + 3 * COLUMNS).fma(x3, d3);
        }
        int to = FOLDED + first;
        a0.add(a2).add(a1.add(a3)).intoArray(buffer, to);
        b0.add(b2).add(b1.add(b3)).intoArray(buffer, to + COLUMNS);
        c0.add(c2).add(c1.add(c3)).intoArray(buffer, to + 2 * COLUMNS);
        d0.add(d2).add(d1.add(d3)).intoArray(buffer, to + 3 * COLUMNS);
    }
}
