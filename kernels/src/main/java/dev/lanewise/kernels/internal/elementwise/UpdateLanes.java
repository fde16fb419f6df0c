package dev.lanewise.kernels.internal.elementwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;

/** Lane rules that several optimisers share. */
public final class UpdateLanes {

    private UpdateLanes() {}

    /** {@code w - decay * w}, one rounding: {@code 1 - decay} would lose most digits of a small decay. */
    public static FloatVector decayed(FloatVector w, float decay) {
        return w.lanewise(FMA, FloatVector.broadcast(F32, -decay), w);
    }

    /** {@code average + gain * (x - average)}. */
    public static FloatVector average(FloatVector average, FloatVector x, float gain) {
        return x.sub(average).lanewise(FMA, FloatVector.broadcast(F32, gain), average);
    }

    /**
     * {@code average + gain * (x * x - average)} for a gain in [0, 1]: never negative, as the fused difference is at
     * least {@code -average}.
     */
    public static FloatVector squareAverage(FloatVector average, FloatVector x, float gain) {
        return x.lanewise(FMA, x, average.neg()).lanewise(FMA, FloatVector.broadcast(F32, gain), average);
    }
}
