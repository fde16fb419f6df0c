package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * The loops of {@link RowBroadcast} over rows that lie without a gap. A row of {@link #RUN} elements stays in registers: what
 * is then read from memory is the matrix alone, in one loop. Sums and products have loops of their own: with a flag in one loop,
 * in a VM where both occur, runs take 1.1 to 1.9 times as long (Zen 5, JDK 25.0.3).
 */
final class RowBroadcastRows {

    /** Columns that stay in registers from one row to the next: eight vectors. */
    static final int RUN = 8 * LANES;

    private RowBroadcastRows() {}

    /** Adds a row of {@code cols} elements to each of {@code rows} rows. */
    static void add(float[] row, int rowOff, float[] x, int xOff, float[] y, int yOff, int rows, int cols) {
        if (cols == RUN) {
            addRuns(row, rowOff, x, xOff, y, yOff, rows * cols);
            return;
        }
        for (int r = 0, at = 0; r < rows; r++, at += cols) {
            addOne(row, rowOff, x, xOff + at, y, yOff + at, cols);
        }
    }

    private static void addRuns(float[] row, int rowOff, float[] x, int xAt, float[] y, int yAt, int n) {
        FloatVector r0 = fromArray(F32, row, rowOff);
        FloatVector r1 = fromArray(F32, row, rowOff + LANES);
        FloatVector r2 = fromArray(F32, row, rowOff + 2 * LANES);
        FloatVector r3 = fromArray(F32, row, rowOff + 3 * LANES);
        FloatVector r4 = fromArray(F32, row, rowOff + 4 * LANES);
        FloatVector r5 = fromArray(F32, row, rowOff + 5 * LANES);
        FloatVector r6 = fromArray(F32, row, rowOff + 6 * LANES);
        FloatVector r7 = fromArray(F32, row, rowOff + 7 * LANES);
        for (int end = xAt + n; xAt < end; xAt += RUN, yAt += RUN) {
            fromArray(F32, x, xAt).add(r0).intoArray(y, yAt);
            fromArray(F32, x, xAt + LANES).add(r1).intoArray(y, yAt + LANES);
            fromArray(F32, x, xAt + 2 * LANES).add(r2).intoArray(y, yAt + 2 * LANES);
            fromArray(F32, x, xAt + 3 * LANES).add(r3).intoArray(y, yAt + 3 * LANES);
            fromArray(F32, x, xAt + 4 * LANES).add(r4).intoArray(y, yAt + 4 * LANES);
            fromArray(F32, x, xAt + 5 * LANES).add(r5).intoArray(y, yAt + 5 * LANES);
            fromArray(F32, x, xAt + 6 * LANES).add(r6).intoArray(y, yAt + 6 * LANES);
            fromArray(F32, x, xAt + 7 * LANES).add(r7).intoArray(y, yAt + 7 * LANES);
        }
    }

    private static void addOne(float[] row, int rowOff, float[] x, int xOff, float[] y, int yOff, int cols) {
        int c = 0;
        for (int end = F32.loopBound(cols); c < end; c += LANES) {
            fromArray(F32, x, xOff + c).add(fromArray(F32, row, rowOff + c)).intoArray(y, yOff + c);
        }
        for (; c < cols; c++) {
            y[yOff + c] = x[xOff + c] + row[rowOff + c];
        }
    }

    /** Multiplies each of {@code rows} rows by a row of {@code cols} elements. */
    static void multiply(float[] row, int rowOff, float[] x, int xOff, float[] y, int yOff, int rows, int cols) {
        if (cols == RUN) {
            multiplyRuns(row, rowOff, x, xOff, y, yOff, rows * cols);
            return;
        }
        for (int r = 0, at = 0; r < rows; r++, at += cols) {
            multiplyOne(row, rowOff, x, xOff + at, y, yOff + at, cols);
        }
    }

    private static void multiplyRuns(float[] row, int rowOff, float[] x, int xAt, float[] y, int yAt, int n) {
        FloatVector r0 = fromArray(F32, row, rowOff);
        FloatVector r1 = fromArray(F32, row, rowOff + LANES);
        FloatVector r2 = fromArray(F32, row, rowOff + 2 * LANES);
        FloatVector r3 = fromArray(F32, row, rowOff + 3 * LANES);
        FloatVector r4 = fromArray(F32, row, rowOff + 4 * LANES);
        FloatVector r5 = fromArray(F32, row, rowOff + 5 * LANES);
        FloatVector r6 = fromArray(F32, row, rowOff + 6 * LANES);
        FloatVector r7 = fromArray(F32, row, rowOff + 7 * LANES);
        for (int end = xAt + n; xAt < end; xAt += RUN, yAt += RUN) {
            fromArray(F32, x, xAt).mul(r0).intoArray(y, yAt);
            fromArray(F32, x, xAt + LANES).mul(r1).intoArray(y, yAt + LANES);
            fromArray(F32, x, xAt + 2 * LANES).mul(r2).intoArray(y, yAt + 2 * LANES);
            fromArray(F32, x, xAt + 3 * LANES).mul(r3).intoArray(y, yAt + 3 * LANES);
            fromArray(F32, x, xAt + 4 * LANES).mul(r4).intoArray(y, yAt + 4 * LANES);
            fromArray(F32, x, xAt + 5 * LANES).mul(r5).intoArray(y, yAt + 5 * LANES);
            fromArray(F32, x, xAt + 6 * LANES).mul(r6).intoArray(y, yAt + 6 * LANES);
            fromArray(F32, x, xAt + 7 * LANES).mul(r7).intoArray(y, yAt + 7 * LANES);
        }
    }

    private static void multiplyOne(float[] row, int rowOff, float[] x, int xOff, float[] y, int yOff, int cols) {
        int c = 0;
        for (int end = F32.loopBound(cols); c < end; c += LANES) {
            fromArray(F32, x, xOff + c).mul(fromArray(F32, row, rowOff + c)).intoArray(y, yOff + c);
        }
        for (; c < cols; c++) {
            y[yOff + c] = x[xOff + c] * row[rowOff + c];
        }
    }
}
