package dev.lanewise.kernels.internal.reduce;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.MAX;

import dev.lanewise.kernels.internal.memory.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Sum, dot product and maximum of a row, in one order for every vector width.
 *
 * <p>Element {@code i} belongs to column {@code i % 64}. Each column is reduced from its first element to its last,
 * starting from the identity; then the upper half of the columns is folded onto the lower half, six times:
 *
 * <pre>
 *   c[j] = c[j] + c[j + 32] for j &lt; 32, then + c[j + 16] for j &lt; 16, ... then + c[1]
 * </pre>
 *
 * <p>The hardware walks the row in strips of four vectors that lie 16 columns apart: one strip of 64 columns at 512
 * bits, two of 32 at 256, four of 16 at 128. The two first folds stay within a strip, which leaves what becomes of its
 * columns in memory; the others are the same code for all widths. A method that takes a vector for them would have it as
 * an object wherever C2 does not inline it.
 *
 * <p>The rest of a row, less than 16 elements of a sum or 64 of a dot product, is first copied into a buffer of zeros, and
 * is one more step or round. Masked loads would do without the copy, but C2 makes objects of masks that reach past the end
 * of an array, and a masked load costs it a thousand nodes of the 18,000 at which it stops inlining.
 *
 * <p>Errors: {@code |sum - exact| <= (ceil(n/64) + 6) 2^-24 sum |x[i]|}, the dot product likewise.
 */
public final class RowReduction {

    /** Distance in columns of the four vectors of a strip. */
    public static final int STEP = VIRTUAL_LANES / 4;

    /** Elements that {@link #sums} needs for each row. */
    public static final int SUM = 1 + STEP;

    private RowReduction() {}

    /** {@code sum x[xOff + i]} for {@code 0 <= i < n}; 0 for {@code n = 0}. */
    public static float sum(float[] x, int xOff, int n) {
        int whole = n & -STEP;
        float[] buffer = Scratch.take(2 * STEP);
        if (whole < n) {
            System.arraycopy(x, xOff + whole, buffer, 0, n - whole);
            Arrays.fill(buffer, n - whole, STEP, 0f);
        }
        columns(x, xOff, n, buffer, buffer, STEP);
        float sum = fold(buffer, STEP);
        Scratch.give(buffer);
        return sum;
    }

    /**
     * {@code sums[sumsOff + r]}, for some rows of {@code n} elements, a multiple of {@link #STEP}. Folds read one by one
     * what vectors have written, and would wait for it: first all columns, with room for them behind the sums, then folds.
     */
    public static void sums(float[] x, int xOff, int rows, int n, float[] sums, int sumsOff) {
        int c = sumsOff + rows;
        for (int r = 0; r < rows; r++) {
            columns(x, xOff + r * n, n, x, sums, c + r * STEP);
        }
        for (int r = 0; r < rows; r++) {
            sums[sumsOff + r] = fold(sums, c + r * STEP);
        }
    }

    /** Sums the columns of a row, whose last step is in {@code rest} if not whole, and folds them twice. */
    private static void columns(float[] x, int xOff, int n, float[] rest, float[] c, int cOff) {
        int rounds = n & -VIRTUAL_LANES;
        for (int first = 0; first < STEP; first += LANES) {
            FloatVector v0 = FloatVector.zero(F32);
            FloatVector v1 = v0;
            FloatVector v2 = v0;
            FloatVector v3 = v0;
            for (int i = first; i < rounds; i += VIRTUAL_LANES) {
                v0 = v0.add(fromArray(F32, x, xOff + i));
                v1 = v1.add(fromArray(F32, x, xOff + i + STEP));
                v2 = v2.add(fromArray(F32, x, xOff + i + 2 * STEP));
                v3 = v3.add(fromArray(F32, x, xOff + i + 3 * STEP));
            }
            for (int i = rounds, step = 0; i < n; i += STEP, step++) {
                boolean whole = i + STEP <= n;
                FloatVector v = fromArray(F32, whole ? x : rest, whole ? xOff + i + first : first);
                if (step == 0) {
                    v0 = v0.add(v);
                } else if (step == 1) {
                    v1 = v1.add(v);
                } else if (step == 2) {
                    v2 = v2.add(v);
                } else {
                    v3 = v3.add(v);
                }
            }
            v0.add(v2).add(v1.add(v3)).intoArray(c, cOff + first);
        }
    }

    /** {@code sum x[xOff + i] y[yOff + i]} for {@code 0 <= i < n}, each step a fused multiply-add. */
    public static float dot(float[] x, int xOff, float[] y, int yOff, int n) {
        int whole = n & -VIRTUAL_LANES;
        float[] rest = Scratch.take(2 * VIRTUAL_LANES + STEP);
        pad(x, xOff + whole, n - whole, rest, 0);
        pad(y, yOff + whole, n - whole, rest, VIRTUAL_LANES);
        for (int first = 0; first < STEP; first += LANES) {
            FloatVector v0 = FloatVector.zero(F32);
            FloatVector v1 = v0;
            FloatVector v2 = v0;
            FloatVector v3 = v0;
            float[] p = x;
            float[] q = y;
            int at = xOff + first;
            int qAt = yOff + first;
            for (int left = n; left > 0; left -= VIRTUAL_LANES, at += VIRTUAL_LANES, qAt += VIRTUAL_LANES) {
                if (left < VIRTUAL_LANES) {
                    p = rest;
                    q = rest;
                    at = first;
                    qAt = VIRTUAL_LANES + first;
                }
                v0 = fromArray(F32, p, at).fma(fromArray(F32, q, qAt), v0);
                v1 = fromArray(F32, p, at + STEP).fma(fromArray(F32, q, qAt + STEP), v1);
                v2 = fromArray(F32, p, at + 2 * STEP).fma(fromArray(F32, q, qAt + 2 * STEP), v2);
                v3 = fromArray(F32, p, at + 3 * STEP).fma(fromArray(F32, q, qAt + 3 * STEP), v3);
            }
            v0.add(v2).add(v1.add(v3)).intoArray(rest, 2 * VIRTUAL_LANES + first);
        }
        float sum = fold(rest, 2 * VIRTUAL_LANES);
        Scratch.give(rest);
        return sum;
    }

    /**
     * {@code max x[xOff + i]} for {@code 0 <= i < n}; NaN if any element is NaN, {@code +0 > -0}, {@code -Infinity} for
     * {@code n = 0}. Exact, so the order does not matter.
     */
    public static float max(float[] x, int xOff, int n) {
        FloatVector v0 = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
        FloatVector v1 = v0;
        FloatVector v2 = v0;
        FloatVector v3 = v0;
        int i = 0;
        for (; i <= n - 4 * LANES; i += 4 * LANES) {
            v0 = v0.max(fromArray(F32, x, xOff + i));
            v1 = v1.max(fromArray(F32, x, xOff + i + LANES));
            v2 = v2.max(fromArray(F32, x, xOff + i + 2 * LANES));
            v3 = v3.max(fromArray(F32, x, xOff + i + 3 * LANES));
        }
        for (; i <= n - LANES; i += LANES) {
            v0 = v0.max(fromArray(F32, x, xOff + i));
        }
        float greatest = v0.max(v1).max(v2.max(v3)).reduceLanes(MAX);
        for (; i < n; i++) {
            greatest = Math.max(greatest, x[xOff + i]);
        }
        return greatest;
    }

    /** Copies the rest of a row, {@code count} elements, and fills it up with zeros to one round of the loop. */
    public static void pad(float[] x, int from, int count, float[] rest, int at) {
        System.arraycopy(x, from, rest, at, count);
        Arrays.fill(rest, at + count, at + VIRTUAL_LANES, 0f);
    }

    /**
     * The last four folds: of the {@link #STEP} columns that the strips left in memory. A product that underflows can leave
     * -0 in all of them; the sum began at 0, and so is 0.
     */
    public static float fold(float[] c, int at) {
        float c0 = (c[at] + c[at + 8]) + (c[at + 4] + c[at + 12]);
        float c1 = (c[at + 1] + c[at + 9]) + (c[at + 5] + c[at + 13]);
        float c2 = (c[at + 2] + c[at + 10]) + (c[at + 6] + c[at + 14]);
        float c3 = (c[at + 3] + c[at + 11]) + (c[at + 7] + c[at + 15]);
        return (c0 + c2) + (c1 + c3) + 0f;
    }
}
