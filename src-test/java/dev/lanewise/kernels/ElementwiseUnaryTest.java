package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseUnaryTest {

    private static final float FACTOR = 0.7f;

    private interface Kernel {
        void run(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff);
    }

    /** A double result of one operation on floats rounds to the correctly rounded float: 53 >= 2 * 24 + 2 digits. */
    private enum Op {
        COPY(ElementwiseUnary::copy, x -> x),
        SCALE((p, n, x, xOff, y, yOff) -> ElementwiseUnary.scale(p, n, FACTOR, x, xOff, y, yOff), x -> FACTOR * x),
        ABS(ElementwiseUnary::abs, Math::abs),
        SQUARE(ElementwiseUnary::square, x -> x * x),
        SQRT(ElementwiseUnary::sqrt, Math::sqrt),
        CLIP(
                (p, n, x, xOff, y, yOff) -> ElementwiseUnary.clip(p, n, -0.5f, FACTOR, x, xOff, y, yOff),
                x -> Math.min(Math.max(x, -0.5f), FACTOR));

        final Kernel kernel;
        final DoubleUnaryOperator oracle;

        Op(Kernel kernel, DoubleUnaryOperator oracle) {
            this.kernel = kernel;
            this.oracle = oracle;
        }

        float[] expected(float[] x) {
            float[] y = new float[x.length];
            for (int i = 0; i < y.length; i++) {
                y[i] = (float) oracle.applyAsDouble(x[i]);
            }
            return y;
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheOracleAtEverySize(Op op) {
        for (int n : Sizes.vectors()) {
            float[] x = TestData.normals(n, 1);
            float[] expected = op.expected(x);
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] y = Canary.array(n + 12);
                op.kernel.run(parallelism, n, Canary.around(x, 3, 1), 3, y, 7);
                Bits.assertSameNumbers(op + " of " + n, Canary.inside(y, 7, n), expected);
                Canary.assertIntact(op + " of " + n, y, 7, n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesSpecialValuesAndWorksInPlace(Op op) {
        float[] x = TestData.specials();
        float[] expected = op.expected(x);
        op.kernel.run(Parallelism.serial(), x.length, x, 0, x, 0);
        Bits.assertSameNumbers(op.toString(), x, expected);
    }

    @Test
    void fillWritesItsSpanAlone() {
        for (int n : Sizes.vectors()) {
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] x = Canary.array(n + 5);
                ElementwiseUnary.fill(parallelism, n, -0f, x, 2);
                float[] expected = new float[n];
                Arrays.fill(expected, -0f);
                Bits.assertSame("fill of " + n, Canary.inside(x, 2, n), expected);
                Canary.assertIntact("fill of " + n, x, 2, n);
            }
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        float[] x = new float[4];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementwiseUnary.clip(Parallelism.serial(), 4, 1f, 0f, x, 0, x, 0))
                .withMessage("low: expected a value in [-Infinity, 0.0], got 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementwiseUnary.clip(Parallelism.serial(), 4, Float.NaN, 0f, x, 0, x, 0))
                .withMessage("low: expected a value in [-Infinity, 0.0], got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementwiseUnary.copy(Parallelism.serial(), 3, x, 0, x, 1))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ElementwiseUnary.fill(Parallelism.serial(), 4, 0f, x, 1))
                .withMessage("x: expected at least offset 1 + 4 elements, got an array of length 4");
    }
}
