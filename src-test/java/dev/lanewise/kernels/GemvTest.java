package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.kernels.internal.reduce.RowReduction;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.GemmOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Matrix times vector against the double oracle, and one thread against many. */
class GemvTest {

    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 200};

    /** The operands of one call, dense. */
    private record Case(Transpose ta, int m, int n, float alpha, float beta, float[] a, float[] x, float[] y) {

        static Case normals(Transpose ta, int m, int n, float alpha, float beta) {
            boolean plain = ta == Transpose.NO;
            return new Case(
                    ta,
                    m,
                    n,
                    alpha,
                    beta,
                    TestData.normals(m * n, 1),
                    TestData.normals(plain ? n : m, 2),
                    TestData.normals(plain ? m : n, 3));
        }

        float[] run(Parallelism parallelism, int gap, int inc) {
            int lda = Math.max(1, n) + gap;
            float[] memoryA = Canary.matrix(a, m, n, gap, lda, 0);
            float[] memoryX = Canary.matrix(x, x.length, 1, gap, inc, 0);
            float[] memoryY = Canary.matrix(beta == 0 ? Canary.array(y.length) : y, y.length, 1, gap, inc, gap);
            Gemv.sgemv(parallelism, ta, m, n, alpha, memoryA, gap, lda, memoryX, gap, inc, beta, memoryY, gap, inc);
            Canary.assertIntact(this + ": y", memoryY, y.length, 1, gap, inc);
            return Canary.inside(memoryY, y.length, 1, gap, inc);
        }

        double[] exact() {
            return GemmOracle.exact(y.length, 1, x.length, alpha, logical(), x, beta, y);
        }

        double[] bounds() {
            return GemmOracle.bounds(y.length, 1, x.length, alpha, logical(), x, beta, y);
        }

        private float[] logical() {
            return ta == Transpose.NO ? a : GemmOracle.transposed(a, m, n);
        }

        @Override
        public String toString() {
            return "sgemv " + ta + " m=" + m + " n=" + n + " alpha=" + alpha + " beta=" + beta;
        }
    }

    @ParameterizedTest
    @EnumSource
    void realsAreWithinTheBound(Transpose ta) {
        for (int m : SIZES) {
            for (int n : SIZES) {
                Case gemv = Case.normals(ta, m, n, 1f, 0f);
                Tolerance.assertWithin(
                        gemv.toString(), gemv.run(Parallelism.serial(), 0, 1), gemv.exact(), gemv.bounds());
                Case scaled = Case.normals(ta, m, n, -2.5f, 0.5f);
                Tolerance.assertWithin(
                        scaled.toString(), scaled.run(Parallelism.serial(), 3, 2), scaled.exact(), scaled.bounds());
            }
        }
    }

    @Test
    void rowsAreSummedLikeADotProduct() {
        for (int m : new int[] {1, 3, 4, 5, 8, 11}) {
            for (int n : SIZES) {
                Case gemv = Case.normals(Transpose.NO, m, n, 1f, 0f);
                float[] dots = new float[m];
                for (int i = 0; i < m; i++) {
                    dots[i] = RowReduction.dot(gemv.a, i * n, gemv.x, 0, n);
                }
                Bits.assertSame(gemv.toString(), gemv.run(Parallelism.serial(), 2, 1), dots);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void integersAreExactAndThreadsAgree(Transpose ta) {
        for (int[] shape : new int[][] {{1, 5000}, {5000, 1}, {300, 700}, {1111, 257}, {64, 4096}, {2000, 33}}) {
            int m = shape[0];
            int n = shape[1];
            Case reals = Case.normals(ta, m, n, 1.5f, 1f);
            Case integers = new Case(
                    ta,
                    m,
                    n,
                    2f,
                    -1f,
                    TestData.smallIntegers(m * n, 1),
                    TestData.smallIntegers(reals.x.length, 2),
                    TestData.smallIntegers(reals.y.length, 3));
            float[] serial = reals.run(Parallelism.serial(), 0, 1);
            Tolerance.assertWithin(reals.toString(), serial, reals.exact(), reals.bounds());
            for (Parallelism parallelism : Threads.all()) {
                String what = integers + " on " + parallelism;
                Tolerance.assertWithin(what, integers.run(parallelism, 1, 1), integers.exact(), i -> 0);
                Bits.assertSame(what, reals.run(parallelism, 1, 3), serial);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void nanShowsExactlyWhereItIsRead(Transpose ta) {
        int m = 19;
        int n = 70;
        for (int at = 0; at < m * n; at += 11) {
            Case gemv = Case.normals(ta, m, n, 1f, 1f);
            gemv.a[at] = Float.NaN;
            float[] y = gemv.run(Parallelism.serial(), 0, 1);
            int tainted = ta == Transpose.NO ? at / n : at % n;
            for (int i = 0; i < y.length; i++) {
                assertThat(Float.isNaN(y[i])).as("y[" + i + "]").isEqualTo(i == tainted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void alphaZeroReadsNeitherAnorX(Transpose ta) {
        Case clean = Case.normals(ta, 17, 33, 0f, 2f);
        Case gemv = new Case(ta, 17, 33, 0f, 2f, Canary.array(17 * 33), Canary.array(clean.x.length), clean.y);
        float[] doubled = clean.y.clone();
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] *= 2f;
        }
        Bits.assertSame("beta 2", gemv.run(Parallelism.serial(), 0, 1), doubled);
        Case zero = new Case(ta, 17, 33, -0f, 0f, gemv.a, gemv.x, gemv.y);
        Bits.assertSame("beta 0", zero.run(Parallelism.serial(), 0, 1), new float[clean.y.length]);
    }

    @ParameterizedTest
    @CsvSource({
        // every array has 20 elements
        "m, -1, 4, 0, 4, 0, 1, 0, 1",
        "n, 5, -4, 0, 4, 0, 1, 0, 1",
        "ld of a, 5, 4, 0, 3, 0, 1, 0, 1",
        "offset of a, 5, 4, -1, 4, 0, 1, 0, 1",
        "a, 5, 4, 1, 4, 0, 1, 0, 1",
        "a, 5, 4, 0, 1073741824, 0, 1, 0, 1",
        "incx, 5, 4, 0, 4, 0, 0, 0, 1",
        "incy, 5, 4, 0, 4, 0, 1, 0, 0",
        "x, 5, 4, 0, 4, 17, 1, 0, 1",
        "x, 5, 4, 0, 4, 0, 1073741824, 0, 1",
        "y, 5, 4, 0, 4, 0, 1, 16, 1",
        "y, 5, 4, 0, 4, 0, 1, 0, 1073741824",
    })
    void refuses(String name, int m, int n, int aOff, int lda, int xOff, int incx, int yOff, int incy) {
        float[] a = new float[20];
        float[] x = new float[20];
        float[] y = TestData.normals(20, 1);
        float[] before = y.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemv.sgemv(
                        Parallelism.serial(), Transpose.NO, m, n, 1f, a, aOff, lda, x, xOff, incx, 0f, y, yOff, incy))
                .withMessageStartingWith(name + ": expected ");
        Bits.assertSame("y", y, before);
    }

    @Test
    void refusesAnOutputThatOverlapsAnInput() {
        float[] shared = new float[40];
        float[] a = new float[16];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemv.sgemv(
                        Parallelism.serial(), Transpose.NO, 4, 4, 1f, a, 0, 4, shared, 0, 1, 0f, shared, 3, 1))
                .withMessageStartingWith("y: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemv.sgemv(
                        Parallelism.serial(), Transpose.NO, 4, 4, 1f, shared, 0, 4, a, 0, 1, 0f, shared, 15, 1))
                .withMessageStartingWith("y: ");
    }
}
