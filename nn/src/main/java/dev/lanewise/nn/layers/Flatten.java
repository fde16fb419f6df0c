package dev.lanewise.nn.layers;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import org.jspecify.annotations.Nullable;

/** The same elements as one vector: {@code (height, width, channels)} to {@code (height * width * channels)}. */
public final class Flatten extends Layer {

    /** The layer. */
    public Flatten() {}

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        builder.view().kernel("none, a view");
        return Shape.of(input.elements());
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {}

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {}
}
