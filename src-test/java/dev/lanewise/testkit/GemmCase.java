package dev.lanewise.testkit;

import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Transpose;

/**
 * One matrix multiplication to be tried: logical dense operands, and how they lie in memory. {@link #run} lays them out
 * between canaries, calls the kernel, and checks that nothing but {@code C} has changed. Where {@code beta == 0},
 * {@code C} is full of canaries, so a kernel that reads it shows.
 *
 * @param ta whether {@code a} is laid out transposed
 * @param tb whether {@code b} is laid out transposed
 * @param m rows of {@code c}
 * @param n columns of {@code c}
 * @param k columns of {@code a}
 * @param alpha factor of the product
 * @param beta factor of {@code c}
 * @param a dense {@code m x k}
 * @param b dense {@code k x n}
 * @param c dense {@code m x n}
 * @param gap what each leading dimension is larger than it must be
 * @param offset first element of each operand
 */
public record GemmCase(
        Transpose ta,
        Transpose tb,
        int m,
        int n,
        int k,
        float alpha,
        float beta,
        float[] a,
        float[] b,
        float[] c,
        int gap,
        int offset) {

    /** Uniform in (-1, 1]; alpha = 1, beta = 0, no gaps, no offsets. */
    public static GemmCase reals(Transpose ta, Transpose tb, int m, int n, int k) {
        return new GemmCase(
                ta,
                tb,
                m,
                n,
                k,
                1f,
                0f,
                TestData.uniforms(m * k, -1f, 1f, 31),
                TestData.uniforms(k * n, -1f, 1f, 32),
                TestData.uniforms(m * n, -1f, 1f, 33),
                0,
                0);
    }

    /** The same case with these operands. */
    public GemmCase withData(float[] a, float[] b, float[] c) {
        return new GemmCase(ta, tb, m, n, k, alpha, beta, a, b, c, gap, offset);
    }

    /** The same case with these factors. */
    public GemmCase withScalars(float alpha, float beta) {
        return new GemmCase(ta, tb, m, n, k, alpha, beta, a, b, c, gap, offset);
    }

    /** The same case with other leading dimensions and offsets. */
    public GemmCase withLayout(int gap, int offset) {
        return new GemmCase(ta, tb, m, n, k, alpha, beta, a, b, c, gap, offset);
    }

    /** The bits that the kernels promise. */
    public float[] expected() {
        return GemmOracle.chain(m, n, k, alpha, a, b, beta, c);
    }

    /** Requires the promised bits (of any NaN: a NaN) on each of {@link Threads#all()}. */
    public void check() {
        check(Threads.all());
    }

    /** Requires the promised bits on each of these. */
    public void check(Iterable<Parallelism> threads) {
        float[] expected = expected();
        for (Parallelism parallelism : threads) {
            Bits.assertSameNumbers(this + " on " + parallelism, run(parallelism, Epilogue.none()), expected);
        }
    }

    /** Calls the kernel and returns the dense result. */
    public float[] run(Parallelism parallelism, Epilogue epilogue) {
        boolean plainA = ta == Transpose.NO;
        boolean plainB = tb == Transpose.NO;
        int lda = Math.max(1, plainA ? k : m) + gap;
        int ldb = Math.max(1, plainB ? n : k) + gap;
        int ldc = Math.max(1, n) + gap;
        float[] memoryA = plainA
                ? Canary.matrix(a, m, k, offset, lda, 0)
                : Canary.matrix(GemmOracle.transposed(a, m, k), k, m, offset, lda, 0);
        float[] memoryB = plainB
                ? Canary.matrix(b, k, n, offset, ldb, 0)
                : Canary.matrix(GemmOracle.transposed(b, k, n), n, k, offset, ldb, 0);
        float[] memoryC = Canary.matrix(beta == 0 ? Canary.array(m * n) : c, m, n, offset, ldc, gap);
        float[] beforeA = memoryA.clone();
        float[] beforeB = memoryB.clone();
        Gemm.sgemm(
                parallelism,
                ta,
                tb,
                m,
                n,
                k,
                alpha,
                memoryA,
                offset,
                lda,
                memoryB,
                offset,
                ldb,
                beta,
                memoryC,
                offset,
                ldc,
                epilogue);
        Bits.assertSame(this + ": a", memoryA, beforeA);
        Bits.assertSame(this + ": b", memoryB, beforeB);
        Canary.assertIntact(this + ": c", memoryC, m, n, offset, ldc);
        return Canary.inside(memoryC, m, n, offset, ldc);
    }

    @Override
    public String toString() {
        return "sgemm " + ta + " " + tb + " m=" + m + " n=" + n + " k=" + k + " alpha=" + alpha + " beta=" + beta
                + " gap=" + gap + " offset=" + offset;
    }
}
