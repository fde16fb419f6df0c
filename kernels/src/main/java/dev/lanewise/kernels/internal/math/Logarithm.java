package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The natural logarithm on float lanes, from additions, multiplications and fused multiply-adds only, so that its bits
 * are the same at every width and on every CPU.
 *
 * <p>{@code ln(2^k (1 + f)) = k ln 2 + f - f^2/2 + f^3 p(f)} with {@code -1/4 <= f < 1/2} and {@code p} a minimax
 * polynomial of degree 7, relative error {@code 2^-27}. In this range {@code k} is 0 on both sides of 1, so nothing
 * cancels where the logarithm is small.
 */
public final class Logarithm {

    private static final int EXPONENT = 23;
    private static final int ONE = 0x3F80_0000;
    private static final int THREE_QUARTERS = 0x3F40_0000;

    /** 16 bits, so that {@code k} times it is exact. */
    private static final float LN2_HIGH = 0x1.62e4p-1f;

    private static final float LN2_LOW = 0x1.7f7d1cp-20f;

    private static final float P0 = 0x1.5555a4p-2f;
    private static final float P1 = -0x1.00004ap-2f;
    private static final float P2 = 0x1.99699ep-3f;
    private static final float P3 = -0x1.54ed96p-3f;
    private static final float P4 = 0x1.28807ap-3f;
    private static final float P5 = -0x1.0d98fp-3f;
    private static final float P6 = 0x1.acf4a6p-4f;
    private static final float P7 = -0x1.71e324p-5f;

    private Logarithm() {}

    /** {@code ln x}, at most 0.92 ulp off, denormal numbers included; {@code -Infinity} at 0, NaN below and for NaN. */
    public static FloatVector log(FloatVector x) {
        var small = x.compare(LT, 0x1p-100f);
        FloatVector factor = FloatVector.broadcast(F32, 0.5f).blend(0x1p25f, small);
        FloatVector shift = FloatVector.broadcast(F32, 1f).blend(-25f, small);
        FloatVector y = logOfSum(x.mul(factor), FloatVector.zero(F32), shift);
        y = x.blend(y, x.compare(LT, Float.POSITIVE_INFINITY));
        return y.blend(Float.NaN, x.compare(LT, 0f)).blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
    }

    /** {@code ln(1 + x)} for {@code -1 < x <= 1} and for NaN, at most 1 ulp off. */
    public static FloatVector log1p(FloatVector x) {
        FloatVector sum = x.add(1f);
        return logOfSum(sum, x.sub(sum.sub(1f)), FloatVector.zero(F32));
    }

    /** {@code ln(x + lost) + shift ln 2} for a normal {@code x < 2^127} and what it lost in rounding. */
    private static FloatVector logOfSum(FloatVector x, FloatVector lost, FloatVector shift) {
        // k with 3/4 <= x 2^-k < 3/2
        IntVector bits = x.reinterpretAsInts();
        IntVector exponent = bits.sub(THREE_QUARTERS).lanewise(ASHR, EXPONENT);
        IntVector power = exponent.lanewise(LSHL, EXPONENT);
        FloatVector k = ((FloatVector) exponent.convert(I2F, 0)).add(shift);
        FloatVector scale = IntVector.broadcast(I32, ONE).sub(power).reinterpretAsFloats();
        FloatVector f = lost.fma(scale, bits.sub(power).reinterpretAsFloats().sub(1f));
        FloatVector p = f.lanewise(FMA, P7, FloatVector.broadcast(F32, P6))
                .lanewise(FMA, f, P5)
                .lanewise(FMA, f, P4)
                .lanewise(FMA, f, P3)
                .lanewise(FMA, f, P2)
                .lanewise(FMA, f, P1)
                .lanewise(FMA, f, P0);
        // k ln 2 + f in two floats; what is small joins the second
        FloatVector whole = k.mul(LN2_HIGH);
        FloatVector high = whole.add(f);
        FloatVector low = whole.sub(high).add(f);
        FloatVector rest = p.lanewise(FMA, f, -0.5f).fma(f.mul(f), k.lanewise(FMA, LN2_LOW, low));
        return high.add(rest);
    }
}
