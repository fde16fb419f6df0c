package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The exponential function on float lanes, from additions, multiplications and fused multiply-adds only, so that its
 * bits are the same at every width and on every CPU.
 *
 * <p>{@code e^x = 2^n (1 + r + r^2 q(r))} with {@code n} the integer next to {@code x / ln 2}, {@code |r| <= ln(2) / 2}
 * (Cody and Waite, Software Manual for the Elementary Functions, 1980) and {@code q} a minimax polynomial of degree 4,
 * relative error {@code 2^-28}.
 *
 * <p>The steps are apart, for two reasons. A product {@code w e^x} is formed before the factor {@code 2^n}, as
 * {@code fma(excess, w, w)}, and keeps its relative accuracy down to the denormal numbers. And a long formula calls them
 * first, see {@link dev.lanewise.kernels.internal.elementwise.Ranges}.
 *
 * <p>{@code n} is found by adding a rounder, a float that leaves {@code n} plus a constant in the lowest bits; the constant
 * is chosen so that one shift makes a power of two of it.
 */
public final class Exponential {

    /** Rounder after which {@link #power} is {@code 2^n}, for {@code |n| <= 126}. */
    private static final float PLAIN = 0x1.8p23f + 127;

    /** Rounder after which {@link #power} is {@code 2^(n+64)}, for {@code -190 <= n <= 63}. */
    static final float RAISED = 0x1.8p23f + 127 + 64;

    /** What lowers a raised product: the only factor that rounds, where the result is denormal. */
    static final float LOWER = 0x1p-64f;

    /** Rounder after which {@link #firstFactor} and {@link #secondFactor} make {@code 2^n} for any {@code n} there is. */
    private static final float HALVED = 0x1.8p23f + 2 * 127;

    private static final float LOG2_E = 0x1.715476p0f;
    private static final float LN2_HIGH = 0x1.62e43p-1f;
    private static final float LN2_LOW = -0x1.05c61p-29f;

    /** Below, {@code e^x} is 0, and even {@code |x| e^x}. */
    private static final float LOWEST = -120f;

    /** Below, {@code e^x} rounds to 0. */
    private static final float VANISHES = -104f;

    /** Above, {@code e^x} is infinite. */
    private static final float HIGHEST = 89f;

    /** The bits of 87: {@code e^x} is finite and not denormal up to here and from the negative on. */
    private static final int MODERATE = Float.floatToRawIntBits(87f);

    /** Below, {@code e^x - 1} rounds to -1. */
    private static final float MINUS_ONE_BELOW = -25f;

    private static final float Q0 = 0x1.fffffcp-2f;
    private static final float Q1 = 0x1.555492p-3f;
    private static final float Q2 = 0x1.5558b4p-5f;
    private static final float Q3 = 0x1.12399ep-7f;
    private static final float Q4 = 0x1.6a492ep-10f;

    private static final int EXPONENT = 23;
    private static final int EXPONENT_BITS = -1 << EXPONENT;

    private Exponential() {}

    /**
     * {@code e^x}, at most 0.9 ulp off, denormal results included; NaN for NaN. What vanishes is multiplied by 0: a product
     * that underflows takes a hundred cycles, and masked scores, as in attention, are full of them.
     */
    public static FloatVector exp(FloatVector x) {
        var vanishes = x.compare(LT, VANISHES);
        FloatVector bounded = x.blend(HIGHEST, x.compare(GT, HIGHEST)).blend(VANISHES, vanishes);
        FloatVector n = nearest(bounded, HALVED);
        FloatVector first = firstFactor(n);
        FloatVector second = secondFactor(n, first).blend(0f, vanishes);
        return fraction(bounded, n, HALVED).mul(first).mul(second);
    }

    /** Whether {@link #expModerate} is for all of them. As integers: their order is that of floats, NaN last. */
    public static boolean areModerate(FloatVector x, FloatVector y) {
        IntVector larger = x.abs().reinterpretAsInts().max(y.abs().reinterpretAsInts());
        return larger.compare(LE, MODERATE).allTrue();
    }

    /** The bits of {@link #exp} for {@code |x| <= 87}, where neither bounds nor a second factor are needed. */
    public static FloatVector expModerate(FloatVector x) {
        FloatVector n = nearest(x, PLAIN);
        FloatVector power = power(n);
        return fraction(x, n, PLAIN).mul(power);
    }

    /** The bits of {@link #exp} for {@code x <= 0} and for NaN. */
    public static FloatVector expNonPositive(FloatVector x) {
        var vanishes = x.compare(LT, VANISHES);
        FloatVector bounded = x.blend(VANISHES, vanishes);
        FloatVector lower = broadcast(F32, LOWER).blend(0f, vanishes);
        FloatVector n = nearest(bounded, RAISED);
        FloatVector power = power(n);
        return fraction(bounded, n, RAISED).mul(power).mul(lower);
    }

    /** {@code e^x - 1} for {@code x <= 0} and for NaN, at most 1 ulp off. */
    public static FloatVector expm1NonPositive(FloatVector x) {
        FloatVector bounded = x.blend(MINUS_ONE_BELOW, x.compare(LT, MINUS_ONE_BELOW));
        FloatVector n = nearest(bounded, PLAIN);
        FloatVector power = power(n);
        return excess(bounded, FloatVector.zero(F32), n, PLAIN).fma(power, power.sub(1f));
    }

    /** {@code max(x, -120)}, which changes no exponential; NaN stays. */
    public static FloatVector atLeastLowest(FloatVector x) {
        return x.blend(LOWEST, x.compare(LT, LOWEST));
    }

    /** {@code n}, the integer next to {@code x / ln 2}, in the form that the methods below take: {@code n + rounder}. */
    static FloatVector nearest(FloatVector x, float rounder) {
        return x.lanewise(FMA, LOG2_E, broadcast(F32, rounder));
    }

    /** A power of two, see the rounders. */
    static FloatVector power(FloatVector n) {
        return n.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats();
    }

    /** {@code 2^floor(n/2)}. */
    private static FloatVector firstFactor(FloatVector n) {
        return n.reinterpretAsInts()
                .lanewise(LSHL, EXPONENT - 1)
                .and(EXPONENT_BITS)
                .reinterpretAsFloats();
    }

    /** {@code 2^ceil(n/2)}, what {@code first} lacks of {@code 2^n}. */
    private static FloatVector secondFactor(FloatVector n, FloatVector first) {
        return n.reinterpretAsInts()
                .lanewise(LSHL, EXPONENT)
                .sub(first.reinterpretAsInts())
                .reinterpretAsFloats();
    }

    /** {@code e^x / 2^n}, between {@code 0.70} and {@code 1.42}, at most 0.9 ulp off: two operations less than an excess. */
    private static FloatVector fraction(FloatVector x, FloatVector n, float rounder) {
        FloatVector whole = n.sub(broadcast(F32, rounder));
        FloatVector r = whole.fma(broadcast(F32, -LN2_LOW), whole.fma(broadcast(F32, -LN2_HIGH), x));
        return r.fma(broadcast(F32, Q4), broadcast(F32, Q3))
                .fma(r, broadcast(F32, Q2))
                .fma(r, broadcast(F32, Q1))
                .fma(r, broadcast(F32, Q0))
                .fma(r, broadcast(F32, 1f))
                .fma(r, broadcast(F32, 1f));
    }

    /**
     * {@code e^(x + low) / 2^n - 1}, between {@code -0.30} and {@code 0.42}, for {@code low} of the size of an ulp of
     * {@code x}. The first part of the remainder is exact; the second joins the sum late.
     */
    static FloatVector excess(FloatVector x, FloatVector low, FloatVector n, float rounder) {
        FloatVector whole = n.sub(rounder);
        FloatVector first = whole.lanewise(FMA, -LN2_HIGH, x);
        FloatVector second = whole.lanewise(FMA, -LN2_LOW, low);
        FloatVector r = first.add(second);
        FloatVector q = r.lanewise(FMA, Q4, broadcast(F32, Q3))
                .lanewise(FMA, r, Q2)
                .lanewise(FMA, r, Q1)
                .lanewise(FMA, r, Q0);
        return q.fma(r.mul(r), second).add(first);
    }
}
