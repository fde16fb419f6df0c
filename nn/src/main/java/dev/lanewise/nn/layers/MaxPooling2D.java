package dev.lanewise.nn.layers;

import dev.lanewise.kernels.MaxPool2d;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The largest value under each window, channel by channel; the first of equal ones takes the gradient.
 *
 * <p>Input {@code (height, width, channels)}, output {@code (outHeight, outWidth, channels)}. No parameters.
 */
public final class MaxPooling2D extends Pooling<MaxPooling2D> {

    Planned<byte[]> argmax;

    /** A square window, side by side. */
    public MaxPooling2D(int poolSize) {
        this(poolSize, poolSize);
    }

    /** A window of any shape, side by side. */
    public MaxPooling2D(int poolHeight, int poolWidth) {
        super(poolHeight, poolWidth);
    }

    @Override
    MaxPooling2D self() {
        return this;
    }

    @Override
    String kernel() {
        return "MaxPool2d";
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        Shape output = super.build(builder, input);
        argmax = builder.keptBytes(plan -> plan.batch() * output.elements());
        return output;
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        if (pass.training()) {
            MaxPool2d.forward(
                    pass.parallelism(),
                    geometry(pass),
                    x.data(),
                    x.offset(),
                    y.data(),
                    y.offset(),
                    pass.get(argmax),
                    0);
        } else {
            MaxPool2d.forward(pass.parallelism(), geometry(pass), x.data(), x.offset(), y.data(), y.offset());
        }
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            MaxPool2d.backward(
                    pass.parallelism(),
                    geometry(pass),
                    dy.data(),
                    dy.offset(),
                    pass.get(argmax),
                    0,
                    dx.data(),
                    dx.offset());
        }
    }
}
