package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.gemm.GemvCall;

/**
 * Matrix times vector, {@code y = alpha op(A) x + beta y}, A row-major m x n.
 *
 * <p>{@code op(A) = A} ({@link Transpose#NO}): x has n elements, y has m. {@code op(A)} = A transposed
 * ({@link Transpose#YES}): x has m, y has n. Vectors may be strided: element i lies at {@code xOff + i * incx}.
 *
 * <p><b>Numbers.</b> For A as stored, {@code y[i] = fma(alpha, dot(row i, x), beta * y[i])}; element {@code j} of the dot
 * product belongs to column {@code j % 64}, a column is a chain of {@code fma} from 0, and six times the upper half of the
 * columns is added to the lower half. Transposed, {@code y[j]} is a chain from {@code beta * y[j]} over the rows i of
 * {@code fma(alpha * x[i], A[i][j], .)}. Both lie within {@code (k + 3) 2^-24 (|alpha| |A| |x| + |beta| |y|)}. With
 * {@code beta = 0} y is not read; with {@code alpha = 0} A and x are not.
 */
public final class Gemv {

    private Gemv() {}

    /**
     * {@code y = alpha op(A) x + beta y}.
     *
     * @param parallelism threads to use
     * @param trans whether A is used transposed
     * @param m rows of A
     * @param n columns of A
     * @param alpha factor of the product
     * @param a matrix A
     * @param aOff first element of A
     * @param lda elements from one row of A to the next, at least {@code max(1, n)}
     * @param x vector x
     * @param xOff first element of x
     * @param incx elements from one element of x to the next, at least 1
     * @param beta factor of the old y
     * @param y vector y, updated; may overlap neither A nor x
     * @param yOff first element of y
     * @param incy elements from one element of y to the next, at least 1
     * @throws IllegalArgumentException if a size or stride is out of range, an array too short, or y overlaps an input
     */
    public static void sgemv(
            Parallelism parallelism,
            Transpose trans,
            int m,
            int n,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] x,
            int xOff,
            int incx,
            float beta,
            float[] y,
            int yOff,
            int incy) {
        Checks.nonNegative("m", m);
        Checks.nonNegative("n", n);
        Checks.matrix("a", a, aOff, m, n, lda);
        Checks.positive("incx", incx);
        Checks.positive("incy", incy);
        int terms = trans == Transpose.NO ? n : m;
        int results = trans == Transpose.NO ? m : n;
        long xSpan = terms == 0 ? 0 : (terms - 1L) * incx + 1;
        long ySpan = results == 0 ? 0 : (results - 1L) * incy + 1;
        Checks.vector("x", x, xOff, xSpan);
        Checks.vector("y", y, yOff, ySpan);
        Checks.disjoint("y", y, yOff, ySpan, a, aOff, Checks.extent(m, n, lda));
        Checks.disjoint("y", y, yOff, ySpan, x, xOff, xSpan);
        if (results > 0) {
            GemvCall.run(
                    parallelism.pool(),
                    trans == Transpose.YES,
                    results,
                    alpha == 0f ? 0 : terms,
                    alpha,
                    a,
                    aOff,
                    lda,
                    x,
                    xOff,
                    incx,
                    beta,
                    y,
                    yOff,
                    incy);
        }
    }
}
