package dev.lanewise.kernels.internal.reduce;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.F64;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;

import jdk.incubator.vector.DoubleVector;

/**
 * Sum and dot product of floats in double precision, in one order for every vector width.
 *
 * <p>As in {@link RowReduction}, element {@code i} belongs to column {@code i % 64} and the columns are folded by halves;
 * here only whole rows of 64 are, and the 8 to 71 elements behind them are added one by one: a vector of floats is loaded
 * for the doubles in its lower half, so something must follow the last row. The hardware walks the rows in strips of eight
 * vectors that lie 8 columns apart: one strip at 512 bits, two at 256, four at 128. A strip folds its columns to those of
 * one vector and leaves them in memory; vectors that lived on in the loop over strips were boxed.
 *
 * <p>A product of two floats is exact in double, so {@code |result - exact| <= (n/64 + 78) 2^-53 sum |term|}.
 */
public final class DoubleReduction {

    /** Distance in columns of the eight vectors of a strip, and the number of doubles that a reduction borrows. */
    static final int STEP = VIRTUAL_LANES / 8;

    private static final int LANES = F64.length();

    private DoubleReduction() {}

    /** {@code sum x[xOff + i]} for {@code 0 <= i < n}; 0 for {@code n = 0}; {@link #STEP} of {@code scratch} are used. */
    public static double sum(float[] x, int xOff, int n, double[] scratch, int at) {
        int whole = rows(n);
        for (int first = 0; first < STEP; first += LANES) {
            sumStrip(x, xOff + first, xOff + whole, scratch, at + first);
        }
        double total = fold(scratch, at);
        for (int i = whole; i < n; i++) {
            total += x[xOff + i];
        }
        return total;
    }

    /** {@code sum x[xOff + i] y[yOff + i]} for {@code 0 <= i < n}; otherwise as {@link #sum}. */
    public static double dot(float[] x, int xOff, float[] y, int yOff, int n, double[] scratch, int at) {
        int whole = rows(n);
        for (int first = 0; first < STEP; first += LANES) {
            dotStrip(x, xOff + first, xOff + whole, y, yOff + first, scratch, at + first);
        }
        double total = fold(scratch, at);
        for (int i = whole; i < n; i++) {
            total += (double) x[xOff + i] * y[yOff + i];
        }
        return total;
    }

    /** Length of the rows of 64 that something follows. */
    private static int rows(int n) {
        return Math.max(0, n - STEP) & -VIRTUAL_LANES;
    }

    /**
     * The loads are written out here and below, for C2: it inlines what the Vector API asks for, but no method of ours once
     * a compilation has 18,000 nodes, and this one in its callers had; each load that was a call made an object.
     */
    private static void sumStrip(float[] x, int from, int end, double[] columns, int columnsAt) {
        DoubleVector v0 = DoubleVector.zero(F64);
        DoubleVector v1 = v0;
        DoubleVector v2 = v0;
        DoubleVector v3 = v0;
        DoubleVector v4 = v0;
        DoubleVector v5 = v0;
        DoubleVector v6 = v0;
        DoubleVector v7 = v0;
        for (int at = from; at < end; at += VIRTUAL_LANES) {
            v0 = v0.add(fromArray(F32, x, at).convertShape(F2D, F64, 0));
            v1 = v1.add(fromArray(F32, x, at + STEP).convertShape(F2D, F64, 0));
            v2 = v2.add(fromArray(F32, x, at + 2 * STEP).convertShape(F2D, F64, 0));
            v3 = v3.add(fromArray(F32, x, at + 3 * STEP).convertShape(F2D, F64, 0));
            v4 = v4.add(fromArray(F32, x, at + 4 * STEP).convertShape(F2D, F64, 0));
            v5 = v5.add(fromArray(F32, x, at + 5 * STEP).convertShape(F2D, F64, 0));
            v6 = v6.add(fromArray(F32, x, at + 6 * STEP).convertShape(F2D, F64, 0));
            v7 = v7.add(fromArray(F32, x, at + 7 * STEP).convertShape(F2D, F64, 0));
        }
        DoubleVector evens = v0.add(v4).add(v2.add(v6));
        evens.add(v1.add(v5).add(v3.add(v7))).intoArray(columns, columnsAt);
    }

    /** {@link #sumStrip} of products. Written out, it is too long to be inlined into its callers. */
    private static void dotStrip(float[] x, int from, int end, float[] y, int yFrom, double[] columns, int columnsAt) {
        DoubleVector v0 = DoubleVector.zero(F64);
        DoubleVector v1 = v0;
        DoubleVector v2 = v0;
        DoubleVector v3 = v0;
        DoubleVector v4 = v0;
        DoubleVector v5 = v0;
        DoubleVector v6 = v0;
        DoubleVector v7 = v0;
        for (int at = from, yAt = yFrom; at < end; at += VIRTUAL_LANES, yAt += VIRTUAL_LANES) {
            v0 = ((DoubleVector) fromArray(F32, x, at).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt).convertShape(F2D, F64, 0), v0);
            v1 = ((DoubleVector) fromArray(F32, x, at + STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + STEP).convertShape(F2D, F64, 0), v1);
            v2 = ((DoubleVector) fromArray(F32, x, at + 2 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 2 * STEP).convertShape(F2D, F64, 0), v2);
            v3 = ((DoubleVector) fromArray(F32, x, at + 3 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 3 * STEP).convertShape(F2D, F64, 0), v3);
            v4 = ((DoubleVector) fromArray(F32, x, at + 4 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 4 * STEP).convertShape(F2D, F64, 0), v4);
            v5 = ((DoubleVector) fromArray(F32, x, at + 5 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 5 * STEP).convertShape(F2D, F64, 0), v5);
            v6 = ((DoubleVector) fromArray(F32, x, at + 6 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 6 * STEP).convertShape(F2D, F64, 0), v6);
            v7 = ((DoubleVector) fromArray(F32, x, at + 7 * STEP).convertShape(F2D, F64, 0))
                    .fma(fromArray(F32, y, yAt + 7 * STEP).convertShape(F2D, F64, 0), v7);
        }
        DoubleVector evens = v0.add(v4).add(v2.add(v6));
        evens.add(v1.add(v5).add(v3.add(v7))).intoArray(columns, columnsAt);
    }

    private static double fold(double[] c, int at) {
        double evens = (c[at] + c[at + 4]) + (c[at + 2] + c[at + 6]);
        return evens + ((c[at + 1] + c[at + 5]) + (c[at + 3] + c[at + 7]));
    }
}
