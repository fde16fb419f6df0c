package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.ActivationOracle;
import dev.lanewise.testkit.Ulps;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The bounds that the Javadoc states, in ulps: on a sample of all floats in every build, on all of them in the tests
 * tagged {@code exhaustive}. The functions have the same bits on every machine, so one exhaustive run settles it.
 */
class ActivationAccuracyTest {

    /** A prime, so that the sample does not favour some last bits. */
    private static final int SAMPLE = 60_013;

    private enum Function {
        EXP(Exp::forward, StrictMath::exp, 0.9),
        LOG(Log::forward, StrictMath::log, 0.92),
        ELU((p, n, x, xOff, y, yOff) -> Elu.forward(p, n, 1f, x, xOff, y, yOff), ActivationOracle.ELU, 0.9),
        SIGMOID(Sigmoid::forward, ActivationOracle.SIGMOID, 2.5),
        TANH(Tanh::forward, ActivationOracle.TANH, 1.64),
        SOFTPLUS(Softplus::forward, ActivationOracle.SOFTPLUS, 1.6),
        SILU(Silu::forward, ActivationOracle.SILU, 3),
        GELU_ERF(
                (p, n, x, xOff, y, yOff) -> Gelu.forward(p, n, Gelu.Form.ERF, x, xOff, y, yOff),
                ActivationOracle.GELU_ERF,
                3),
        GELU_TANH(
                (p, n, x, xOff, y, yOff) -> Gelu.forward(p, n, Gelu.Form.TANH, x, xOff, y, yOff),
                ActivationOracle.GELU_TANH,
                2.5);

        final Ulps.Kernel kernel;
        final DoubleUnaryOperator exact;
        final double bound;

        Function(Ulps.Kernel kernel, DoubleUnaryOperator exact, double bound) {
            this.kernel = kernel;
            this.exact = exact;
            this.bound = bound;
        }

        Function(Ulps.Kernel kernel, ActivationOracle exact, double bound) {
            this(kernel, exact::value, bound);
        }
    }

    @ParameterizedTest
    @EnumSource
    void sampleStaysWithinTheBound(Function function) {
        check(function, SAMPLE);
    }

    /** Where the functions bend; every float where gelu goes from its tables to an exponential. */
    @ParameterizedTest
    @EnumSource
    void denserSampleOfTheMiddleStaysWithinTheBound(Function function) {
        check(function, 0.01f, 16f, 997);
        check(function, -16f, -0.01f, 997);
        check(function, 4.9899f, 5.0001f, 1);
        check(function, -5.0001f, -4.9899f, 1);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("exhaustive")
    void everyFloatStaysWithinTheBound(Function function) {
        check(function, 1);
    }

    private static void check(Function function, int stride) {
        check(function, -Float.MAX_VALUE, Float.MAX_VALUE, stride);
    }

    private static void check(Function function, float from, float to, int stride) {
        Ulps.Worst worst = Ulps.worst(function.kernel, function.exact, from, to, stride);
        assertThat(worst.ulps()).as("%s: %s", function, worst).isLessThanOrEqualTo(function.bound);
    }
}
