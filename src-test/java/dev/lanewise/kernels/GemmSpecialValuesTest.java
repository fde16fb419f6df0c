package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.fail;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.GemmCase;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Factors, NaN, infinities, denormals: what is read, what is not, and where it shows. */
class GemmSpecialValuesTest {

    private static final float[] FACTORS = {
        0f, -0f, 1f, -1f, 0.5f, 2.5f, 0.1f, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
    };

    private static final int[][] SHAPES = {{1, 1, 1}, {3, 5, 4}, {17, 33, 9}, {29, 50, 31}, {26, 40, 300}, {5, 20, 67}};

    @ParameterizedTest
    @EnumSource
    void factors(Transpose t) {
        for (int[] shape : SHAPES) {
            for (float alpha : FACTORS) {
                for (float beta : FACTORS) {
                    GemmCase.reals(t, Transpose.NO, shape[0], shape[1], shape[2])
                            .withScalars(alpha, beta)
                            .check();
                }
            }
        }
    }

    /** {@code 0 * NaN} and {@code 0 * Inf} are NaN, nothing skips zeros, sums overflow and underflow as IEEE says. */
    @ParameterizedTest
    @EnumSource
    void specialOperands(Transpose t) {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            GemmCase reals = GemmCase.reals(t, t, m, n, k);
            float[] mostlyFinite = reals.b().clone();
            for (int i = 0; i < mostlyFinite.length; i += 97) {
                mostlyFinite[i] = TestData.specials()[i / 97 % TestData.specials().length];
            }
            reals.withData(reals.a(), mostlyFinite, reals.c()).check();
            reals.withData(TestData.specials(m * k, 1), mostlyFinite, TestData.specials(m * n, 2))
                    .withScalars(0.5f, 2f)
                    .check();
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_NORMAL, 1e-30f, 1e-20f, 1e19f, 1e30f, Float.MAX_VALUE})
    void magnitudes(float scale) {
        for (int[] shape : SHAPES) {
            GemmCase gemm = GemmCase.reals(Transpose.NO, Transpose.NO, shape[0], shape[1], shape[2]);
            float[] a = scaled(gemm.a(), scale);
            gemm.withData(a, gemm.b(), gemm.c()).check();
            gemm.withData(a, scaled(gemm.b(), scale), gemm.c())
                    .withScalars(0.5f, 1f)
                    .check();
        }
    }

    @Test
    void cancellationKeepsTheOrderOfTheChain() {
        float[] a = {1e8f, 1f, -1e8f};
        float[] ones = {1f, 1f, 1f};
        GemmCase.reals(Transpose.NO, Transpose.NO, 1, 1, 3)
                .withData(a, ones, new float[1])
                .check();
    }

    /** A chain from -0 over products that are -0 ends there: neither edge of a tile adds a +0. */
    @ParameterizedTest
    @EnumSource
    void negativeZerosStay(Transpose t) {
        for (int[] shape : SHAPES) {
            float[] a = new float[shape[0] * shape[2]];
            float[] b = new float[shape[2] * shape[1]];
            float[] c = new float[shape[0] * shape[1]];
            Arrays.fill(a, -0f);
            Arrays.fill(b, 1f);
            Arrays.fill(c, -0f);
            GemmCase zeros = GemmCase.reals(t, Transpose.NO, shape[0], shape[1], shape[2])
                    .withData(a, b, c)
                    .withScalars(1f, 1f);
            Bits.assertSame("c", zeros.run(Parallelism.serial(), Epilogue.none()), c);
        }
    }

    @Test
    void alphaZeroReadsNeitherAnorB() {
        for (int[] shape : SHAPES) {
            int m = shape[0];
            int n = shape[1];
            int k = shape[2];
            for (float alpha : new float[] {0f, -0f}) {
                for (float beta : new float[] {0f, 1f, -0.5f}) {
                    GemmCase.reals(Transpose.NO, Transpose.YES, m, n, k)
                            .withData(Canary.array(m * k), Canary.array(k * n), TestData.normals(m * n, 1))
                            .withScalars(alpha, beta)
                            .check();
                }
            }
        }
    }

    @Test
    void withoutTermsOnlyCIsScaled() {
        for (int size : new int[] {1, 7, 40}) {
            for (float beta : FACTORS) {
                GemmCase.reals(Transpose.NO, Transpose.NO, size, size + 1, 0)
                        .withScalars(1f, beta)
                        .check();
            }
        }
    }

    /** One NaN in A taints its row and nothing else, one in B its column, wherever a tile or a tail may end. */
    @Test
    void nanTaintsExactlyItsRowOrColumn() {
        int m = 19;
        int n = 37;
        int k = 21;
        GemmCase clean = GemmCase.reals(Transpose.NO, Transpose.NO, m, n, k);
        for (int at = 0; at < m * k; at += at % 17 == 0 ? 1 : 5) {
            float[] a = clean.a().clone();
            a[at] = Float.NaN;
            int row = at / k;
            assertTainted(clean.withData(a, clean.b(), clean.c()), i -> i / n == row);
        }
        for (int at = 0; at < k * n; at += at % 17 == 0 ? 1 : 7) {
            float[] b = clean.b().clone();
            b[at] = Float.NaN;
            int col = at % n;
            assertTainted(clean.withData(clean.a(), b, clean.c()), i -> i % n == col);
        }
    }

    /** What an earlier, larger call left in pooled buffers must not show in a smaller one. */
    @Test
    void leftoversOfEarlierCallsDoNotShow() {
        GemmCase poisoned = GemmCase.reals(Transpose.YES, Transpose.YES, 130, 140, 150);
        float[] nan = new float[150 * 140];
        Arrays.fill(nan, Float.NaN);
        for (int[] shape : SHAPES) {
            for (Parallelism parallelism : Threads.all()) {
                poisoned.withData(Arrays.copyOf(nan, 130 * 150), nan, poisoned.c())
                        .run(parallelism, Epilogue.none());
            }
            GemmCase.reals(Transpose.NO, Transpose.NO, shape[0], shape[1], shape[2])
                    .check();
        }
    }

    private interface Position {
        boolean holds(int index);
    }

    private static void assertTainted(GemmCase gemm, Position tainted) {
        float[] actual = gemm.run(Parallelism.serial(), Epilogue.none());
        Bits.assertSameNumbers(gemm.toString(), actual, gemm.expected());
        for (int i = 0; i < actual.length; i++) {
            if (Float.isNaN(actual[i]) != tainted.holds(i)) {
                fail("element %d of %s: %s", i, gemm, actual[i]);
            }
        }
    }

    private static float[] scaled(float[] x, float factor) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] *= factor;
        }
        return y;
    }
}
