package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.tile.Finish;

/**
 * What a matrix product or a convolution does to its result before storing it: adds a bias, one value a column or output
 * channel, and applies the rectified linear unit.
 *
 * <p>The bits are those of the separate steps: product, then {@code + bias[column]}, then {@link Relu#forward}. An
 * epilogue refers to the bias array; it copies nothing, so it can be made once and kept.
 */
public final class Epilogue {

    private static final float[] NO_BIAS = new float[0];
    private static final Epilogue NONE = new Epilogue(NO_BIAS, 0, 0);
    private static final Epilogue RELU = new Epilogue(NO_BIAS, 0, Finish.RELU);

    private final float[] bias;
    private final int biasOff;
    private final int finish;

    private Epilogue(float[] bias, int biasOff, int finish) {
        this.bias = bias;
        this.biasOff = biasOff;
        this.finish = finish;
    }

    /** Nothing. */
    public static Epilogue none() {
        return NONE;
    }

    /** {@code max(result, 0)}. */
    public static Epilogue relu() {
        return RELU;
    }

    /**
     * {@code result + bias[column]}.
     *
     * @param bias one value a column
     * @param biasOff first element of {@code bias}
     */
    public static Epilogue bias(float[] bias, int biasOff) {
        Checks.vector("bias", bias, biasOff, 0);
        return new Epilogue(bias, biasOff, Finish.BIAS);
    }

    /**
     * {@code max(result + bias[column], 0)}.
     *
     * @param bias one value a column
     * @param biasOff first element of {@code bias}
     */
    public static Epilogue biasRelu(float[] bias, int biasOff) {
        Checks.vector("bias", bias, biasOff, 0);
        return new Epilogue(bias, biasOff, Finish.BIAS | Finish.RELU);
    }

    /** Checks the bias of so many columns against the {@code size} elements that the result spans. */
    void check(int columns, float[] result, int resultOff, long size) {
        if ((finish & Finish.BIAS) != 0) {
            Checks.vector("bias", bias, biasOff, columns);
            Checks.disjoint("bias", bias, biasOff, columns, result, resultOff, size);
        }
    }

    float[] bias() {
        return bias;
    }

    int biasOff() {
        return biasOff;
    }

    int finish() {
        return finish;
    }
}
