package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.gemm.GemmBatch;
import dev.lanewise.kernels.internal.gemm.GemmCall;

/**
 * General matrix multiplication, {@code C = epilogue(alpha op(A) op(B) + beta C)}, row-major.
 *
 * <p>{@code op(A)} is m x k, {@code op(B)} is k x n, C is m x n; {@code op(X)} is X or its transpose. A is stored as m x k
 * ({@link Transpose#NO}) or k x m ({@link Transpose#YES}), B as k x n or n x k. The leading dimensions {@code lda},
 * {@code ldb}, {@code ldc} are the elements from one stored row to the next, at least the stored row's length and at
 * least 1; the elements in between are not written, and no result depends on them.
 *
 * <p><b>Numbers.</b> Every element of C is one chain of fused multiply-adds, in the order of k, whatever the blocks,
 * threads and vector width:
 *
 * <pre>
 *   s = beta == 0 ? +0 : beta * C[i][j]
 *   for p = 0 .. k - 1:  s = fma(alpha * op(A)[i][p], op(B)[p][j], s)      every product and sum rounded to float
 *   C[i][j] = epilogue(s)
 * </pre>
 *
 * so it lies within {@code (k + 3) 2^-24 (|alpha| |A| |B| + |beta| |C|)} of the exact value. With {@code beta = 0} C is
 * not read; with {@code alpha = 0} or {@code k = 0} A and B are not. Zeros are not skipped: 0 times NaN is NaN.
 *
 * <p>C may overlap neither A nor B. A and B may overlap. Packing buffers are borrowed inside, and kept for the next call.
 *
 * <p>Loops and packing follow K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM
 * TOMS 34(3), 2008, doi:10.1145/1356052.1356053.
 */
public final class Gemm {

    private Gemm() {}

    /**
     * {@code C = alpha op(A) op(B) + beta C} on the calling thread.
     *
     * @param transA whether A is stored transposed
     * @param transB whether B is stored transposed
     * @param m rows of C
     * @param n columns of C
     * @param k terms of each sum
     * @param alpha factor of the product
     * @param a matrix A
     * @param aOff first element of A
     * @param lda elements from one stored row of A to the next
     * @param b matrix B
     * @param bOff first element of B
     * @param ldb elements from one stored row of B to the next
     * @param beta factor of the old C
     * @param c matrix C, updated
     * @param cOff first element of C
     * @param ldc elements from one row of C to the next
     * @throws IllegalArgumentException if a size is negative, a leading dimension too small, an array too short, or C
     *     overlaps A or B
     */
    public static void sgemm(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        sgemm(Parallelism.serial(), transA, transB, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc);
    }

    /** {@code C = alpha op(A) op(B) + beta C}; arguments as in {@link #sgemm(Transpose, Transpose, int, int, int,
     * float, float[], int, int, float[], int, int, float, float[], int, int)}. */
    public static void sgemm(
            Parallelism parallelism,
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc) {
        sgemm(
                parallelism,
                transA,
                transB,
                m,
                n,
                k,
                alpha,
                a,
                aOff,
                lda,
                b,
                bOff,
                ldb,
                beta,
                c,
                cOff,
                ldc,
                Epilogue.none());
    }

    /**
     * {@code C = epilogue(alpha op(A) op(B) + beta C)}: bias, one value a column, and activation before the store. The
     * bits are those of the separate steps. Other arguments as in the plain form.
     */
    public static void sgemm(
            Parallelism parallelism,
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc,
            Epilogue epilogue) {
        checkA(transA, m, k, a, aOff, lda);
        checkB(transB, n, k, b, bOff, ldb);
        Checks.nonNegative("m", m);
        Checks.matrix("c", c, cOff, m, n, ldc);
        epilogue.check(n, c, cOff, Checks.extent(m, n, ldc));
        if (m == 0 || n == 0) {
            return;
        }
        Checks.disjoint("c", c, cOff, Checks.extent(m, n, ldc), a, aOff, stored(transA, m, k, lda));
        Checks.disjoint("c", c, cOff, Checks.extent(m, n, ldc), b, bOff, stored(transB, k, n, ldb));
        call(transA, transB, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc, epilogue)
                .run(parallelism.pool());
    }

    /**
     * {@code batch} products of the same shape, product i on the matrices at {@code aOff + i * strideA},
     * {@code bOff + i * strideB} and {@code cOff + i * strideC}. A stride of 0 uses one A or B for all; the matrices C
     * must not overlap each other. Bits and other arguments as in the single form.
     *
     * @param parallelism threads to use
     * @param batch number of products
     * @param strideA elements from one A to the next, at least 0
     * @param strideB elements from one B to the next, at least 0
     * @param strideC elements from one C to the next, at least the extent of C
     * @throws IllegalArgumentException as the single form does, or if {@code batch} or a stride is out of range
     */
    public static void sgemmBatched(
            Parallelism parallelism,
            int batch,
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            long strideA,
            float[] b,
            int bOff,
            int ldb,
            long strideB,
            float beta,
            float[] c,
            int cOff,
            int ldc,
            long strideC) {
        Checks.nonNegative("batch", batch);
        checkA(transA, m, k, a, aOff, lda);
        checkB(transB, n, k, b, bOff, ldb);
        Checks.nonNegative("m", m);
        Checks.matrix("c", c, cOff, m, n, ldc);
        if (batch == 0 || m == 0 || n == 0) {
            return;
        }
        Checks.stride("strideA", strideA, 0);
        Checks.stride("strideB", strideB, 0);
        Checks.stride("strideC", strideC, Checks.extent(m, n, ldc));
        long spanA = (batch - 1) * strideA + stored(transA, m, k, lda);
        long spanB = (batch - 1) * strideB + stored(transB, k, n, ldb);
        long spanC = (batch - 1) * strideC + Checks.extent(m, n, ldc);
        Checks.vector("a", a, aOff, spanA);
        Checks.vector("b", b, bOff, spanB);
        Checks.vector("c", c, cOff, spanC);
        Checks.disjoint("c", c, cOff, spanC, a, aOff, spanA);
        Checks.disjoint("c", c, cOff, spanC, b, bOff, spanB);
        GemmBatch.run(
                parallelism.pool(),
                call(transA, transB, m, n, k, alpha, a, aOff, lda, b, bOff, ldb, beta, c, cOff, ldc, Epilogue.none()),
                batch,
                strideA,
                strideB,
                strideC);
    }

    private static GemmCall call(
            Transpose transA,
            Transpose transB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int aOff,
            int lda,
            float[] b,
            int bOff,
            int ldb,
            float beta,
            float[] c,
            int cOff,
            int ldc,
            Epilogue epilogue) {
        return GemmCall.of(
                transA == Transpose.YES,
                transB == Transpose.YES,
                m,
                n,
                k,
                alpha,
                a,
                aOff,
                lda,
                b,
                bOff,
                ldb,
                beta,
                c,
                cOff,
                ldc,
                epilogue.finish(),
                epilogue.bias(),
                epilogue.biasOff());
    }

    private static void checkA(Transpose trans, int m, int k, float[] a, int aOff, int lda) {
        Checks.nonNegative("m", m);
        Checks.nonNegative("k", k);
        boolean stored = trans == Transpose.NO;
        Checks.matrix("a", a, aOff, stored ? m : k, stored ? k : m, lda);
    }

    private static void checkB(Transpose trans, int n, int k, float[] b, int bOff, int ldb) {
        Checks.nonNegative("n", n);
        boolean stored = trans == Transpose.NO;
        Checks.matrix("b", b, bOff, stored ? k : n, stored ? n : k, ldb);
    }

    private static long stored(Transpose trans, int rows, int cols, int ld) {
        return trans == Transpose.NO ? Checks.extent(rows, cols, ld) : Checks.extent(cols, rows, ld);
    }
}
