package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Sizes;
import dev.lanewise.testkit.TestData;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElementwiseTest {

    private interface Kernel {
        void run(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff, float[] z, int zOff);
    }

    /** A double result of one operation on floats rounds to the correctly rounded float: 53 >= 2 * 24 + 2 digits. */
    private enum Op {
        ADD(Elementwise::add, (x, y) -> x + y),
        SUBTRACT(Elementwise::subtract, (x, y) -> x - y),
        MULTIPLY(Elementwise::multiply, (x, y) -> x * y),
        DIVIDE(Elementwise::divide, (x, y) -> x / y),
        MAXIMUM(Elementwise::maximum, Math::max),
        MINIMUM(Elementwise::minimum, Math::min);

        final Kernel kernel;
        final DoubleBinaryOperator oracle;

        Op(Kernel kernel, DoubleBinaryOperator oracle) {
            this.kernel = kernel;
            this.oracle = oracle;
        }

        float[] expected(float[] x, float[] y) {
            float[] z = new float[x.length];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) oracle.applyAsDouble(x[i], y[i]);
            }
            return z;
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheOracleAtEverySize(Op op) {
        for (int n : Sizes.vectors()) {
            float[] x = TestData.normals(n, 1);
            float[] y = TestData.normals(n, 2);
            float[] expected = op.expected(x, y);
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] z = Canary.array(n + 12);
                op.kernel.run(parallelism, n, Canary.around(x, 3, 1), 3, Canary.around(y, 5, 1), 5, z, 7);
                Bits.assertSame(op + " of " + n, Canary.inside(z, 7, n), expected);
                Canary.assertIntact(op + " of " + n, z, 7, n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesEveryPairOfSpecialValues(Op op) {
        float[] specials = TestData.specials();
        int n = specials.length * specials.length;
        float[] x = new float[n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = specials[i / specials.length];
            y[i] = specials[i % specials.length];
        }
        float[] z = new float[n];
        op.kernel.run(Parallelism.serial(), n, x, 0, y, 0, z, 0);
        Bits.assertSameNumbers(op.toString(), z, op.expected(x, y));
    }

    @ParameterizedTest
    @EnumSource
    void worksInPlaceOfEitherInput(Op op) {
        float[] x = TestData.normals(1001, 3);
        float[] y = TestData.normals(1001, 4);
        float[] expected = op.expected(x, y);
        float[] left = x.clone();
        op.kernel.run(Parallelism.serial(), 1001, left, 0, y, 0, left, 0);
        Bits.assertSame(op + " in place of x", left, expected);
        float[] right = y.clone();
        op.kernel.run(Parallelism.serial(), 1001, x, 0, right, 0, right, 0);
        Bits.assertSame(op + " in place of y", right, expected);
    }

    @Test
    void axpyRoundsOnce() {
        for (int n : Sizes.vectors()) {
            float[] x = TestData.normals(n, 5);
            float[] y = TestData.normals(n, 6);
            float[] expected = new float[n];
            for (int i = 0; i < n; i++) {
                expected[i] = Math.fma(0.7f, x[i], y[i]);
            }
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] z = Canary.around(y, 4, 3);
                Elementwise.axpy(parallelism, n, 0.7f, Canary.around(x, 1, 1), 1, z, 4);
                Bits.assertSame("axpy of " + n, Canary.inside(z, 4, n), expected);
                Canary.assertIntact("axpy of " + n, z, 4, n);
            }
        }
    }

    @Test
    void refusesWhatItCannotDoBeforeWriting() {
        float[] x = {1, 2, 3, 4};
        float[] z = {9, 9, 9};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Elementwise.add(Parallelism.serial(), 4, x, 0, x, 0, z, 0))
                .withMessage("z: expected at least offset 0 + 4 elements, got an array of length 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Elementwise.add(Parallelism.serial(), -1, x, 0, x, 0, z, 0))
                .withMessage("n: expected a value >= 0, got -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Elementwise.add(Parallelism.serial(), 3, x, 0, z, 0, x, 1))
                .withMessageStartingWith("z: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Elementwise.axpy(Parallelism.serial(), 3, 2f, x, 0, x, 1))
                .withMessageStartingWith("y: expected no overlap");
        Bits.assertSame("z", z, new float[] {9, 9, 9});
        assertThatCode(() -> Elementwise.add(Parallelism.serial(), 2, x, 0, x, 0, x, 2))
                .doesNotThrowAnyException();
    }
}
