package dev.lanewise.nn.layers;

import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Transpose;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.initializers.Initializers;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;

/**
 * Each output sees every input: {@code y = activation(x * weights + bias)}.
 *
 * <p>Input {@code (..., in)}, output {@code (..., units)}: of an input with more than one dimension the innermost one is
 * mapped. Parameters, trained: {@code weights (in, units)}, {@code bias (units)}.
 */
public final class Dense extends Layer {

    private final int units;
    private ActivationFunction activation = Activations.LINEAR;
    private Initializer weightsInitializer = Initializers.GLOROT_UNIFORM;
    private @Nullable Initializer biasInitializer = Initializers.ZEROS;
    private Parameter weights;
    private BiasActivation tail;

    /** A layer without activation function. */
    public Dense(int units) {
        this.units = Require.positive("units", units);
    }

    /** A layer with an activation function. */
    public Dense(int units, ActivationFunction activation) {
        this(units);
        this.activation = activation;
    }

    /** Sets the activation function; by default there is none. */
    public Dense activation(ActivationFunction function) {
        requireUnbuilt();
        activation = function;
        return this;
    }

    /** Sets the initializer of the weights; Glorot uniform by default. */
    public Dense weightsInitializer(Initializer initializer) {
        requireUnbuilt();
        weightsInitializer = initializer;
        return this;
    }

    /** Sets the initializer of the bias; zeros by default. */
    public Dense biasInitializer(Initializer initializer) {
        requireUnbuilt();
        biasInitializer = initializer;
        return this;
    }

    /** Leaves the bias out, as before a {@link BatchNormalization}. */
    public Dense withoutBias() {
        requireUnbuilt();
        biasInitializer = null;
        return this;
    }

    @Override
    protected @Nullable EpilogueGradient epilogueGradient() {
        return tail.epilogueGradient();
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        if (input.rank() == 0) {
            throw builder.error("an input with at least one dimension", "shape " + input);
        }
        Shape output = input.withLast(units);
        weights = builder.parameter("weights", Shape.of(input.last(), units), weightsInitializer);
        tail = new BiasActivation(builder, output, activation, biasInitializer);
        builder.kernel("Gemm" + tail).flops(2L * input.elements() * units);
        return output;
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        Tensor linear = tail.linear(pass, y);
        int in = x.shape().last();
        Gemm.sgemm(
                pass.parallelism(),
                Transpose.NO,
                Transpose.NO,
                x.shape().rows(),
                units,
                in,
                1f,
                x.data(),
                x.offset(),
                in,
                weights.values(),
                weights.offset(),
                units,
                0f,
                linear.data(),
                linear.offset(),
                units,
                tail.epilogue(pass));
        tail.forward(pass, y);
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        tail.backward(pass, y, dy);
        int rows = x.shape().rows();
        int in = x.shape().last();
        Gemm.sgemm(
                pass.parallelism(),
                Transpose.YES,
                Transpose.NO,
                in,
                units,
                rows,
                1f,
                x.data(),
                x.offset(),
                in,
                dy.data(),
                dy.offset(),
                units,
                0f,
                weights.gradients(),
                weights.offset(),
                units);
        if (dx != null) {
            Gemm.sgemm(
                    pass.parallelism(),
                    Transpose.NO,
                    Transpose.YES,
                    rows,
                    in,
                    units,
                    1f,
                    dy.data(),
                    dy.offset(),
                    units,
                    weights.values(),
                    weights.offset(),
                    units,
                    0f,
                    dx.data(),
                    dx.offset(),
                    in);
        }
    }
}
