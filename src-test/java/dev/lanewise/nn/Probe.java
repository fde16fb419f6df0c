package dev.lanewise.nn;

import dev.lanewise.nn.initializers.Initializers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The identity, which keeps the gradient that comes back; as a first layer it shows what the second one hands out. */
public final class Probe extends Layer {

    private Parameter unused;
    private float[] gradient = {};

    /** The gradient of the loss by the output of this layer, after a backward pass. */
    public float[] gradient() {
        return gradient;
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        unused = builder.parameter("unused", Shape.of(1), Initializers.ZEROS);
        return input;
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        Arrays.fill(unused.gradients(), unused.offset(), unused.offset() + 1, 0f);
        gradient = dy.toArray();
        if (dx != null) {
            System.arraycopy(gradient, 0, dx.data(), dx.offset(), gradient.length);
        }
    }
}
