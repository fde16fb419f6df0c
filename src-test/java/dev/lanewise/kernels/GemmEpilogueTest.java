package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.GemmCase;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fused form against the plain product followed by the same operations one by one: the same bits. */
class GemmEpilogueTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "3, 5, 0",
        "5, 1, 9",
        "7, 15, 4",
        "6, 16, 32",
        "13, 17, 33",
        "64, 65, 40",
        "100, 130, 600",
        "41, 192, 301",
        "1, 300, 50",
        "2, 150, 100",
        "6, 90, 100",
        "8, 4500, 70",
        "1, 9001, 21",
        "2, 515, 131",
        "4, 2101, 2003",
        "45, 48, 20",
        "12, 33, 64",
        "1303, 81, 20",
        "70, 96, 1200",
        "70, 127, 1100",
        "90, 10, 700",
        "61, 289, 41",
        "20, 41, 37",
        "3, 200, 640",
        "7, 140, 64",
        "16, 361, 640"
    })
    void fusedIsTheSameAsOneByOne(int m, int n, int k) {
        for (Transpose t : Transpose.values()) {
            check(
                    GemmCase.reals(Transpose.NO, t, m, n, k)
                            .withScalars(1f, k % 2)
                            .withLayout(2, 1),
                    n);
        }
    }

    @Test
    void fusedIsTheSameInOneColumn() {
        for (Transpose t : Transpose.values()) {
            check(GemmCase.reals(t, Transpose.NO, 8207, 1, 21).withScalars(1f, 1f), 1);
        }
    }

    private static void check(GemmCase gemm, int n) {
        float[] bias = TestData.normals(n, 4);
        float[] padded = Canary.around(bias, 3, 0);
        float[] plain = gemm.expected();
        for (Parallelism parallelism : Threads.all()) {
            check(gemm, parallelism, Epilogue.none(), plain);
            check(gemm, parallelism, Epilogue.relu(), relu(plain));
            check(gemm, parallelism, Epilogue.bias(padded, 3), plus(plain, bias));
            check(gemm, parallelism, Epilogue.biasRelu(padded, 3), relu(plus(plain, bias)));
        }
    }

    @Test
    void specialValuesPass() {
        int n = TestData.specials().length;
        float[] bias = TestData.specials();
        GemmCase gemm = GemmCase.reals(Transpose.NO, Transpose.NO, 9, n, 3)
                .withData(TestData.normals(27, 1), TestData.normals(3 * n, 2), TestData.specials(9 * n, 3))
                .withScalars(1f, 1f);
        check(gemm, Parallelism.serial(), Epilogue.relu(), relu(gemm.expected()));
        check(gemm, Parallelism.serial(), Epilogue.biasRelu(bias, 0), relu(plus(gemm.expected(), bias)));
    }

    @Test
    void refusesABiasThatIsTooShort() {
        float[] x = new float[4];
        float[] y = {7f, 7f, 7f, 7f};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemm(
                        Parallelism.serial(),
                        Transpose.NO,
                        Transpose.NO,
                        2,
                        2,
                        2,
                        1f,
                        x,
                        0,
                        2,
                        x,
                        0,
                        2,
                        0f,
                        y,
                        0,
                        2,
                        Epilogue.bias(new float[3], 2)))
                .withMessageStartingWith("bias: ");
        Bits.assertSame("y", y, new float[] {7f, 7f, 7f, 7f});
    }

    /** One tile would overwrite the bias of the next. */
    @Test
    void refusesABiasInTheResult() {
        float[] x = new float[4];
        float[] y = {7f, 7f, 7f, 7f};
        Epilogue epilogue = Epilogue.bias(y, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Gemm.sgemm(
                        Parallelism.serial(),
                        Transpose.NO,
                        Transpose.NO,
                        2,
                        2,
                        2,
                        1f,
                        x,
                        0,
                        2,
                        x,
                        0,
                        2,
                        0f,
                        y,
                        0,
                        2,
                        epilogue))
                .withMessageStartingWith("bias: expected no overlap");
        Bits.assertSame("y", y, new float[] {7f, 7f, 7f, 7f});
    }

    private static void check(GemmCase gemm, Parallelism parallelism, Epilogue epilogue, float[] expected) {
        Bits.assertSameNumbers(gemm + " on " + parallelism, gemm.run(parallelism, epilogue), expected);
    }

    private static float[] plus(float[] x, float[] bias) {
        float[] y = x.clone();
        for (int i = 0; i < y.length; i++) {
            y[i] += bias[i % bias.length];
        }
        return y;
    }

    private static float[] relu(float[] x) {
        float[] y = x.clone();
        Relu.forward(Parallelism.serial(), y.length, y, 0, y, 0);
        return y;
    }
}
