package dev.lanewise.kernels.internal.gemm;

import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PackedRows;
import java.util.Arrays;

/**
 * Products of one row of A, or of two or four: nothing is packed, the rows of B are added to C as they lie ({@link RowSums}), or,
 * if B is transposed, through a small block ({@link FewRowsTransposed}). A product of one column is the transpose of one row.
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

    private FewRows() {}

    /** Whether {@code call} is one of these. */
    static boolean serves(GemmCall call) {
        return serves(call.b.transposed, call.m, call.n, call.k)
                || oneColumn(call) && serves(!call.a.transposed, 1, call.m, call.k);
    }

    private static boolean serves(boolean transB, int m, int n, int k) {
        if (transB) {
            return FewRowsTransposed.serves(m, n, k);
        }
        boolean large = (long) n * k >= LARGE;
        return m == 1 && n >= LEAST_COLUMNS || (m == 2 || m == 4 && large) && n >= LEAST_COLUMNS_OF_MORE;
    }

    /** Whether C is a column without gaps, and so a row too; alpha, if it is not 1, belongs to the elements of A. */
    private static boolean oneColumn(GemmCall call) {
        return call.n == 1 && call.alpha == 1f && call.c.ld == 1;
    }

    /** Computes the product of {@code call}. */
    static void multiply(GemmCall call) {
        if (call.n == 1) {
            column(call);
        } else if (call.b.transposed) {
            FewRowsTransposed.multiply(call);
        } else {
            rows(call);
        }
    }

    private static void rows(GemmCall call) {
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

    /** Computes the column as the row of the transposed product. */
    private static void column(GemmCall call) {
        GemmCall row = call.transposedProduct();
        multiply(row);
        row.giveBack();
        Finish.tile(call.c.data, call.c.off, 1, call.m, 1, call.epilogue, call.bias, call.biasOff);
    }

    /** Lays down what the chains start from: zeros where beta is 0, whatever c holds. */
    static void start(float beta, float[] c, int at, int ldc, int rows, int columns) {
        for (int i = 0; i < rows && beta == 0f; i++) {
            Arrays.fill(c, at + i * ldc, at + i * ldc + columns, 0f);
        }
        if (beta != 0f && beta != 1f) {
            PackedRows.scale(beta, c, at, ldc, rows, columns);
        }
    }
}
