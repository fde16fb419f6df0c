package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;

import jdk.incubator.vector.FloatVector;

/**
 * The hyperbolic tangent on float lanes: below 0.625 {@code x + x^3 p(x^2)} with {@code p} a minimax polynomial of
 * degree 4, relative error {@code 2^-27}; from there on {@code 1 - 2 / (e^2x + 1)}, whose quotient is at most half.
 *
 * <p>The exponential is one of {@code x}, not of {@code 2 x}: {@code e^2x = 2^n (1 + r q(r))} with
 * {@code r = x - n ln(2) / 2}. Its relative error counts less and less as x grows, so one float is enough for
 * {@code ln(2) / 2}.
 */
public final class HyperbolicTangent {

    private static final int SIGN = 0x8000_0000;

    private static final float SMALL = 0.625f;

    /** From here on the tangent rounds to 1. */
    private static final float ONE_ABOVE = 10f;

    private static final float P0 = -0x1.555532p-2f;
    private static final float P1 = 0x1.1106f6p-3f;
    private static final float P2 = -0x1.b835a4p-5f;
    private static final float P3 = 0x1.51f8cep-6f;
    private static final float P4 = -0x1.750ce2p-8f;

    private static final float TWICE_LOG2_E = 0x1.715476p1f;
    private static final float HALF_LN2 = 0x1.62e43p-2f;

    /** The polynomial of {@link Exponential} for twice the argument. */
    private static final float Q0 = 2f;

    private static final float Q1 = 0x1.fffffcp0f;
    private static final float Q2 = 0x1.555492p0f;
    private static final float Q3 = 0x1.5558b4p-1f;
    private static final float Q4 = 0x1.12399ep-2f;
    private static final float Q5 = 0x1.6a492ep-4f;

    private HyperbolicTangent() {}

    /** {@code tanh x}, at most 1.4 ulp off; odd, with the sign of zero kept; NaN goes the way of the small. */
    public static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        FloatVector y = small(a).blend(large(Lanes.atMost(a, ONE_ABOVE)), a.compare(GE, SMALL));
        return y.reinterpretAsInts().or(x.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
    }

    private static FloatVector small(FloatVector a) {
        FloatVector square = a.mul(a);
        return square.lanewise(FMA, P4, FloatVector.broadcast(F32, P3))
                .lanewise(FMA, square, P2)
                .lanewise(FMA, square, P1)
                .lanewise(FMA, square, P0)
                .fma(square.mul(a), a);
    }

    private static FloatVector large(FloatVector a) {
        FloatVector n = a.lanewise(FMA, TWICE_LOG2_E, FloatVector.broadcast(F32, Exponential.PLAIN));
        FloatVector power = Exponential.power(n);
        FloatVector r = n.sub(Exponential.PLAIN).lanewise(FMA, -HALF_LN2, a);
        FloatVector scaled = r.lanewise(FMA, Q5, FloatVector.broadcast(F32, Q4))
                .lanewise(FMA, r, Q3)
                .lanewise(FMA, r, Q2)
                .lanewise(FMA, r, Q1)
                .lanewise(FMA, r, Q0)
                .lanewise(FMA, r, 1f);
        FloatVector sum = scaled.lanewise(FMA, power, 1f);
        return FloatVector.broadcast(F32, -2f).div(sum).add(1f);
    }
}
