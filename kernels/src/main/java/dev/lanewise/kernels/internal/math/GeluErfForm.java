package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;
import static dev.lanewise.kernels.internal.math.Table8.SPLIT;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.internal.memory.Scratch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * The form of gelu with the error function on float lanes, {@code x Phi(x) = max(x, 0) - a Phi(-a)} with {@code a = |x|}.
 *
 * <p>Up to 4.99 the tail {@code a Phi(-a)} is one of eight polynomials of degree 7 in {@code t = a - center}, whose
 * coefficients each lane looks up in a {@link Table8}: 24 operations and no division, two thirds of what an exponential times
 * a rational function takes. The intervals are equal steps of {@code (a + 2.5)^2}, so they become shorter as the tail falls
 * more steeply. The polynomials are minimax ones in the relative error (Lawson's iteration), their coefficients rounded one
 * after the other; a center is chosen, of the floats in the middle of the interval, where the tail itself is all but a
 * float. Relative error at most {@code 2^-23.1}.
 *
 * <p>Further out the tail is {@code e^(-a^2/2) w(1/a^2)}, {@code w} a minimax polynomial of degree 5, relative error
 * {@code 2^-28}, and {@code e^(-a^2/2) = 2^n (1 + r q(r))} with {@code r = a^2 + 2 n ln 2}. The square enters in two floats, so
 * the tail keeps its relative accuracy down to the denormal numbers. Only blocks with such a lane take that
 * way too. Against one exponential for every lane: 1.2 to 2 times as fast for inputs spread over +-3, 0.4 to 0.7 times over
 * +-10, where nearly every block takes both ways (Sapphire Rapids, JDK 25.0.3, November 2026).
 */
public final class GeluErfForm {

    /** Up to here the tail is a polynomial: somewhat below 5, where the number of the interval becomes 8. */
    private static final float NEAR = 4.99f;

    /** The interval is {@code a^2 QUADRATIC + a LINEAR}, rounded. */
    private static final float QUADRATIC = 0x1.333334p-3f;

    private static final float LINEAR = 0x1.8p-1f;

    /** A float that leaves the integer next to what it is added to in the lowest bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final Table8 CENTER = Table8.of(
            0, 0x1.10430cp0f, 0x1.e8c31ep0f, 0x1.4e7d12p1f, 0x1.9d7a36p1f, 0x1.e4a71ap1f, 0x1.12fdbap2f, 0x1.31631p2f);

    private static final Table8 C0 = Table8.of(
            0,
            0x1.392668p-3f,
            0x1.b7c056p-5f,
            0x1.800ce6p-7f,
            0x1.05cbfcp-9f,
            0x1.2f7b28p-12f,
            0x1.385fd8p-15f,
            0x1.248724p-18f);

    private static final Table8 C1 = Table8.of(
            0x1p-1f,
            -0x1.8e4f3p-4f,
            -0x1.85065p-4f,
            -0x1.e8688ep-6f,
            -0x1.a15a3ap-8f,
            -0x1.1d239ap-10f,
            -0x1.4df7bep-13f,
            -0x1.5bd7a2p-16f);

    private static final Table8 C2 = Table8.of(
            -0x1.98846ep-2f,
            -0x1.934a5ap-4f,
            0x1.b273dp-5f,
            0x1.039278p-5f,
            0x1.2ae52p-7f,
            0x1.f12758p-10f,
            0x1.5149cep-12f,
            0x1.8b2d1ap-15f);

    private static final Table8 C3 = Table8.of(
            0x1.a4fe34p-17f,
            0x1.d80656p-4f,
            0x1.dd282ap-8f,
            -0x1.08e8ap-6f,
            -0x1.eb0ef2p-8f,
            -0x1.06df2p-9f,
            -0x1.a86324p-12f,
            -0x1.1c01c2p-14f);

    private static final Table8 C4 = Table8.of(
            0x1.0fcc4ap-4f,
            -0x1.974db2p-6f,
            -0x1.6a478cp-6f,
            0x1.95665p-10f,
            0x1.d6aa9cp-9f,
            0x1.6eaff4p-10f,
            0x1.70210ep-12f,
            0x1.1fc6fcp-14f);

    private static final Table8 C5 = Table8.of(
            0x1.5b6476p-11f,
            -0x1.c164fp-7f,
            0x1.27a956p-7f,
            0x1.88897ep-9f,
            -0x1.709cbcp-11f,
            -0x1.4eb19ep-11f,
            -0x1.c93928p-13f,
            -0x1.b103dcp-15f);

    private static final Table8 C6 = Table8.of(
            -0x1.7e5e62p-7f,
            0x1.91532cp-8f,
            0x1.af7d34p-12f,
            -0x1.cb0866p-10f,
            -0x1.2c5472p-12f,
            0x1.4551a6p-13f,
            0x1.9216fcp-14f,
            0x1.f1ac82p-16f);

    private static final Table8 C7 = Table8.of(
            0x1.2046d4p-9f,
            0x1.8b073ep-11f,
            -0x1.4fa604p-10f,
            0x1.2c2b7cp-12f,
            0x1.f28dc4p-13f,
            0x1.31ef58p-17f,
            -0x1.b061fap-16f,
            -0x1.9558c6p-17f);

    private static final float W0 = 0x1.988452p-2f;
    private static final float W1 = -0x1.98818ap-2f;
    private static final float W2 = 0x1.31d9bap0f;
    private static final float W3 = -0x1.72a61ep2f;
    private static final float W4 = 0x1.048fa6p5f;
    private static final float W5 = -0x1.f2c3dep6f;

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

    private static final int EXPONENT = 23;

    /** Elements from the first vector with a lane further out that go that way together. */
    private static final int BLOCK = 4 * VIRTUAL_LANES;

    private static final float[] NONE = {};

    private GeluErfForm() {}

    /** {@code y = x Phi(x)} for a whole number of vectors, at most 2.8 ulp off; NaN for NaN. */
    public static void gate(float[] x, int xOff, float[] y, int yOff, int from, int to) {
        float[] far = NONE;
        int i = near(x, xOff, y, yOff, from, to, NONE);
        while (i < to) {
            far = far == NONE ? Scratch.take(BLOCK) : far;
            int end = Math.min(to - i, BLOCK) + i;
            far(x, xOff + i, far, end - i);
            near(x, xOff, y, yOff, i, end, far);
            i = near(x, xOff, y, yOff, end, to, NONE);
        }
        if (far != NONE) {
            Scratch.give(far);
        }
    }

    /**
     * {@code y = x Phi(x)} with the polynomials; where {@code |x| > 4.99} from {@code far}, or if that is empty up to the first
     * vector with such a lane. All in one method, see {@link Table8}. It is too large to be inlined where it is called (over
     * 325 bytecodes), so it takes nothing of the nodes that C2 allows the kernels called beside it.
     *
     * @return where it ended
     */
    private static int near(float[] x, int xOff, float[] y, int yOff, int from, int to, float[] far) {
        for (int i = from; i < to; i += LANES) {
            FloatVector v = fromArray(F32, x, xOff + i);
            FloatVector a = v.abs();
            IntVector interval = a.fma(
                            a.fma(broadcast(F32, QUADRATIC), broadcast(F32, LINEAR)), broadcast(F32, ROUNDER))
                    .reinterpretAsInts();
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
            FloatVector c7 = (SPLIT ? interval.selectFrom(C7.low(), C7.high()) : interval.selectFrom(C7.low()))
                    .reinterpretAsFloats();
            FloatVector t = a.sub(center);
            FloatVector tail = c7.fma(t, c6)
                    .fma(t, c5)
                    .fma(t, c4)
                    .fma(t, c3)
                    .fma(t, c2)
                    .fma(t, c1)
                    .fma(t, c0);
            FloatVector zero = FloatVector.zero(F32);
            FloatVector near = v.blend(zero, v.compare(LT, zero)).sub(tail);
            VectorMask<Float> isFar = a.compare(GT, broadcast(F32, NEAR));
            if (!isFar.anyTrue()) {
                near.intoArray(y, yOff + i);
            } else if (far.length > 0) {
                near.blend(fromArray(F32, far, i - from), isFar).intoArray(y, yOff + i);
            } else {
                return i;
            }
        }
        return to;
    }

    /**
     * {@code y = x Phi(x)} for {@code |x| > 4.99}; elsewhere y means nothing. Without methods of its own that take vectors:
     * wherever C2 stops inlining, none becomes an object.
     */
    private static void far(float[] x, int xOff, float[] y, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector v = fromArray(F32, x, xOff + i);
            FloatVector a = v.abs();
            FloatVector bound = broadcast(F32, GaussianTail.ZERO_ABOVE);
            a = a.blend(bound, a.compare(GT, bound));
            FloatVector square = a.mul(a);
            FloatVector low = a.fma(a, square.neg());
            FloatVector n = square.fma(broadcast(F32, -HALF_LOG2_E), broadcast(F32, Exponential.RAISED));
            FloatVector whole = n.sub(broadcast(F32, Exponential.RAISED));
            FloatVector r = whole.fma(broadcast(F32, TWICE_LN2_HIGH), square)
                    .add(whole.fma(broadcast(F32, TWICE_LN2_LOW), low));
            FloatVector excess = r.fma(broadcast(F32, Q5), broadcast(F32, Q4))
                    .fma(r, broadcast(F32, Q3))
                    .fma(r, broadcast(F32, Q2))
                    .fma(r, broadcast(F32, Q1))
                    .fma(r, broadcast(F32, Q0))
                    .mul(r);
            FloatVector u = broadcast(F32, 1f).div(square);
            FloatVector weight = u.fma(broadcast(F32, W5), broadcast(F32, W4))
                    .fma(u, broadcast(F32, W3))
                    .fma(u, broadcast(F32, W2))
                    .fma(u, broadcast(F32, W1))
                    .fma(u, broadcast(F32, W0));
            FloatVector power = n.reinterpretAsInts().lanewise(LSHL, EXPONENT).reinterpretAsFloats();
            FloatVector tail = excess.fma(weight, weight).mul(power).mul(broadcast(F32, Exponential.LOWER));
            FloatVector zero = FloatVector.zero(F32);
            v.blend(zero, v.compare(LT, zero)).sub(tail).intoArray(y, i);
        }
    }
}
