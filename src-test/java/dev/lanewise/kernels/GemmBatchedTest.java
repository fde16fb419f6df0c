package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.GemmOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch is the same bits as its products one by one. */
class GemmBatchedTest {

    @ParameterizedTest
    @CsvSource({
        "0, 3, 4, 5, 0",
        "1, 3, 4, 5, 0",
        "2, 1, 1, 1, 3",
        "3, 6, 16, 9, 1",
        "5, 7, 17, 33, 0",
        "7, 33, 5, 64, 11",
        "3, 70, 65, 130, 7",
        "100, 4, 4, 4, 0",
    })
    void sameBitsAsOneByOne(int batch, int m, int n, int k, int gap) {
        long strideA = (long) m * k + gap;
        long strideB = (long) k * n + gap;
        long strideC = (long) m * n + gap;
        float[] a = TestData.normals((int) (Math.max(1, batch) * strideA) + 1, 1);
        float[] b = TestData.normals((int) (Math.max(1, batch) * strideB) + 2, 2);
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                for (float beta : new float[] {0f, 0.5f}) {
                    float[] c = beta == 0
                            ? Canary.array((int) (Math.max(1, batch) * strideC) + 3)
                            : TestData.normals((int) (Math.max(1, batch) * strideC) + 3, 3);
                    float[] expected = c.clone();
                    int lda = ta == Transpose.NO ? k : m;
                    int ldb = tb == Transpose.NO ? n : k;
                    for (int i = 0; i < batch; i++) {
                        float[] opA = logical(ta, Canary.inside(a, (int) (1 + i * strideA), m * k), m, k);
                        float[] opB = logical(tb, Canary.inside(b, (int) (2 + i * strideB), k * n), k, n);
                        int at = (int) (3 + i * strideC);
                        float[] one = GemmOracle.chain(m, n, k, -1.5f, opA, opB, beta, Canary.inside(c, at, m * n));
                        System.arraycopy(one, 0, expected, at, m * n);
                    }
                    for (Parallelism parallelism : Threads.all()) {
                        float[] actual = c.clone();
                        Gemm.sgemmBatched(
                                parallelism,
                                batch,
                                ta,
                                tb,
                                m,
                                n,
                                k,
                                -1.5f,
                                a,
                                1,
                                lda,
                                strideA,
                                b,
                                2,
                                ldb,
                                strideB,
                                beta,
                                actual,
                                3,
                                n,
                                strideC);
                        Bits.assertSame(ta + " " + tb + " on " + parallelism, actual, expected);
                    }
                }
            }
        }
    }

    /** Stride 0: one matrix for the whole batch. */
    @Test
    void aSharedOperand() {
        int size = 20;
        float[] a = TestData.normals(3 * size * size, 1);
        float[] b = TestData.normals(size * size, 2);
        float[] c = new float[3 * size * size];
        Gemm.sgemmBatched(
                Parallelism.serial(),
                3,
                Transpose.NO,
                Transpose.NO,
                size,
                size,
                size,
                1f,
                a,
                0,
                size,
                size * size,
                b,
                0,
                size,
                0,
                0f,
                c,
                0,
                size,
                size * size);
        Bits.assertSame("c", c, GemmOracle.chain(3 * size, size, size, 1f, a, b, 0f, c));
    }

    @ParameterizedTest
    @CsvSource({
        "batch, -1, 9, 9, 9",
        "a, 3, 10, 9, 9",
        "b, 3, 9, 10, 9",
        "c, 3, 9, 9, 10",
        "strideA, 3, 4611686018427387904, 9, 9",
        "strideA, 2147483647, 9223372036854775807, 0, 9",
        "strideB, 3, 9, 4611686018427387904, 9",
        "strideC, 3, 9, 9, 4611686018427387904",
        "strideC, 3, 9, 9, 0",
    })
    void refuses(String name, int batch, long strideA, long strideB, long strideC) {
        float[] a = new float[27];
        float[] b = new float[27];
        float[] c = new float[27];
        Arrays.fill(c, 7f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemmBatched(
                        Parallelism.serial(),
                        batch,
                        Transpose.NO,
                        Transpose.NO,
                        3,
                        3,
                        3,
                        1f,
                        a,
                        0,
                        3,
                        strideA,
                        b,
                        0,
                        3,
                        strideB,
                        0f,
                        c,
                        0,
                        3,
                        strideC))
                .withMessageStartingWith(name + ": expected ");
        for (float value : c) {
            Bits.assertSame("c", new float[] {value}, new float[] {7f});
        }
    }

    private static float[] logical(Transpose t, float[] x, int rows, int cols) {
        return t == Transpose.NO ? x : GemmOracle.transposed(x, cols, rows);
    }
}
