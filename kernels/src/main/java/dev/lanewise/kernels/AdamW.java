package dev.lanewise.kernels;

/**
 * One step of Adam with decoupled weight decay, in place and in one pass over the parameters.
 *
 * <pre>
 *   w = w - learningRate * weightDecay * w
 *   then the step of {@link Adam}
 * </pre>
 *
 * The decay does not pass through the moments, which is what sets it apart from a penalty on the weights. As in Keras
 * and PyTorch it is multiplied by the learning rate; the paper's schedule multiplier is 1 here. With a decay of 0 the
 * result is that of {@link Adam}, bit by bit.
 *
 * <p>I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, arXiv 1711.05101.
 */
public final class AdamW {

    private AdamW() {}

    /**
     * One step. State starts as zeros. No array may overlap another.
     *
     * @param parallelism threads to use
     * @param n number of parameters
     * @param learningRate step size, finite and not negative; Keras' default is 1e-3
     * @param beta1 decay of the first moment, in [0, 1); Keras' default is 0.9
     * @param beta2 decay of the second moment, in [0, 1); Keras' default is 0.999
     * @param epsilon added to the denominator, finite and positive; Keras' default is 1e-7
     * @param weightDecay decay of the parameters, finite and not negative; Keras' default is 4e-3
     * @param step number of this step, from 1
     * @param w parameters, {@code n} elements from {@code wOff}, updated
     * @param wOff first element of {@code w}
     * @param g gradient
     * @param gOff first element of {@code g}
     * @param m first moment, updated
     * @param mOff first element of {@code m}
     * @param v second moment, updated
     * @param vOff first element of {@code v}
     * @throws IllegalArgumentException if a scalar is out of its range, an array too short, or two of them overlap
     */
    public static void step(
            Parallelism parallelism,
            int n,
            float learningRate,
            float beta1,
            float beta2,
            float epsilon,
            float weightDecay,
            long step,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] m,
            int mOff,
            float[] v,
            int vOff) {
        Adam.step(
                parallelism,
                n,
                learningRate,
                beta1,
                beta2,
                epsilon,
                weightDecay,
                step,
                w,
                wOff,
                g,
                gOff,
                m,
                mOff,
                v,
                vOff);
    }
}
