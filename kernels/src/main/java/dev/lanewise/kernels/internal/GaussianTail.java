package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * The normal distribution on float lanes, {@code Phi(x) = (1 + erf(x / sqrt 2)) / 2}, as gelu needs it: through its left
 * tail {@code Phi(-a) = e^(-a^2/2) m(a)}, {@code a >= 0}.
 *
 * <p>{@code m(a) = erfcx(a / sqrt 2) / 2} is {@code (K + N(a) / D(a)) / (a + C)}, a rational minimax approximation with
 * numerators of degree 4 over {@code [0, 14.6]}, relative error {@code 2^-26.7}. In this form D stands above and below the
 * line, so that most of its rounding errors cancel, and N is the smaller part of the numerator where polynomials err. The
 * factor that all of N and D have in common is free: it was chosen, and the whole checked on all floats, for the fewest
 * ulps.
 *
 * <p>{@code e^(-a^2/2) = 2^n (1 + r q(r))} with {@code r = a^2 + 2 n ln 2}. The square enters in two floats, so the tail
 * keeps its relative accuracy down to the denormal numbers.
 */
public final class GaussianTail {

    /** {@code a Phi(-a)} rounds to 0 from here on. */
    private static final float ZERO_ABOVE = 15f;

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

    private static final float HALF_LOG2_E = 0x1.715476p-1f;
    private static final float TWICE_LN2_HIGH = 0x1.62e43p0f;
    private static final float TWICE_LN2_LOW = -0x1.05c61p-28f;

    /** The polynomial of {@link Exponential} for minus half the argument. */
    private static final float Q0 = -0.5f;

    private static final float Q1 = 0x1.fffffcp-4f;
    private static final float Q2 = -0x1.555492p-6f;
    private static final float Q3 = 0x1.5558b4p-9f;
    private static final float Q4 = -0x1.12399ep-12f;
    private static final float Q5 = 0x1.6a492ep-16f;

    private GaussianTail() {}

    /** {@code x Phi(x)}, as {@code max(x, 0) - a Phi(-a)} with {@code a = |x|}. */
    public static FloatVector gate(FloatVector x) {
        FloatVector a = Lanes.atMost(x.abs(), ZERO_ABOVE);
        FloatVector square = a.mul(a);
        FloatVector n = square.lanewise(FMA, -HALF_LOG2_E, FloatVector.broadcast(F32, Exponential.RAISED));
        FloatVector excess = excess(square, a.fma(a, square.neg()), n);
        FloatVector weight = weight(a);
        FloatVector tail = excess.fma(weight, weight).mul(Exponential.power(n)).mul(Exponential.LOWER);
        return x.blend(0f, x.compare(LT, 0f)).sub(tail);
    }

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

    /** {@code e^(-(square + low)/2) / 2^n - 1}. */
    private static FloatVector excess(FloatVector square, FloatVector low, FloatVector n) {
        FloatVector whole = n.sub(Exponential.RAISED);
        FloatVector r = whole.lanewise(FMA, TWICE_LN2_HIGH, square).add(whole.lanewise(FMA, TWICE_LN2_LOW, low));
        return r.lanewise(FMA, Q5, FloatVector.broadcast(F32, Q4))
                .lanewise(FMA, r, Q3)
                .lanewise(FMA, r, Q2)
                .lanewise(FMA, r, Q1)
                .lanewise(FMA, r, Q0)
                .mul(r);
    }

    /** {@code a m(a)}. */
    private static FloatVector weight(FloatVector a) {
        FloatVector d = denominator(a);
        FloatVector ad = d.mul(a);
        return numerator(a).fma(a, ad.mul(K)).div(d.lanewise(FMA, C, ad));
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
