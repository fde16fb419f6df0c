package dev.lanewise.kernels.internal.gemm;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PackedRows;
import java.util.Arrays;

/**
 * Products of one row of A, or of two or four, and those of one column whose A is transposed: nothing is packed, the rows of B,
 * or of A, are added to C as they lie ({@link RowSums}).
 */
final class FewRows {

    /** Elements of C that are summed at a time: they stay in the first-level cache beside the rows of B. */
    private static final int SUMS = 8192;

    /** Columns below which vectors are too few for one row of A. */
    private static final int LEAST_COLUMNS = 32;

    /** The same for more rows. */
    private static final int LEAST_COLUMNS_OF_MORE = 256;

    /** Elements of B, 16 MiB, from which on it comes from memory: then four rows are worth it too. */
    private static final long LARGE = 1 << 22;

    private static final Recycler<Operand> ROWS = new Recycler<>(Operand::new);

    private FewRows() {}

    /** Whether {@code call} is one of these. */
    static boolean serves(GemmCall call) {
        return !call.b.transposed && serves(call.m, call.n, call.k) || oneColumn(call) && serves(1, call.m, call.k);
    }

    private static boolean serves(int m, int n, int k) {
        boolean large = (long) n * k >= LARGE;
        return m == 1 && n >= LEAST_COLUMNS || (m == 2 || m == 4 && large) && n >= LEAST_COLUMNS_OF_MORE;
    }

    /** Whether C is a column without gaps, and so a row too; alpha, if it is not 1, belongs to the elements of A. */
    private static boolean oneColumn(GemmCall call) {
        return call.n == 1 && call.a.transposed && call.alpha == 1f && call.c.ld == 1;
    }

    /** Computes the product of {@code call}. */
    static void multiply(GemmCall call) {
        if (oneColumn(call)) {
            column(call);
            return;
        }
        Operand b = call.b;
        Operand c = call.c;
        int most = SUMS / call.m;
        for (int j = 0; j < call.n; j += most) {
            int columns = Math.min(most, call.n - j);
            int at = c.at(0, j);
            start(call.beta, c.data, at, c.ld, call.m, columns);
            RowSums.add(call.a, call.m, call.alpha, call.k, b.data, b.at(0, j), b.ld, c.data, at, c.ld, columns);
            Finish.tile(c.data, at, c.ld, call.m, columns, call.epilogue, call.bias, call.biasOff + j);
        }
    }

    /** Computes the column as a row, to which the rows of A as they lie are added. */
    private static void column(GemmCall call) {
        Operand a = call.a;
        Operand c = call.c;
        Operand row = ROWS.take();
        row.set(call.b.data, call.b.off, call.b.ld, !call.b.transposed);
        for (int i = 0; i < call.m; i += SUMS) {
            int rows = Math.min(SUMS, call.m - i);
            int at = c.at(i, 0);
            start(call.beta, c.data, at, 0, 1, rows);
            RowSums.add(row, 1, 1f, call.k, a.data, a.at(i, 0), a.ld, c.data, at, 0, rows);
            Finish.tile(c.data, at, 1, rows, 1, call.epilogue, call.bias, call.biasOff);
        }
        row.clear();
        ROWS.give(row);
    }

    /** Lays down what the chains start from: zeros where beta is 0, whatever c holds. */
    private static void start(float beta, float[] c, int at, int ldc, int rows, int columns) {
        for (int i = 0; i < rows && beta == 0f; i++) {
            Arrays.fill(c, at + i * ldc, at + i * ldc + columns, 0f);
        }
        if (beta != 0f && beta != 1f) {
            PackedRows.scale(beta, c, at, ldc, rows, columns);
        }
    }
}
