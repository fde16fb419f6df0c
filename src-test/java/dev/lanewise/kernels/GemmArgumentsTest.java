package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.GemmOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong arguments are refused before any write, by a message that starts with the argument's name. */
class GemmArgumentsTest {

    private static final int MAX = Integer.MAX_VALUE;

    @ParameterizedTest
    @CsvSource({
        // name, ta, tb, m, n, k, aOff, lda, bOff, ldb, cOff, ldc; every array has 100 elements
        "m, NO, NO, -1, 3, 3, 0, 3, 0, 3, 0, 3",
        "n, NO, NO, 3, -1, 3, 0, 3, 0, 3, 0, 3",
        "k, NO, NO, 3, 3, -1, 0, 3, 0, 3, 0, 3",
        "ld of a, NO, NO, 3, 4, 5, 0, 4, 0, 4, 0, 4",
        "ld of a, YES, NO, 3, 4, 5, 0, 2, 0, 4, 0, 4",
        "ld of a, NO, NO, 3, 4, 0, 0, 0, 0, 4, 0, 4",
        "ld of b, NO, NO, 3, 4, 5, 0, 5, 0, 3, 0, 4",
        "ld of b, NO, YES, 3, 4, 5, 0, 5, 0, 4, 0, 4",
        "ld of c, NO, NO, 3, 4, 5, 0, 5, 0, 4, 0, 3",
        "ld of c, NO, NO, 3, 4, 5, 0, 5, 0, 4, 0, -4",
        "offset of a, NO, NO, 3, 4, 5, -1, 5, 0, 4, 0, 4",
        "offset of b, NO, NO, 3, 4, 5, 0, 5, -7, 4, 0, 4",
        "offset of c, NO, NO, 3, 4, 5, 0, 5, 0, 4, -1, 4",
        "a, NO, NO, 10, 4, 10, 1, 10, 0, 4, 0, 4",
        "a, NO, NO, 11, 4, 10, 0, 10, 0, 4, 0, 4",
        "a, YES, NO, 4, 4, 11, 0, 10, 0, 4, 0, 4",
        "b, NO, NO, 4, 10, 10, 0, 10, 1, 10, 0, 10",
        "b, NO, YES, 4, 11, 10, 0, 10, 0, 10, 0, 11",
        "c, NO, NO, 10, 10, 4, 0, 4, 0, 10, 1, 10",
        "c, NO, NO, 3, 4, 5, 0, 5, 0, 4, 0, 49",
        "a, NO, NO, 4, 4, 4, 0, 1073741824, 0, 4, 0, 4",
        "b, NO, NO, 4, 4, 4, 0, 4, 0, 1431655766, 0, 4",
        "c, NO, NO, 4, 4, 4, 0, 4, 0, 4, 0, 1073741824",
        "a, NO, NO, 4, 4, 4, 2147483647, 4, 0, 4, 0, 4",
        "a, NO, NO, 2147483647, 2147483647, 2147483647, 0, 2147483647, 0, 2147483647, 0, 2147483647",
        "c, NO, NO, 65536, 65536, 0, 0, 1, 0, 65536, 0, 65536",
    })
    void refuses(
            String name,
            Transpose ta,
            Transpose tb,
            int m,
            int n,
            int k,
            int aOff,
            int lda,
            int bOff,
            int ldb,
            int cOff,
            int ldc) {
        float[] a = TestData.normals(100, 1);
        float[] b = TestData.normals(100, 2);
        float[] c = TestData.normals(100, 3);
        float[] before = c.clone();
        for (Parallelism parallelism : Threads.all()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            Gemm.sgemm(parallelism, ta, tb, m, n, k, 1f, a, aOff, lda, b, bOff, ldb, 0f, c, cOff, ldc))
                    .withMessageStartingWith(name + ": expected ")
                    .withMessageContaining(", got ");
        }
        Bits.assertSame("c", c, before);
    }

    @Test
    void refusesMissingArrays() {
        float[] x = new float[4];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgemm(2, null, 0, x, 0, x, 0))
                .withMessageStartingWith("a: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgemm(2, x, 0, null, 0, x, 0))
                .withMessageStartingWith("b: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgemm(2, x, 0, x, 0, null, 0))
                .withMessageStartingWith("c: ");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 8", "8, 0", "1, 0", "0, 1", "0, 3", "3, 0", "5, 2"})
    void refusesAnOutputThatOverlapsAnInput(int input, int output) {
        float[] shared = TestData.normals(100, 1);
        float[] other = TestData.normals(100, 2);
        float[] before = shared.clone();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgemm(3, shared, input, other, 0, shared, output))
                .withMessageStartingWith("c: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sgemm(3, other, 0, shared, input, shared, output))
                .withMessageStartingWith("c: ");
        Bits.assertSame("shared", shared, before);
    }

    @Test
    void acceptsAnOutputBesideItsInputsInOneArray() {
        float[] shared = TestData.normals(27, 1);
        float[] expected = GemmOracle.chain(
                3, 3, 3, 1f, Canary.inside(shared, 9, 9), Canary.inside(shared, 0, 9), 0f, new float[9]);
        sgemm(3, shared, 9, shared, 0, shared, 18);
        Bits.assertSame("c", Canary.inside(shared, 18, 9), expected);
    }

    @Test
    void acceptsTheSameArrayAsBothInputs() {
        for (int size : new int[] {3, 16, 70}) {
            float[] a = TestData.normals(size * size, 1);
            float[] c = new float[size * size];
            sgemm(size, a, 0, a, 0, c, 0);
            Bits.assertSame("c", c, GemmOracle.chain(size, size, size, 1f, a, a, 0f, c));
        }
    }

    /** Nothing to write: arrays of any length will do, and leading dimensions may be huge. */
    @Test
    void emptyProductsTouchNothing() {
        float[] none = new float[0];
        Gemm.sgemm(Transpose.NO, Transpose.NO, 0, 5, 7, 1f, none, 0, 7, new float[35], 0, 5, 0f, none, 0, 5);
        Gemm.sgemm(Transpose.NO, Transpose.NO, 5, 0, 7, 1f, new float[35], 0, 7, none, 0, 1, 0f, none, 0, 1);
        Gemm.sgemm(Transpose.NO, Transpose.NO, 0, 0, 0, 1f, none, 0, MAX, none, 0, MAX, 0f, none, 0, MAX);
    }

    private static void sgemm(int size, float[] a, int aOff, float[] b, int bOff, float[] c, int cOff) {
        Gemm.sgemm(Transpose.NO, Transpose.NO, size, size, size, 1f, a, aOff, size, b, bOff, size, 0f, c, cOff, size);
    }
}
