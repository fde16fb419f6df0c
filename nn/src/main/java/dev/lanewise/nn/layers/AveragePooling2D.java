package dev.lanewise.nn.layers;

import dev.lanewise.kernels.AveragePool2d;
import dev.lanewise.kernels.AveragePool2d.Divisor;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The mean under each window, channel by channel; under a window that reaches over the border, of the elements inside.
 *
 * <p>Input {@code (height, width, channels)}, output {@code (outHeight, outWidth, channels)}. No parameters.
 */
public final class AveragePooling2D extends Pooling<AveragePooling2D> {

    /** A square window, side by side. */
    public AveragePooling2D(int poolSize) {
        this(poolSize, poolSize);
    }

    /** A window of any shape, side by side. */
    public AveragePooling2D(int poolHeight, int poolWidth) {
        super(poolHeight, poolWidth);
    }

    @Override
    AveragePooling2D self() {
        return this;
    }

    @Override
    String kernel() {
        return "AveragePool2d";
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        AveragePool2d.forward(
                pass.parallelism(), geometry(pass), Divisor.VALID_TAPS, x.data(), x.offset(), y.data(), y.offset());
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            AveragePool2d.backward(
                    pass.parallelism(),
                    geometry(pass),
                    Divisor.VALID_TAPS,
                    dy.data(),
                    dy.offset(),
                    dx.data(),
                    dx.offset());
        }
    }
}
