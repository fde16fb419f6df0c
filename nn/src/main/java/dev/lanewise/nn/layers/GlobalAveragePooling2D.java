package dev.lanewise.nn.layers;

import dev.lanewise.kernels.GlobalAveragePool2d;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import org.jspecify.annotations.Nullable;

/** The mean of each channel over the whole image: {@code (height, width, channels)} to {@code (channels)}. */
public final class GlobalAveragePooling2D extends Layer {

    /** The layer. */
    public GlobalAveragePooling2D() {}

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        if (input.rank() != 3) {
            throw builder.error("an input of shape (height, width, channels)", input);
        }
        builder.backwardReads(Reads.NOTHING).kernel("GlobalAveragePool2d");
        return Shape.of(input.last());
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        GlobalAveragePool2d.forward(
                pass.parallelism(),
                pass.batch(),
                inputShape().rows(),
                inputShape().last(),
                x.data(),
                x.offset(),
                y.data(),
                y.offset());
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            GlobalAveragePool2d.backward(
                    pass.parallelism(),
                    pass.batch(),
                    inputShape().rows(),
                    inputShape().last(),
                    dy.data(),
                    dy.offset(),
                    dx.data(),
                    dx.offset());
        }
    }
}
