package dev.lanewise.testkit;

import java.util.function.DoubleUnaryOperator;

/** Activations and their derivatives in double precision, by their textbook formulas. */
public enum ActivationOracle {
    LEAKY_RELU(x -> x > 0 ? x : 0.1f * x, x -> x > 0 ? 1 : 0.1f),
    ELU(x -> x > 0 ? x : StrictMath.expm1(x), x -> x > 0 ? 1 : StrictMath.exp(x)),
    SIGMOID(ActivationOracle::sigmoid, x -> sigmoid(x) * sigmoid(-x)),
    TANH(StrictMath::tanh, x -> 1 - StrictMath.tanh(x) * StrictMath.tanh(x)),
    SOFTPLUS(x -> Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))), ActivationOracle::sigmoid),
    SILU(x -> x * sigmoid(x), x -> sigmoid(x) * (1 + x * sigmoid(-x))),
    GELU_ERF(x -> x * normal(x), x -> normal(x) + x * density(x)),
    GELU_TANH(
            x -> x * sigmoid(cubic(x)),
            x -> sigmoid(cubic(x)) * (1 + x * sigmoid(-cubic(x)) * Constants.ROOT_8_PI * (1 + 3 * 0.044715 * x * x)));

    private final DoubleUnaryOperator value;
    private final DoubleUnaryOperator derivative;

    ActivationOracle(DoubleUnaryOperator value, DoubleUnaryOperator derivative) {
        this.value = value;
        this.derivative = derivative;
    }

    /** The activation; LeakyRelu with slope {@code 0.1f}, Elu with alpha 1. */
    public double value(double x) {
        return value.applyAsDouble(x);
    }

    /** Its derivative. */
    public double derivative(double x) {
        return derivative.applyAsDouble(x);
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static double sigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** The normal distribution, relative error about {@code 1e-14} in both tails. */
    public static double normal(double x) {
        return x < 0 ? tail(-x) : 1 - tail(x);
    }

    private static double density(double x) {
        return StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** {@code erfc(a / sqrt 2) / 2}: the series of erf near 0 (Abramowitz, Stegun 7.1.6), else its fraction (7.1.14). */
    private static double tail(double a) {
        double z = a / Math.sqrt(2);
        double bell = StrictMath.exp(-a * a / 2) / Math.sqrt(Math.PI);
        if (z < 2) {
            double term = z;
            double sum = z;
            for (int n = 1; n < 60; n++) {
                term *= 2 * z * z / (2 * n + 1);
                sum += term;
            }
            return 0.5 - bell * sum;
        }
        double fraction = 0;
        for (int k = 100; k > 0; k--) {
            fraction = k / 2.0 / (z + fraction);
        }
        return 0.5 * bell / (z + fraction);
    }

    private static double cubic(double x) {
        return Constants.ROOT_8_PI * (x + 0.044715 * x * x * x);
    }

    private static final class Constants {
        /** {@code 2 sqrt(2 / pi)}. */
        static final double ROOT_8_PI = Math.sqrt(8 / Math.PI);
    }
}
