package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * The logistic function {@code sigma(x) = 1 / (1 + e^-x)} on float lanes and what is made of it, through
 * {@code e = e^-|x|}, which cannot overflow.
 */
public final class Logistic {

    private Logistic() {}

    /** {@code sigma(x)}: {@code 1 / (1 + e)} or {@code e / (1 + e)}. */
    public static FloatVector sigmoid(FloatVector x) {
        FloatVector e = Exponential.expNonPositive(x.abs().neg());
        return e.blend(1f, x.compare(GE, 0f)).div(e.add(1f));
    }

    /** {@code ln(1 + e^-|x|)}, what softplus adds to {@code max(x, 0)}. */
    public static FloatVector softplusTail(FloatVector x) {
        return Logarithm.log1p(Exponential.expNonPositive(x.abs().neg()));
    }

    /**
     * {@code x sigma(z(x))} for an odd, increasing {@code z}, as {@code max(x, 0) - a sigma(-z(a))}: relative accuracy in
     * the left tail down to the denormal numbers.
     *
     * @param a {@code |x|}, bounded where the tail is 0
     * @param high {@code -z(a)}, at least -130
     * @param low what {@code high} lacks of {@code -z(a)}
     */
    public static FloatVector gate(FloatVector x, FloatVector a, FloatVector high, FloatVector low) {
        FloatVector n = Exponential.nearest(high, Exponential.RAISED);
        FloatVector power = Exponential.power(n);
        FloatVector excess = Exponential.excess(high, low, n, Exponential.RAISED);
        FloatVector sum = excess.add(1f).mul(power).lanewise(FMA, Exponential.LOWER, 1f);
        FloatVector tail = excess.fma(a, a).div(sum).mul(power).mul(Exponential.LOWER);
        return x.blend(0f, x.compare(LT, 0f)).sub(tail);
    }

    /**
     * The derivative of {@code x sigma(z(x))}; those at {@code x} and {@code -x} add up to 1. With
     * {@code t = sigma(-z(a))} it is {@code t (1 - w (1 - t))} at {@code -a}.
     *
     * @param high {@code -z(a)} with {@code a = |x|}
     * @param w {@code a z'(a)}
     */
    public static FloatVector gateDerivative(FloatVector x, FloatVector high, FloatVector w) {
        FloatVector e = Exponential.expNonPositive(high);
        FloatVector t = e.div(e.add(1f));
        FloatVector one = FloatVector.broadcast(F32, 1f);
        FloatVector left = w.neg().fma(one.sub(t), one).mul(t);
        return one.sub(left).blend(left, x.compare(LT, 0f));
    }
}
