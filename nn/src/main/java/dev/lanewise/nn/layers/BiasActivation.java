package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Reductions;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.layers.ActivationFunction.Saved;
import org.jspecify.annotations.Nullable;

/**
 * What follows the linear part of a dense or convolution layer: {@code y = activation(linear + bias)}. Bias and relu ride
 * in the epilogue of the linear kernel; other functions run over its result, in place unless their gradient needs it.
 */
final class BiasActivation {

    private final ActivationFunction activation;
    private final @Nullable Parameter bias;
    private final Planned<Epilogue> epilogue;
    private final @Nullable Planned<Tensor> linear;

    /** Declares the bias, if {@code initializer} is given, and the buffers for outputs of {@code output} shape. */
    BiasActivation(
            LayerBuilder builder, Shape output, ActivationFunction activation, @Nullable Initializer initializer) {
        this.activation = activation;
        bias = initializer == null ? null : builder.parameter("bias", Shape.of(output.last()), initializer);
        epilogue = builder.planned(plan -> makeEpilogue());
        boolean separate = activation.saved() == Saved.INPUT;
        linear = separate ? builder.kept(plan -> plan.batch() * output.elements()) : null;
        boolean readsOutput = activation != Activations.LINEAR && !separate;
        builder.backwardReads(readsOutput ? Reads.INPUT_AND_OUTPUT : Reads.INPUT);
    }

    /** For the linear kernel. */
    Epilogue epilogue(Pass pass) {
        return pass.get(epilogue);
    }

    /** Where the linear kernel writes. */
    Tensor linear(Pass pass, Tensor y) {
        return linear != null && pass.training() ? pass.get(linear) : y;
    }

    /** Completes {@code y} from what the linear kernel wrote. */
    void forward(Pass pass, Tensor y) {
        if (!endsInEpilogue()) {
            Tensor x = linear(pass, y);
            activation.forward(
                    pass.parallelism(), y.shape().rows(), y.shape().last(), x.data(), x.offset(), y.data(), y.offset());
        }
    }

    /** Turns {@code dy} into the gradient by the linear part, in place, and sums the bias gradient, unless that is done. */
    void backward(Pass pass, Tensor y, Tensor dy) {
        if (pass.epilogueDone()) {
            return;
        }
        int rows = dy.shape().rows();
        int cols = dy.shape().last();
        if (activation != Activations.LINEAR) {
            Tensor saved = linear == null ? y : pass.get(linear);
            activation.backward(
                    pass.parallelism(),
                    rows,
                    cols,
                    saved.data(),
                    saved.offset(),
                    dy.data(),
                    dy.offset(),
                    dy.data(),
                    dy.offset());
        }
        if (bias != null) {
            Reductions.columnSums(
                    pass.parallelism(), rows, cols, dy.data(), dy.offset(), bias.gradients(), bias.offset());
        }
    }

    /** The gradient of bias and relu, for the layer behind; null if this is another activation, or nothing at all. */
    @Nullable
    EpilogueGradient epilogueGradient() {
        if (bias == null) {
            return isRelu() ? EpilogueGradient.relu() : null;
        }
        if (isRelu()) {
            return EpilogueGradient.biasRelu(bias.gradients(), bias.offset());
        }
        return activation == Activations.LINEAR ? EpilogueGradient.bias(bias.gradients(), bias.offset()) : null;
    }

    /** Whether what the linear kernel writes is complete. */
    boolean endsInEpilogue() {
        return isRelu() || activation == Activations.LINEAR;
    }

    private boolean isRelu() {
        return activation == Activations.RELU;
    }

    /** What is added to the linear kernel, such as {@code " + bias + relu"}. */
    @Override
    public String toString() {
        return (bias == null ? "" : " + bias") + (activation == Activations.LINEAR ? "" : " + " + activation.name());
    }

    private Epilogue makeEpilogue() {
        if (bias == null) {
            return isRelu() ? Epilogue.relu() : Epilogue.none();
        }
        return isRelu() ? Epilogue.biasRelu(bias.values(), bias.offset()) : Epilogue.bias(bias.values(), bias.offset());
    }
}
