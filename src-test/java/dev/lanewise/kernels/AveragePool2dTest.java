package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.kernels.AveragePool2d.Divisor;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.PoolOracle;
import dev.lanewise.testkit.PoolShapes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AveragePool2dTest {

    private static final int OFFSET = 3;
    private static final int GAP = 40;

    @Test
    void isTheOracleOnEveryShape() {
        for (Pool2dGeometry g : PoolShapes.small()) {
            for (Divisor divisor : Divisor.values()) {
                checkForward(g, divisor);
                checkBackward(g, divisor);
            }
        }
    }

    @Test
    void threadsDoNotShow() {
        for (Pool2dGeometry g : PoolShapes.large()) {
            float[] y = checkForward(g, Divisor.VALID_TAPS);
            float[] dx = checkBackward(g, Divisor.VALID_TAPS);
            for (Parallelism parallelism : Threads.parallel()) {
                Bits.assertSame(g + ", " + parallelism, forward(g, Divisor.VALID_TAPS, parallelism), y);
                Bits.assertSame(g + ", " + parallelism, backward(g, Divisor.VALID_TAPS, parallelism), dx);
            }
        }
    }

    @Test
    void meanOfEqualValuesIsTheValue() {
        for (int size = 1; size <= 11; size++) {
            Pool2dGeometry g = Pool2dGeometry.of(1, size, size, 17, size, size);
            float[] x = new float[g.inputSize()];
            Arrays.fill(x, 7f);
            float[] y = new float[17];
            AveragePool2d.forward(Parallelism.serial(), g, Divisor.WINDOW, x, 0, y, 0);
            assertThat(y).containsOnly(7f);
        }
    }

    @Test
    void borderCountsForTheWindowDivisorOnly() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 2, 2, 1, 2, 2).withPadding(1, 1, 1, 1);
        float[] x = {4f, 8f, 12f, 16f};
        float[] y = new float[4];
        AveragePool2d.forward(Parallelism.serial(), g, Divisor.WINDOW, x, 0, y, 0);
        assertThat(y).containsExactly(1f, 2f, 3f, 4f);
        AveragePool2d.forward(Parallelism.serial(), g, Divisor.VALID_TAPS, x, 0, y, 0);
        assertThat(y).containsExactly(4f, 8f, 12f, 16f);
    }

    @Test
    void beyondTheBorderNothingCounts() {
        Pool2dGeometry reaching = Pool2dGeometry.of(1, 1, 4, 1, 1, 3).withCeilMode();
        float[] y = new float[2];
        AveragePool2d.forward(Parallelism.serial(), reaching, Divisor.WINDOW, new float[] {1f, 2f, 3f, 8f}, 0, y, 0);
        assertThat(y).containsExactly(2f, 8f);
    }

    @Test
    void nanStaysInItsWindowAndChannel() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 2, 4, 19, 2, 2);
        float[] x = TestData.smallIntegers(g.inputSize(), 1);
        x[19 + 18] = Float.NaN;
        float[] y = new float[38];
        AveragePool2d.forward(Parallelism.serial(), g, Divisor.VALID_TAPS, x, 0, y, 0);
        for (int i = 0; i < y.length; i++) {
            assertThat(Float.isNaN(y[i])).isEqualTo(i == 18);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Pool2dGeometry g = Pool2dGeometry.of(1, 4, 4, 2, 2, 2);
        float[] big = new float[100];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AveragePool2d.forward(Parallelism.serial(), g, Divisor.WINDOW, big, 69, big, 0))
                .withMessageStartingWith("x:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AveragePool2d.backward(Parallelism.serial(), g, Divisor.WINDOW, big, 0, big, 7))
                .withMessageStartingWith("dx:");
    }

    private static float[] forward(Pool2dGeometry g, Divisor divisor, Parallelism parallelism) {
        int size = g.outputSize();
        float[] x = TestData.normals(g.inputSize(), 1);
        float[] y = Canary.array(OFFSET + size + GAP);
        AveragePool2d.forward(parallelism, g, divisor, Canary.around(x, 1, 0), 1, y, OFFSET);
        Canary.assertIntact("y of " + g, y, OFFSET, size);
        return Canary.inside(y, OFFSET, size);
    }

    private static float[] backward(Pool2dGeometry g, Divisor divisor, Parallelism parallelism) {
        int size = g.inputSize();
        float[] dy = TestData.normals(g.outputSize(), 1);
        float[] dx = Canary.array(OFFSET + size + GAP);
        AveragePool2d.backward(parallelism, g, divisor, Canary.around(dy, 1, 0), 1, dx, OFFSET);
        Canary.assertIntact("dx of " + g, dx, OFFSET, size);
        return Canary.inside(dx, OFFSET, size);
    }

    /** {@code taps - 1} sums and a quotient: {@code taps} roundings, relative to the mean of the magnitudes. */
    private static float[] checkForward(Pool2dGeometry g, Divisor divisor) {
        float[] y = forward(g, divisor, Parallelism.serial());
        float[] x = TestData.normals(g.inputSize(), 1);
        boolean countBorder = divisor == Divisor.WINDOW;
        double[] expected = PoolOracle.average(g, countBorder, x);
        double[] magnitude = PoolOracle.average(g, countBorder, magnitudes(x));
        Tolerance.assertWithin("y of " + g, y, expected, i -> (g.taps() + 1) * Tolerance.U * magnitude[i]);
        return y;
    }

    /** A pixel sums one quotient for each window that looks at it, and at most {@code taps} windows do. */
    private static float[] checkBackward(Pool2dGeometry g, Divisor divisor) {
        float[] dx = backward(g, divisor, Parallelism.serial());
        float[] dy = TestData.normals(g.outputSize(), 1);
        boolean countBorder = divisor == Divisor.WINDOW;
        double[] expected = PoolOracle.averageBackward(g, countBorder, dy);
        double[] magnitude = PoolOracle.averageBackward(g, countBorder, magnitudes(dy));
        Tolerance.assertWithin("dx of " + g, dx, expected, i -> (g.taps() + 1) * Tolerance.U * magnitude[i]);
        return dx;
    }

    private static float[] magnitudes(float[] x) {
        float[] magnitudes = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            magnitudes[i] = Math.abs(x[i]);
        }
        return magnitudes;
    }
}
