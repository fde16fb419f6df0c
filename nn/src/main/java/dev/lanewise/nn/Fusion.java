package dev.lanewise.nn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer and one or more behind it as one kernel each way. What lies between them has no memory. The results have the
 * bits of the layers one after the other; see {@link Layer#fuse}.
 */
public interface Fusion {

    /** Number of layers, at least two. */
    int layers();

    /** Names the kernel for tables, as {@link LayerBuilder#kernel} does. */
    String kernel();

    /**
     * As the forward passes one after the other.
     *
     * @param passes settings and buffers of each layer
     * @param x input of the first layer
     * @param y output of the last layer; never the memory of {@code x}
     */
    void forward(List<Pass> passes, Tensor x, Tensor y);

    /**
     * As the backward passes; arguments as in {@link Layer#backward}.
     *
     * @param passes settings and buffers of each layer
     * @param x input of the first layer
     * @param y output of the last layer
     * @param dy gradient of the loss by {@code y}
     * @param dx receives the gradient of the loss by {@code x}, never in the memory of {@code dy}; the
     *     memory of {@code x} only if {@link LayerBuilder#gradientOverInput} of the first layer allows it; null if nobody
     *     needs it
     */
    void backward(List<Pass> passes, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx);
}
