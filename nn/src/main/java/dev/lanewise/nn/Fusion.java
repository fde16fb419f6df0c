package dev.lanewise.nn;

import org.jspecify.annotations.Nullable;

/**
 * A layer and the one behind it as one kernel each way. What lies between them has no memory. The results have the bits
 * of the two layers one after the other; see {@link Layer#fuse}.
 */
public interface Fusion {

    /** Names the kernel for tables, as {@link LayerBuilder#kernel} does. */
    String kernel();

    /**
     * As the two forward passes.
     *
     * @param first settings and buffers of the first layer
     * @param second settings and buffers of the second layer
     * @param x input of the first layer
     * @param y output of the second layer; never the memory of {@code x}
     */
    void forward(Pass first, Pass second, Tensor x, Tensor y);

    /**
     * As the two backward passes; arguments as in {@link Layer#backward}.
     *
     * @param first settings and buffers of the first layer
     * @param second settings and buffers of the second layer
     * @param x input of the first layer
     * @param y output of the second layer
     * @param dy gradient of the loss by {@code y}
     * @param dx receives the gradient of the loss by {@code x}, never in the memory of {@code dy}; the
     *     memory of {@code x} only if {@link LayerBuilder#gradientOverInput} of the first layer allows it; null if nobody
     *     needs it
     */
    void backward(Pass first, Pass second, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx);
}
