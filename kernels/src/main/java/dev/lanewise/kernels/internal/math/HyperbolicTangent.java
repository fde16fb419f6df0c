package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.math.Table8.SPLIT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The hyperbolic tangent on float lanes: eight polynomials of degree 6 in {@code t = |x| - center}, whose coefficients each
 * lane looks up. No exponential and no division: a chain of ten dependent operations, where
 * {@code 1 - 2 / (e^2x + 1)} beside a polynomial for small x has twice as many and a division, which takes as long as all
 * of these.
 *
 * <p>Each octave of {@code b = 1 + 1.62 |x|} from 1 to 16 is halved at 1.5 times its start, so the exponent of b and the
 * first bit behind it name the polynomial. The pole {@code i pi / 2} of the tangent draws away from the interval as fast as
 * the intervals become wider.
 *
 * <p>The polynomials are minimax ones (Lawson's iteration), their coefficients rounded one after the other. A center is
 * chosen, of the floats in the middle of the interval, where the tangent itself is all but a float. Around 0 it is 0, and
 * so is the first coefficient, which keeps the relative accuracy.
 */
public final class HyperbolicTangent {

    private static final int SIGN = 0x8000_0000;

    /** The tangent rounds to 1 from here on, and somewhat before. */
    private static final float ONE_ABOVE = 9.25f;

    private static final float STRETCH = 1.62f;

    /** Shifts out all but the first bit of the fraction of a float. */
    private static final int FRACTION_BUT_ONE = 22;

    private static final Table8 CENTER = Table8.of(
            0x1.da1348p-1f, 0x1.8b0c8cp0f, 0x1.3c11eep1f, 0x1.da15p1f, 0x1.6385a6p2f, 0x1.fe2804p2f, 0, 0x1.da13bap-2f);

    private static final Table8 C0 = Table8.of(
            0x1.7516d8p-1f,
            0x1.d346d8p-1f,
            0x1.f8b73p-1f,
            0x1.ff611p-1f,
            0x1.fffc14p-1f,
            0x1.fffff8p-1f,
            0,
            0x1.bae0dcp-2f);

    private static final Table8 C1 = Table8.of(
            0x1.e04496p-2f,
            0x1.5628bcp-3f,
            0x1.cee3c2p-6f,
            0x1.3db44ap-9f,
            0x1.f894c6p-15f,
            0x1.015dcap-21f,
            1,
            0x1.a03a5ap-1f);

    private static final Table8 C2 = Table8.of(
            -0x1.5df7dep-2f,
            -0x1.38458ap-3f,
            -0x1.c8499p-6f,
            -0x1.3d4fep-9f,
            -0x1.f7f498p-15f,
            -0x1.001a48p-21f,
            -0x1.0e0702p-18f,
            -0x1.68092ap-2f);

    private static final Table8 C3 = Table8.of(
            0x1.7b7a76p-4f,
            0x1.55ffdep-4f,
            0x1.276eaap-6f,
            0x1.a5158ap-10f,
            0x1.4055e8p-15f,
            0x1.46effep-22f,
            -0x1.552c62p-2f,
            -0x1.e7249ep-4f);

    private static final Table8 C4 = Table8.of(
            0x1.7cd1aep-5f,
            -0x1.9f8f0ap-6f,
            -0x1.16cbp-7f,
            -0x1.a339ecp-11f,
            -0x1.421776p-16f,
            -0x1.51bfb6p-23f,
            -0x1.242222p-9f,
            0x1.5958bap-3f);

    private static final Table8 C5 = Table8.of(
            -0x1.b29556p-5f,
            -0x1.9bb5ep-10f,
            0x1.8c51b6p-9f,
            0x1.60dba6p-12f,
            0x1.561e7ep-17f,
            0x1.5bec1p-24f,
            0x1.2ecf86p-3f,
            -0x1.cd3ac8p-7f);

    private static final Table8 C6 = Table8.of(
            0x1.e0c19ap-7f,
            0x1.935e5cp-8f,
            -0x1.6a3caap-11f,
            -0x1.ca1962p-14f,
            -0x1.c1ffd4p-19f,
            -0x1.a2db3ap-26f,
            -0x1.6d1662p-5f,
            -0x1.d2f284p-5f);

    private HyperbolicTangent() {}

    /**
     * {@code y = tanh x} for a whole number of vectors: at most 1.64 ulp off; odd, with the sign of zero kept; NaN for NaN.
     *
     * <p>All in one method, see {@link Table8}. It is too large to be inlined where it is called (over 325 bytecodes), so it
     * takes nothing of the nodes that C2 allows the kernels called beside it.
     */
    public static void tanh(float[] x, int xOff, float[] y, int yOff, int from, int to) {
        for (int i = from; i < to; i += LANES) {
            FloatVector v = fromArray(F32, x, xOff + i);
            FloatVector a = v.abs();
            FloatVector bound = broadcast(F32, ONE_ABOVE);
            a = a.blend(bound, a.compare(GT, bound));
            IntVector interval = a.fma(broadcast(F32, STRETCH), broadcast(F32, 1f))
                    .reinterpretAsInts()
                    .lanewise(LSHR, FRACTION_BUT_ONE);
            FloatVector center = (SPLIT
                            ? interval.selectFrom(CENTER.low(), CENTER.high())
                            : interval.selectFrom(CENTER.low()))
                    .reinterpretAsFloats();
            FloatVector c0 = (SPLIT ? interval.selectFrom(C0.low(), C0.high()) : interval.selectFrom(C0.low()))
                    .reinterpretAsFloats();
            FloatVector c1 = (SPLIT ? interval.selectFrom(C1.low(), C1.high()) : interval.selectFrom(C1.low()))
                    .reinterpretAsFloats();
            FloatVector c2 = (SPLIT ? interval.selectFrom(C2.low(), C2.high()) : interval.selectFrom(C2.low()))
                    .reinterpretAsFloats();
            FloatVector c3 = (SPLIT ? interval.selectFrom(C3.low(), C3.high()) : interval.selectFrom(C3.low()))
                    .reinterpretAsFloats();
            FloatVector c4 = (SPLIT ? interval.selectFrom(C4.low(), C4.high()) : interval.selectFrom(C4.low()))
                    .reinterpretAsFloats();
            FloatVector c5 = (SPLIT ? interval.selectFrom(C5.low(), C5.high()) : interval.selectFrom(C5.low()))
                    .reinterpretAsFloats();
            FloatVector c6 = (SPLIT ? interval.selectFrom(C6.low(), C6.high()) : interval.selectFrom(C6.low()))
                    .reinterpretAsFloats();
            FloatVector t = a.sub(center);
            IntVector sign = v.reinterpretAsInts().and(IntVector.broadcast(I32, SIGN));
            c6.fma(t, c5)
                    .fma(t, c4)
                    .fma(t, c3)
                    .fma(t, c2)
                    .fma(t, c1)
                    .fma(t, c0)
                    .reinterpretAsInts()
                    .or(sign)
                    .reinterpretAsFloats()
                    .intoArray(y, yOff + i);
        }
    }
}
