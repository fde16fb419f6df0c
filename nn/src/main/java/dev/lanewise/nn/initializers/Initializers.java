package dev.lanewise.nn.initializers;

import dev.lanewise.kernels.ElementwiseUnary;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.RandomFill;

/** The usual initializers. */
public final class Initializers {

    /** All 0. */
    public static final Initializer ZEROS = constant(0f);

    /** All 1. */
    public static final Initializer ONES = constant(1f);

    /** Uniform within {@code ±sqrt(6 / (in + out))} (Glorot and Bengio 2010). */
    public static final Initializer GLOROT_UNIFORM = (fans, seed, stream, n, values, offset) ->
            symmetric(6.0 / ((double) fans.in() + fans.out()), seed, stream, n, values, offset);

    /** Truncated normal with variance {@code 2 / (in + out)} (Glorot and Bengio 2010). */
    public static final Initializer GLOROT_NORMAL = (fans, seed, stream, n, values, offset) ->
            truncated(2.0 / ((double) fans.in() + fans.out()), seed, stream, n, values, offset);

    /** Uniform within {@code ±sqrt(6 / in)} (He et al. 2015). */
    public static final Initializer HE_UNIFORM =
            (fans, seed, stream, n, values, offset) -> symmetric(6.0 / fans.in(), seed, stream, n, values, offset);

    /** Truncated normal with variance {@code 2 / in} (He et al. 2015). */
    public static final Initializer HE_NORMAL =
            (fans, seed, stream, n, values, offset) -> truncated(2.0 / fans.in(), seed, stream, n, values, offset);

    /** Deviation of a standard normal that is cut at ±2: the rules above divide by it to keep their variance. */
    private static final double DEVIATION_CUT_AT_TWO = 0.8796256610342398;

    private Initializers() {}

    /** All {@code value}. */
    public static Initializer constant(float value) {
        return (fans, seed, stream, n, values, offset) ->
                ElementwiseUnary.fill(Parallelism.serial(), n, value, values, offset);
    }

    /** Uniform in {@code [low, high)}. */
    public static Initializer randomUniform(float low, float high) {
        return (fans, seed, stream, n, values, offset) ->
                RandomFill.uniform(Parallelism.serial(), n, seed, stream, 0, low, high, values, offset);
    }

    /** Normal. */
    public static Initializer randomNormal(float mean, float deviation) {
        return (fans, seed, stream, n, values, offset) ->
                RandomFill.normal(Parallelism.serial(), n, seed, stream, 0, mean, deviation, values, offset);
    }

    private static void symmetric(double limitSquared, long seed, int stream, int n, float[] values, int offset) {
        float limit = (float) Math.sqrt(limitSquared);
        RandomFill.uniform(Parallelism.serial(), n, seed, stream, 0, -limit, limit, values, offset);
    }

    private static void truncated(double variance, long seed, int stream, int n, float[] values, int offset) {
        float deviation = (float) (Math.sqrt(variance) / DEVIATION_CUT_AT_TWO);
        RandomFill.truncatedNormal(Parallelism.serial(), n, seed, stream, 0, 0f, deviation, values, offset);
    }
}
