package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.internal.Lanes;
import jdk.incubator.vector.FloatVector;

/**
 * The tanh form of gelu on float lanes. {@code (1 + tanh u) / 2 = sigma(2 u)}, so it is {@code x sigma(z(x))} with
 * {@code z(x) = x (C + D x^2)}, {@code C = 2 sqrt(2 / pi)}, {@code D = 0.044715 C}.
 */
public final class GeluTanhForm {

    /** {@code a sigma(-z(a))} rounds to 0 from here on. */
    private static final float ZERO_ABOVE = 11f;

    private static final float C_HIGH = 0x1.988454p0f;
    private static final float C_LOW = -0x1.857936p-25f;
    private static final float D_HIGH = 0x1.2444f2p-4f;
    private static final float D_LOW = 0x1.49b16ap-29f;

    private GeluTanhForm() {}

    /**
     * {@code x sigma(z(x))}. In the left tail an error of {@code z} is a relative error of the result, so {@code z} is
     * formed in two floats.
     */
    public static FloatVector gate(FloatVector x) {
        FloatVector a = Lanes.atMost(x.abs(), ZERO_ABOVE);
        FloatVector square = a.mul(a);
        FloatVector squareLow = a.fma(a, square.neg());
        FloatVector d = square.mul(D_HIGH);
        FloatVector dLow = squareLow
                .lanewise(FMA, D_HIGH, square.lanewise(FMA, D_HIGH, d.neg()))
                .add(square.mul(D_LOW));
        // C + d exactly, whichever is larger (Knuth's two-sum)
        FloatVector sum = d.add(C_HIGH);
        FloatVector dPart = sum.sub(C_HIGH);
        FloatVector lost = sum.sub(dPart).sub(C_HIGH).neg().add(d.sub(dPart));
        FloatVector sumLow = lost.add(dLow).add(C_LOW);
        FloatVector minusA = a.neg();
        FloatVector high = minusA.mul(sum);
        FloatVector low = minusA.fma(sumLow, minusA.fma(sum, high.neg()));
        return Logistic.gate(x, a, high, low);
    }

    /** The derivative of {@code x sigma(z(x))}. */
    public static FloatVector gateDerivative(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(ZERO_ABOVE, a.compare(GT, ZERO_ABOVE));
        FloatVector square = a.mul(a);
        FloatVector c = FloatVector.broadcast(F32, C_HIGH);
        FloatVector high = square.lanewise(FMA, D_HIGH, c).mul(a).neg();
        return Logistic.gateDerivative(
                x, high, square.lanewise(FMA, 3 * D_HIGH, c).mul(a));
    }
}
