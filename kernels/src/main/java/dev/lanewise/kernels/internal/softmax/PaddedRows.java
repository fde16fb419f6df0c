package dev.lanewise.kernels.internal.softmax;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;

import dev.lanewise.kernels.internal.reduce.RowReduction;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;

/**
 * Rows of a softmax on their way into a buffer z and back, without masks and without a loop over the rest of a row: in z they
 * are filled up to whole steps; and where a row has a vector or more, its last vector overlaps with the one before.
 */
public final class PaddedRows {

    /** Elements of which a row of z has a multiple. */
    private static final int STEP = RowReduction.STEP;

    /** All bits and no bits: what a row of less than {@link #STEP} elements keeps of a longer one. */
    private static final int[] INSIDE = new int[2 * STEP];

    static {
        Arrays.fill(INSIDE, 0, STEP, -1);
    }

    private PaddedRows() {}

    /** Elements from one row of z to the next. */
    public static int pitch(int cols) {
        return Math.ceilDiv(cols, STEP) * STEP;
    }

    /**
     * {@code z = x - max(row)}, so that the largest element of a row is 0. Where the maximum is infinite some element
     * becomes NaN, and NaN stays, so that the sum over the row's exponentials is NaN. Rows of z lie {@link #pitch} apart
     * and end with {@code -Infinity}, whose exponential adds nothing to a sum.
     */
    public static void shift(float[] x, int xOff, float[] z, int zOff, int rows, int cols) {
        boolean narrow = cols < STEP;
        if (narrow) {
            spread(x, xOff, z, zOff, rows, cols);
        }
        float[] from = narrow ? z : x;
        int pitch = pitch(cols);
        int n = narrow ? pitch : cols;
        for (int r = 0, at = narrow ? zOff : xOff, to = zOff; r < rows; r++, at += n, to += pitch) {
            float max = greatest(from, at, n);
            fillRest(z, to, n, Float.NEGATIVE_INFINITY);
            affine(from, at, 1f, -max, z, to, n);
        }
    }

    /** Fills the last step of a row, of which {@code cols} elements are yet to be written. */
    static void fillRest(float[] z, int zOff, int cols, float value) {
        for (int c = cols & -STEP; c < pitch(cols); c += LANES) {
            broadcast(F32, value).intoArray(z, zOff + c);
        }
    }

    /** Copies rows of less than {@link #STEP} elements into z and fills them up. */
    private static void spread(float[] x, int xOff, float[] z, int zOff, int rows, int cols) {
        for (int c = 0; c < STEP; c += LANES) {
            IntVector inside = IntVector.fromArray(I32, INSIDE, STEP - cols + c);
            IntVector fill =
                    broadcast(F32, Float.NEGATIVE_INFINITY).reinterpretAsInts().and(inside.not());
            int whole = Math.clamp(Math.floorDiv(x.length - LANES - c - xOff, cols) + 1, 0, rows);
            for (int r = 0; r < whole; r++) {
                IntVector row = fromArray(F32, x, xOff + r * cols + c).reinterpretAsInts();
                row.and(inside).or(fill).reinterpretAsFloats().intoArray(z, zOff + r * STEP + c);
            }
            for (int r = whole; r < rows; r++) {
                for (int l = c; l < c + LANES; l++) {
                    z[zOff + r * STEP + l] = l < cols ? x[xOff + r * cols + l] : Float.NEGATIVE_INFINITY;
                }
            }
        }
    }

    /**
     * The greatest of at least {@link #STEP} elements. By its sign NaN is above them or does not count: its row becomes NaN
     * all the same.
     */
    static float greatest(float[] x, int xOff, int n) {
        IntVector most = broadcast(F32, Float.NEGATIVE_INFINITY).reinterpretAsInts();
        IntVector least = most;
        for (int i = 0, end = F32.loopBound(n); i < end; i += LANES) {
            IntVector bits = fromArray(F32, x, xOff + i).reinterpretAsInts();
            most = most.max(bits);
            least = least.min(bits);
        }
        IntVector last = fromArray(F32, x, xOff + n - LANES).reinterpretAsInts();
        return greatest(most.max(last).reduceLanes(MAX), least.min(last).reduceLanes(MIN));
    }

    /**
     * The greatest of floats, from the greatest and the least of their bits as integers: positive floats are in the order of
     * their bits and above negative ones, whose order is the other way. A maximum of floats that keeps NaN and tells zeros
     * apart would take six instructions.
     */
    static float greatest(int most, int least) {
        return Float.intBitsToFloat(most >= 0 ? most : least);
    }

    /**
     * {@code y[r][c] = fma(z[c], factor, term)} for row r of a block of y. What a narrow row writes behind itself is
     * overwritten by those that follow, so they go in order, and z is not y.
     */
    public static void affineRow(
            float[] z, int zOff, float factor, float term, float[] y, int yOff, int r, int rows, int cols) {
        boolean spills = cols < STEP && (rows - r) * cols >= STEP;
        affine(z, zOff, factor, term, y, yOff + r * cols, spills ? STEP : cols);
    }

    /** {@code y[i] = fma(z[i], factor, term)}; y may be z. */
    static void affine(float[] z, int zOff, float factor, float term, float[] y, int yOff, int n) {
        var factors = broadcast(F32, factor);
        var terms = broadcast(F32, term);
        if (n < LANES) {
            for (int i = 0; i < n; i++) {
                y[yOff + i] = Math.fma(z[zOff + i], factor, term);
            }
            return;
        }
        int last = n - LANES; // read before the vector with which it overlaps is written
        var rest = fromArray(F32, z, zOff + last).fma(factors, terms);
        for (int i = 0; i < last; i += LANES) {
            fromArray(F32, z, zOff + i).fma(factors, terms).intoArray(y, yOff + i);
        }
        rest.intoArray(y, yOff + last);
    }
}
