package dev.lanewise.kernels.internal.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The order of the reductions, bit by bit, against 64 scalar columns and a scalar tree. */
class RowReductionTest {

    private static final int LONGEST = 4 * 64 + 3;

    @Test
    void everyLengthAndOffsetSumsInTheStatedOrder() {
        for (int n = 0; n <= LONGEST; n++) {
            int off = n % 5;
            float[] x = Canary.around(TestData.normals(n, n), off, 3);
            float[] y = Canary.around(TestData.normals(n, 1000 + n), off + 1, 0);
            float[] sums = new float[64];
            float[] products = new float[64];
            for (int i = 0; i < n; i++) {
                sums[i % 64] += x[off + i];
                products[i % 64] = Math.fma(x[off + i], y[off + 1 + i], products[i % 64]);
            }
            assertThat(RowReduction.sum(x, off, n)).as("sum of %d", n).isEqualTo(fold(sums));
            assertThat(RowReduction.dot(x, off, y, off + 1, n))
                    .as("dot of %d", n)
                    .isEqualTo(fold(products));
        }
    }

    @Test
    void everyLengthAndOffsetFindsItsMaximum() {
        for (int n = 1; n <= LONGEST; n++) {
            float[] data = TestData.uniforms(n, -2f, -1f, n);
            float expected = Float.NEGATIVE_INFINITY;
            for (float value : data) {
                expected = Math.max(expected, value);
            }
            assertThat(RowReduction.max(Canary.around(data, 2, 3), 2, n))
                    .as("max of %d", n)
                    .isEqualTo(expected);
        }
    }

    @Test
    void maximumOfEachPositionIsSeenAndNanWins() {
        for (int at = 0; at < LONGEST; at++) {
            float[] x = new float[LONGEST];
            Arrays.fill(x, -1f);
            x[at] = 5f;
            assertThat(RowReduction.max(x, 0, LONGEST)).as("5 at %d", at).isEqualTo(5f);
            x[at] = Float.NaN;
            x[(at + 7) % LONGEST] = Float.POSITIVE_INFINITY;
            assertThat(RowReduction.max(x, 0, LONGEST)).as("NaN at %d", at).isNaN();
        }
    }

    @Test
    void emptyRowsAreTheIdentity() {
        float[] none = new float[0];
        assertThat(Float.floatToRawIntBits(RowReduction.sum(none, 0, 0))).isZero();
        assertThat(Float.floatToRawIntBits(RowReduction.dot(none, 0, none, 0, 0)))
                .isZero();
        assertThat(RowReduction.max(none, 0, 0)).isEqualTo(Float.NEGATIVE_INFINITY);
    }

    @Test
    void productsThatUnderflowToMinusZeroSumToZero() {
        for (int n : new int[] {64, 128, LONGEST}) {
            float[] x = new float[n];
            float[] y = new float[n];
            Arrays.fill(x, -1e-30f);
            Arrays.fill(y, 1e-30f);
            assertThat(Float.floatToRawIntBits(RowReduction.dot(x, 0, y, 0, n)))
                    .as("dot of %d", n)
                    .isZero();
        }
    }

    @Test
    void longRowStaysWithinTheStatedBound() {
        int n = 100_003;
        float[] x = TestData.uniforms(n, -1f, 2f, 5);
        double exact = 0;
        double absolute = 0;
        for (float value : x) {
            exact += value;
            absolute += Math.abs(value);
        }
        double bound = ((n + 63) / 64 + 6) * Tolerance.U * absolute;
        Tolerance.assertWithin("sum", RowReduction.sum(x, 0, n), exact, bound);
    }

    private static float fold(float[] columns) {
        for (int half = 32; half > 0; half /= 2) {
            for (int j = 0; j < half; j++) {
                columns[j] += columns[j + half];
            }
        }
        return columns[0];
    }
}
