package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * The normal distribution on float lanes, {@code Phi(x) = (1 + erf(x / sqrt 2)) / 2}, as the derivative of gelu needs
 * it: through its left tail {@code Phi(-a) = e^(-a^2/2) m(a)}, {@code a >= 0}.
 *
 * <p>{@code m(a) = erfcx(a / sqrt 2) / 2} is {@code (K + N(a) / D(a)) / (a + C)}, a rational minimax approximation with
 * numerators of degree 4 over {@code [0, 14.6]}, relative error {@code 2^-26.7}. In this form D stands above and below the
 * line, so that most of its rounding errors cancel, and N is the smaller part of the numerator where polynomials err. The
 * factor that all of N and D have in common is free: it was chosen, and the whole checked on all floats, for the fewest
 * ulps.
 */
public final class GaussianTail {

    /** {@code a Phi(-a)} rounds to 0 from here on. */
    static final float ZERO_ABOVE = 15f;

    private static final float INVERSE_ROOT_2_PI = 0x1.988454p-2f;

    private static final float K = 0x1.98858cp-2f;
    private static final float C = 0x1.0a5d24p1f;
    private static final float N0 = 0x1.103bb4p-1f;
    private static final float N1 = 0x1.71496ep-2f;
    private static final float N2 = 0x1.b997fap-4f;
    private static final float N3 = 0x1.e13254p-7f;
    private static final float D0 = 0x1.a8587p-1f;
    private static final float D1 = 0x1.fa3766p-1f;
    private static final float D2 = 0x1.0a5848p-1f;
    private static final float D3 = 0x1.1b2002p-3f;
    private static final float D4 = 0x1.21e9d4p-6f;

    private GaussianTail() {}

    /**
     * The derivative of {@code x Phi(x)}: {@code Phi(-a) - a phi(a)} at {@code -a}, with the density {@code phi}; those
     * at {@code x} and {@code -x} add up to 1.
     */
    public static FloatVector gateDerivative(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(ZERO_ABOVE, a.compare(GT, ZERO_ABOVE));
        FloatVector e = Exponential.expNonPositive(a.mul(a).mul(-0.5f));
        FloatVector d = denominator(a);
        FloatVector m = d.lanewise(FMA, K, numerator(a)).div(d.lanewise(FMA, C, d.mul(a)));
        FloatVector left = a.lanewise(FMA, -INVERSE_ROOT_2_PI, m).mul(e);
        return left.neg().add(1f).blend(left, x.compare(LT, 0f));
    }

    private static FloatVector numerator(FloatVector a) {
        return a.lanewise(FMA, N3, FloatVector.broadcast(F32, N2))
                .lanewise(FMA, a, N1)
                .lanewise(FMA, a, N0);
    }

    private static FloatVector denominator(FloatVector a) {
        return a.lanewise(FMA, D4, FloatVector.broadcast(F32, D3))
                .lanewise(FMA, a, D2)
                .lanewise(FMA, a, D1)
                .lanewise(FMA, a, D0);
    }
}
