package dev.lanewise.testkit;

import java.math.BigDecimal;

/** Sums without rounding, and sums in the order that the kernels document, written without vectors. */
public final class ReductionsOracle {

    private static final int COLUMNS = 64;

    /** At least so many elements follow the rows of {@link #COLUMNS}, if there are any. */
    private static final int REST = 8;

    private static final int CHUNK = 1 << 14;

    private ReductionsOracle() {}

    /** {@code sum x[i] * y[i]}, rounded once at the end. */
    public static double exactDot(float[] x, float[] y) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < x.length; i++) {
            sum = sum.add(new BigDecimal((double) x[i] * y[i]));
        }
        return sum.doubleValue();
    }

    /** {@code sum |x[i] * y[i]|}. */
    public static double magnitude(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += Math.abs((double) x[i] * y[i]);
        }
        return sum;
    }

    /** {@code sum x[i] * y[i]} in the kernels' order: chunks, in each 64 columns that are folded by halves, and a rest. */
    public static double orderedDot(float[] x, float[] y) {
        double total = chunkDot(x, y, 0, Math.min(CHUNK, x.length));
        for (int from = CHUNK; from < x.length; from += CHUNK) {
            total += chunkDot(x, y, from, Math.min(from + CHUNK, x.length));
        }
        return total;
    }

    /** {@code sum x[r][c]} over the rows of a dense matrix, rounded once. */
    public static float[] exactColumnSums(float[] x, int rows, int cols) {
        float[] sums = new float[cols];
        for (int c = 0; c < cols; c++) {
            BigDecimal sum = BigDecimal.ZERO;
            for (int r = 0; r < rows; r++) {
                sum = sum.add(new BigDecimal(x[r * cols + c]));
            }
            sums[c] = sum.floatValue();
        }
        return sums;
    }

    /** Index of the first NaN, or else of the first of the greatest elements. */
    public static int argmax(float[] x) {
        int best = 0;
        for (int i = 0; i < x.length && !Float.isNaN(x[best]); i++) {
            best = Float.isNaN(x[i]) || x[i] > x[best] ? i : best;
        }
        return best;
    }

    private static double chunkDot(float[] x, float[] y, int from, int to) {
        int whole = from + Math.max(0, to - from - REST) / COLUMNS * COLUMNS;
        double[] columns = new double[COLUMNS];
        for (int i = from; i < whole; i++) {
            columns[(i - from) % COLUMNS] += (double) x[i] * y[i];
        }
        for (int half = COLUMNS / 2; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                columns[j] += columns[j + half];
            }
        }
        double total = columns[0];
        for (int i = whole; i < to; i++) {
            total += (double) x[i] * y[i];
        }
        return total;
    }
}
