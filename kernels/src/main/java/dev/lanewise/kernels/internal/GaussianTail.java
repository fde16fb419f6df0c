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
 * <p>{@code m(a) = erfcx(a / sqrt 2) / 2} is {@code p((a - 4) / (a + 4)) / (a + 4)} with {@code p} a minimax polynomial
 * of degree 9 over {@code [0, 15]}, relative error {@code 2^-25.7} (the form of Shepherd and Laframboise, Math. Comp. 36,
 * 1981). The square enters the exponential in two floats, so the tail keeps its relative accuracy down to the denormal
 * numbers.
 */
public final class GaussianTail {

    /** {@code a Phi(-a)} rounds to 0 from here on. */
    private static final float ZERO_ABOVE = 15f;

    private static final float INVERSE_ROOT_2_PI = 0x1.988454p-2f;

    private static final float P0 = 0x1.82b4bcp-1f;
    private static final float P1 = -0x1.373e3ap-1f;
    private static final float P2 = 0x1.8c6d7ap-2f;
    private static final float P3 = -0x1.7dff6cp-3f;
    private static final float P4 = 0x1.eedeb6p-5f;
    private static final float P5 = -0x1.ed86aap-8f;
    private static final float P6 = -0x1.ceb4eep-9f;
    private static final float P7 = 0x1.9c6472p-10f;
    private static final float P8 = 0x1.a53244p-13f;
    private static final float P9 = -0x1.00e858p-13f;

    private GaussianTail() {}

    /** {@code x Phi(x)}, as {@code max(x, 0) - a Phi(-a)} with {@code a = |x|}. */
    public static FloatVector gate(FloatVector x) {
        FloatVector a = argument(x);
        FloatVector square = a.mul(a);
        FloatVector high = square.mul(-0.5f);
        FloatVector low = a.fma(a, square.neg()).mul(-0.5f);
        FloatVector n = Exponential.nearest(high);
        FloatVector first = Exponential.firstFactor(n);
        FloatVector second = Exponential.secondFactor(n);
        FloatVector excess = Exponential.excess(high, low, n);
        FloatVector weight = scaledTail(a).mul(a);
        FloatVector tail = excess.fma(weight, weight).mul(first).mul(second);
        return x.blend(0f, x.compare(LT, 0f)).sub(tail);
    }

    /**
     * The derivative of {@code x Phi(x)}: {@code Phi(-a) - a phi(a)} at {@code -a}, with the density {@code phi}; those
     * at {@code x} and {@code -x} add up to 1.
     */
    public static FloatVector gateDerivative(FloatVector x) {
        FloatVector a = argument(x);
        FloatVector e = Exponential.expNonPositive(a.mul(a).mul(-0.5f));
        FloatVector left = a.lanewise(FMA, -INVERSE_ROOT_2_PI, scaledTail(a)).mul(e);
        return left.neg().add(1f).blend(left, x.compare(LT, 0f));
    }

    private static FloatVector argument(FloatVector x) {
        FloatVector a = x.abs();
        return a.blend(ZERO_ABOVE, a.compare(GT, ZERO_ABOVE));
    }

    /** {@code m(a)}. Reciprocal and argument of the polynomial are each corrected to half an ulp by their residue. */
    private static FloatVector scaledTail(FloatVector a) {
        FloatVector one = FloatVector.broadcast(F32, 1f);
        FloatVector sum = a.add(4f);
        FloatVector lost = a.sub(sum.sub(4f));
        FloatVector quotient = one.div(sum);
        FloatVector minus = quotient.neg();
        FloatVector u = minus.fma(lost, minus.fma(sum, one)).fma(quotient, quotient);
        FloatVector ratio = a.sub(4f).mul(u);
        FloatVector t = ratio.neg().fma(a, ratio.add(1f).lanewise(FMA, -4f, a)).fma(u, ratio);
        return t.lanewise(FMA, P9, FloatVector.broadcast(F32, P8))
                .lanewise(FMA, t, P7)
                .lanewise(FMA, t, P6)
                .lanewise(FMA, t, P5)
                .lanewise(FMA, t, P4)
                .lanewise(FMA, t, P3)
                .lanewise(FMA, t, P2)
                .lanewise(FMA, t, P1)
                .lanewise(FMA, t, P0)
                .mul(u);
    }
}
