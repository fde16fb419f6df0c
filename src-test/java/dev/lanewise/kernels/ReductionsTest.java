package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.ReductionsOracle;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReductionsTest {

    private static final Parallelism SERIAL = Parallelism.serial();

    @Test
    void sumsHaveTheDocumentedOrderAtEveryWidthAndThreadCount() {
        for (int n : Sizes.vectors()) {
            float[] x = TestData.normals(n, 1);
            float[] y = TestData.normals(n, 2);
            float[] ones = new float[n];
            Arrays.fill(ones, 1f);
            double sum = ReductionsOracle.orderedDot(x, ones);
            double dot = ReductionsOracle.orderedDot(x, y);
            double squares = ReductionsOracle.orderedDot(x, x);
            float[] xIn = Canary.around(x, 3, 2);
            float[] yIn = Canary.around(y, 5, 2);
            for (Parallelism parallelism : Sizes.threads(n)) {
                assertThat(Reductions.sum(parallelism, n, xIn, 3))
                        .as("sum of %d", n)
                        .isEqualTo(sum);
                assertThat(Reductions.dot(parallelism, n, xIn, 3, yIn, 5))
                        .as("dot of %d", n)
                        .isEqualTo(dot);
                assertThat(Reductions.sumOfSquares(parallelism, n, xIn, 3))
                        .as("squares of %d", n)
                        .isEqualTo(squares);
            }
        }
    }

    @Test
    void sumsKeepTheirErrorBound() {
        for (int n : new int[] {63, 64, 71, 72, 1000, 20_000}) {
            float[] x = TestData.normals(n, 3);
            float[] y = TestData.uniforms(n, -1e4f, 1e4f, 4);
            double bound = (n / 64 + 78) * 0x1p-53 * ReductionsOracle.magnitude(x, y);
            assertThat(Reductions.dot(SERIAL, n, x, 0, y, 0))
                    .as("dot of %d", n)
                    .isCloseTo(ReductionsOracle.exactDot(x, y), within(bound));
        }
    }

    /** Every term is a multiple of 2^-10 and every sum below 2^43, so nothing may be lost. */
    @Test
    void tenMillionTermsAroundTenThousandLoseNothing() {
        int n = 10_000_000;
        float[] x = new float[n];
        long units = 0;
        for (int i = 0; i < n; i++) {
            int unit = 10_000 * 1024 + i * 7919 % 23 - 11;
            units += unit;
            x[i] = unit * 0x1p-10f;
        }
        assertThat(Reductions.sum(Parallelism.allCores(), n, x, 0)).isEqualTo(units * 0x1p-10);
        Arrays.fill(x, 0.1f);
        assertThat(Reductions.sum(SERIAL, n, x, 0)).isCloseTo(n * (double) 0.1f, within(1e-6));
    }

    @Test
    void greatestAndLeast() {
        for (int n : Sizes.vectors()) {
            float[] x = TestData.normals(n, 5);
            float greatest = Float.NEGATIVE_INFINITY;
            float least = Float.POSITIVE_INFINITY;
            for (float value : x) {
                greatest = Math.max(greatest, value);
                least = Math.min(least, value);
            }
            float[] in = Canary.around(x, 1, 3);
            for (Parallelism parallelism : Sizes.threads(n)) {
                assertThat(Reductions.max(parallelism, n, in, 1))
                        .as("max of %d", n)
                        .isEqualTo(greatest);
                assertThat(Reductions.min(parallelism, n, in, 1))
                        .as("min of %d", n)
                        .isEqualTo(least);
                assertThat(Reductions.allFinite(parallelism, n, in, 1))
                        .as("finite %d", n)
                        .isTrue();
            }
        }
    }

    @Test
    void oneSpecialValueAnywhereShows() {
        for (int n : new int[] {1, 3, 17, 64, 65, 130, 16_384 + 70}) {
            for (int at : new int[] {0, n / 2, n - 1}) {
                float[] x = new float[n];
                Arrays.fill(x, -0f);
                x[at] = 0f;
                assertThat(Float.floatToRawIntBits(Reductions.max(SERIAL, n, x, 0)))
                        .isZero();
                x[at] = Float.NaN;
                assertThat(Reductions.max(SERIAL, n, x, 0)).isNaN();
                assertThat(Reductions.min(SERIAL, n, x, 0)).isNaN();
                assertThat(Reductions.sum(SERIAL, n, x, 0)).isNaN();
                assertThat(Reductions.argmax(n, x, 0)).isEqualTo(at);
                assertThat(Reductions.allFinite(SERIAL, n, x, 0)).isFalse();
                x[at] = Float.NEGATIVE_INFINITY;
                assertThat(Reductions.allFinite(SERIAL, n, x, 0)).isFalse();
                assertThat(Reductions.min(SERIAL, n, x, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
                x[at] = Float.MAX_VALUE;
                assertThat(Reductions.allFinite(SERIAL, n, x, 0)).isTrue();
            }
        }
    }

    @Test
    void argmaxTakesTheFirstOfTiesAndTheFirstNan() {
        for (int n : Sizes.vectors()) {
            if (n > 0) {
                float[] x = TestData.smallIntegers(n, 6);
                assertThat(Reductions.argmax(n, Canary.around(x, 2, 1), 2)).isEqualTo(ReductionsOracle.argmax(x));
                float[] special = TestData.specials(n, 7);
                assertThat(Reductions.argmax(n, special, 0)).isEqualTo(ReductionsOracle.argmax(special));
            }
        }
        assertThat(Reductions.argmax(3, new float[] {-0f, 0f, 0f}, 0)).isZero();
        float[] lowest = new float[20];
        Arrays.fill(lowest, Float.NEGATIVE_INFINITY);
        assertThat(Reductions.argmax(20, lowest, 0)).isZero();
    }

    @Test
    void argmaxOfRows() {
        for (int[] shape : new int[][] {{0, 5}, {1, 1}, {7, 10}, {3, 17}, {4000, 10}, {5, 20_000}}) {
            int rows = shape[0];
            int cols = shape[1];
            float[] x = TestData.smallIntegers(rows * cols, 8);
            int[] expected = new int[rows + 2];
            Arrays.fill(expected, -7);
            for (int r = 0; r < rows; r++) {
                expected[r + 1] = ReductionsOracle.argmax(Arrays.copyOfRange(x, r * cols, (r + 1) * cols));
            }
            for (Parallelism parallelism : Threads.all()) {
                int[] out = new int[rows + 2];
                Arrays.fill(out, -7);
                Reductions.argmaxRows(parallelism, rows, cols, x, 0, out, 1);
                assertThat(out).containsExactly(expected);
            }
        }
    }

    @Test
    void countsEqualIntegers() {
        int[] a = TestData.indices(1001, 3, 9);
        int[] b = TestData.indices(1003, 3, 10);
        int expected = 0;
        for (int i = 0; i < 1000; i++) {
            expected += a[i + 1] == b[i + 3] ? 1 : 0;
        }
        assertThat(Reductions.countEqual(1000, a, 1, b, 3)).isEqualTo(expected).isBetween(250, 420);
    }

    @Test
    void refusesWhatItCannotDo() {
        float[] x = new float[4];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.sum(SERIAL, 4, x, 1))
                .withMessage("x: expected at least offset 1 + 4 elements, got an array of length 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.argmax(0, x, 0))
                .withMessage("n: expected a value > 0, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.argmaxRows(SERIAL, 2, 2, x, 0, new int[1], 0))
                .withMessage("out: expected at least offset 0 + 2 elements, got an array of length 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.countEqual(-1, new int[0], 0, new int[0], 0))
                .withMessage("n: expected a value >= 0, got -1");
    }
}
