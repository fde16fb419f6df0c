package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.SoftmaxOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Softmax and log-softmax against the double oracle, row by row. */
class SoftmaxTest {

    private static final double U = Tolerance.U;
    private static final int OFF = 3;

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "7, 10",
        "64, 10",
        "3, 15",
        "3, 16",
        "3, 17",
        "9, 31",
        "9, 32",
        "5, 63",
        "5, 64",
        "5, 65",
        "40, 129",
        "5, 128",
        "300, 256",
        "2, 1000",
        "40, 1000",
        "3, 2048",
        "3, 2049",
        "1, 100003"
    })
    void forward(int rows, int cols) {
        float[] x = TestData.uniforms(OFF + rows * cols, -9, 9, 1);
        float[] y = new float[OFF + rows * cols];
        float[] log = new float[OFF + rows * cols];
        Softmax.forward(Parallelism.serial(), rows, cols, x, OFF, y, OFF);
        LogSoftmax.forward(Parallelism.serial(), rows, cols, x, OFF, log, OFF);
        for (int r = 0; r < rows; r++) {
            double[] row = row(x, OFF + r * cols, cols);
            double[] expected = SoftmaxOracle.softmax(row);
            double relative = (Math.ceil(cols / 64.0) + 12 + 18) * U; // 18 is the largest x - max
            Tolerance.assertWithin("softmax", floats(y, OFF + r * cols, cols), expected, c -> relative * expected[c]);
            double[] logs = SoftmaxOracle.logSoftmax(row);
            double absolute = (Math.ceil(cols / 64.0) + 12) * U;
            Tolerance.assertWithin(
                    "log-softmax", floats(log, OFF + r * cols, cols), logs, c -> absolute + 4 * U * Math.abs(logs[c]));
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 10", "3, 17", "5, 65", "2, 1000"})
    void backward(int rows, int cols) {
        float[] x = TestData.uniforms(rows * cols, -3, 3, 2);
        float[] dy = TestData.normals(rows * cols, 3);
        float[] y = new float[rows * cols];
        float[] dx = new float[rows * cols];
        float[] logDx = new float[rows * cols];
        Softmax.forward(Parallelism.serial(), rows, cols, x, 0, y, 0);
        Softmax.backward(Parallelism.serial(), rows, cols, y, 0, dy, 0, dx, 0);
        LogSoftmax.forward(Parallelism.serial(), rows, cols, x, 0, y, 0);
        LogSoftmax.backward(Parallelism.serial(), rows, cols, y, 0, dy, 0, logDx, 0);
        for (int r = 0; r < rows; r++) {
            double[] row = row(x, r * cols, cols);
            double[] weights = row(dy, r * cols, cols);
            for (int c = 0; c < cols; c += 3) {
                double slope = SoftmaxOracle.difference(z -> dot(SoftmaxOracle.softmax(z), weights), row, c);
                Tolerance.assertWithin("dx", dx[r * cols + c], slope, 1e-5 + 1e-3 * Math.abs(slope));
                double logSlope = SoftmaxOracle.difference(z -> dot(SoftmaxOracle.logSoftmax(z), weights), row, c);
                Tolerance.assertWithin("log dx", logDx[r * cols + c], logSlope, 1e-5 + 1e-3 * Math.abs(logSlope));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"700, 37", "700, 3", "300, 128", "200, 300", "7, 3000"})
    void sameBitsForAnyThreadsAndInPlace(int rows, int cols) {
        float[] x = TestData.uniforms(rows * cols, -9, 9, 4);
        float[] expected = new float[x.length];
        Softmax.forward(Parallelism.serial(), rows, cols, x, 0, expected, 0);
        for (Parallelism parallelism : Threads.all()) {
            float[] y = x.clone();
            Softmax.forward(parallelism, rows, cols, y, 0, y, 0);
            Bits.assertSame("in place, " + parallelism, y, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16, 40, 128, 300, 3000})
    void specialRows(int cols) {
        float inf = Float.POSITIVE_INFINITY;
        float[] x = new float[7 * cols];
        Arrays.fill(x, 0, 2 * cols, -inf); // row 0: two are not masked; row 1: all are
        x[0] = -2000;
        x[cols - 1] = -2000;
        x[3 * cols - 1] = inf;
        x[3 * cols + cols / 2] = Float.NaN;
        x[4 * cols] = -Float.NaN;
        Arrays.fill(x, 6 * cols, 7 * cols, -1e9f); // row 5: zeros; row 6: masked with a large number
        x[7 * cols - 2] = -3;
        float[] y = new float[x.length];
        Softmax.forward(Parallelism.serial(), 7, cols, x, 0, y, 0);
        assertThat(y[0]).isEqualTo(0.5f);
        assertThat(y[cols - 1]).isEqualTo(0.5f);
        assertThat(Arrays.copyOfRange(y, 1, cols - 1)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(y, cols, 5 * cols)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(y, 5 * cols, 6 * cols)).containsOnly(y[5 * cols]);
        assertThat(y[5 * cols]).isCloseTo(1f / cols, within(1e-6f / cols));
        assertThat(y[7 * cols - 2]).isEqualTo(1f);
        assertThat(Arrays.copyOfRange(y, 6 * cols, 7 * cols - 2)).containsOnly(0f);
        Softmax.forward(Parallelism.serial(), 0, cols, x, 0, y, 0);
        Softmax.forward(Parallelism.serial(), 3, 0, x, 0, y, 0);
    }

    @Test
    void wrongArguments() {
        float[] x = new float[12];
        assertThatThrownBy(() -> Softmax.forward(Parallelism.serial(), -1, 3, x, 0, x, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows: expected a value >= 0, got -1");
        assertThatThrownBy(() -> LogSoftmax.forward(Parallelism.serial(), 4, 4, x, 0, x, 0))
                .hasMessage("x: expected at least offset 0 + 16 elements, got an array of length 12");
        assertThatThrownBy(() -> Softmax.forward(Parallelism.serial(), 2, 3, x, 0, x, 1))
                .hasMessageStartingWith("y: expected no overlap");
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double[] row(float[] x, int off, int n) {
        return TestData.toDoubles(floats(x, off, n));
    }

    static float[] floats(float[] x, int off, int n) {
        return Arrays.copyOfRange(x, off, off + n);
    }
}
