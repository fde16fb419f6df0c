package dev.lanewise.nn.layers;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An activation function as a layer of its own, {@code y = f(x)}; functions of a row take the innermost dimension as the
 * row. Any shape, kept. No parameters.
 */
public final class Activation extends Layer {

    private final ActivationFunction function;

    /** The layer for {@code function}. */
    public Activation(ActivationFunction function) {
        this.function = function;
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        boolean readsInput = function.saved() == ActivationFunction.Saved.INPUT;
        builder.backwardReads(readsInput ? Reads.INPUT : Reads.OUTPUT).inPlace().kernel(function.name());
        return input;
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        function.forward(
                pass.parallelism(), x.shape().rows(), x.shape().last(), x.data(), x.offset(), y.data(), y.offset());
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            Tensor saved = function.saved() == ActivationFunction.Saved.INPUT ? x : y;
            function.backward(
                    pass.parallelism(),
                    x.shape().rows(),
                    x.shape().last(),
                    saved.data(),
                    saved.offset(),
                    dy.data(),
                    dy.offset(),
                    dx.data(),
                    dx.offset());
        }
    }
}
