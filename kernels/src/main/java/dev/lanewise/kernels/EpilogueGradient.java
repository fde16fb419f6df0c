package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * The backward pass of an {@link Epilogue}, taken by the kernel behind it in its own pass: where {@code x} is what the
 * epilogue has made of a product, {@code dx} becomes the gradient by the product, and the gradient by the bias is summed
 * while {@code dx} is in the cache.
 *
 * <p>The bits are those of the separate steps: the gradient by {@code x}, then {@link Relu#backward}, then
 * {@link Reductions#columnSums}. Like an epilogue it refers to the array of the bias gradient and can be kept.
 */
public final class EpilogueGradient {

    private static final float[] NO_BIAS = {};
    private static final EpilogueGradient NONE = new EpilogueGradient(NO_BIAS, 0, false, false);
    private static final EpilogueGradient RELU = new EpilogueGradient(NO_BIAS, 0, false, true);

    private final float[] dBias;
    private final int dBiasOff;
    private final boolean hasBias;
    private final boolean hasRelu;

    private EpilogueGradient(float[] dBias, int dBiasOff, boolean hasBias, boolean hasRelu) {
        this.dBias = dBias;
        this.dBiasOff = dBiasOff;
        this.hasBias = hasBias;
        this.hasRelu = hasRelu;
    }

    /** No epilogue: {@code dx} is the gradient by {@code x}. */
    public static EpilogueGradient none() {
        return NONE;
    }

    /** Of {@link Epilogue#relu}. */
    public static EpilogueGradient relu() {
        return RELU;
    }

    /**
     * Of {@link Epilogue#bias}.
     *
     * @param dBias receives the gradient by the bias, one value a column
     * @param dBiasOff first element of {@code dBias}
     */
    public static EpilogueGradient bias(float[] dBias, int dBiasOff) {
        Checks.vector("dBias", dBias, dBiasOff, 0);
        return new EpilogueGradient(dBias, dBiasOff, true, false);
    }

    /**
     * Of {@link Epilogue#biasRelu}.
     *
     * @param dBias receives the gradient by the bias, one value a column
     * @param dBiasOff first element of {@code dBias}
     */
    public static EpilogueGradient biasRelu(float[] dBias, int dBiasOff) {
        Checks.vector("dBias", dBias, dBiasOff, 0);
        return new EpilogueGradient(dBias, dBiasOff, true, true);
    }

    /** Checks the gradient by the bias of so many columns against another output of {@code n} elements. */
    void check(int columns, float[] other, int otherOff, long n) {
        if (hasBias) {
            Checks.vector("dBias", dBias, dBiasOff, columns);
            Checks.disjoint("dBias", dBias, dBiasOff, columns, other, otherOff, n);
        }
    }

    boolean hasBias() {
        return hasBias;
    }

    boolean hasRelu() {
        return hasRelu;
    }

    float[] dBias() {
        return dBias;
    }

    int dBiasOff() {
        return dBiasOff;
    }
}
