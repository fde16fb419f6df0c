package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.PlanRequest;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.initializers.Initializers;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;

/**
 * What the convolution layers have in common; they differ in how channels are connected.
 *
 * @param <L> the layer, which the setters return
 */
abstract sealed class Convolution<L extends Convolution<L>> extends Layer permits Conv2D, DepthwiseConv2D {

    private final int kernelHeight;
    private final int kernelWidth;
    private int strideHeight = 1;
    private int strideWidth = 1;
    private int dilationHeight = 1;
    private int dilationWidth = 1;
    private Padding padding = Padding.VALID;
    private ActivationFunction activation = Activations.LINEAR;
    private Initializer weightsInitializer = Initializers.GLOROT_UNIFORM;
    private @Nullable Initializer biasInitializer = Initializers.ZEROS;
    private Parameter weights;
    private Planned<Conv2dGeometry> geometry;
    private Planned<Tensor> workspace;
    private BiasActivation tail;

    Convolution(int kernelHeight, int kernelWidth) {
        this.kernelHeight = Require.positive("kernelHeight", kernelHeight);
        this.kernelWidth = Require.positive("kernelWidth", kernelWidth);
    }

    /** Sets the activation function; by default there is none. */
    public L activation(ActivationFunction function) {
        requireUnbuilt();
        activation = function;
        return self();
    }

    /** Sets the border; {@link Padding#VALID} by default. */
    public L padding(Padding border) {
        requireUnbuilt();
        padding = border;
        return self();
    }

    /** Sets both strides; 1 by default. */
    public L strides(int strides) {
        return strides(strides, strides);
    }

    /** Sets the strides by rows and by columns; 1 by default. */
    public L strides(int byRows, int byColumns) {
        requireUnbuilt();
        strideHeight = Require.positive("strideHeight", byRows);
        strideWidth = Require.positive("strideWidth", byColumns);
        return self();
    }

    /** Sets the distance of the window's taps by rows and by columns; 1 by default. */
    public L dilationRate(int byRows, int byColumns) {
        requireUnbuilt();
        dilationHeight = Require.positive("dilationHeight", byRows);
        dilationWidth = Require.positive("dilationWidth", byColumns);
        return self();
    }

    /** Sets the initializer of the weights; Glorot uniform by default. */
    public L weightsInitializer(Initializer initializer) {
        requireUnbuilt();
        weightsInitializer = initializer;
        return self();
    }

    /** Sets the initializer of the bias; zeros by default. */
    public L biasInitializer(Initializer initializer) {
        requireUnbuilt();
        biasInitializer = initializer;
        return self();
    }

    /** Leaves the bias out, as before a {@link BatchNormalization}. */
    public L withoutBias() {
        requireUnbuilt();
        biasInitializer = null;
        return self();
    }

    /** This layer under its own type. */
    abstract L self();

    /** Output channels for so many input channels. */
    abstract int outChannels(int inChannels);

    /** Groups that so many input channels are cut into. */
    abstract int channelGroups(int inChannels);

    /** The fans of the weights. */
    abstract Initializer.Fans fans(Conv2dGeometry image);

    @Override
    protected final Shape build(LayerBuilder builder, Shape input) {
        if (input.rank() != 3) {
            throw builder.error("an input of shape (height, width, channels)", input);
        }
        Conv2dGeometry image = image(input);
        Shape output = Shape.of(image.outHeight(), image.outWidth(), image.outChannels());
        Shape shape = Shape.of(kernelHeight, kernelWidth, image.inChannels() / image.groups(), image.outChannels());
        weights = builder.parameter("weights", shape, weightsInitializer, fans(image));
        geometry = builder.planned(plan -> image.withBatch(plan.batch()));
        workspace = builder.workspace(plan -> workspaceSize(plan, image.withBatch(plan.batch())));
        tail = new BiasActivation(builder, output, activation, biasInitializer);
        builder.kernel("Conv2d " + variant(image) + " " + kernelHeight + "x" + kernelWidth + tail)
                .flops(2L * output.elements() * image.patchSize());
        return output;
    }

    @Override
    protected final @Nullable EpilogueGradient epilogueGradient() {
        return tail.epilogueGradient();
    }

    @Override
    protected final void forward(Pass pass, Tensor x, Tensor y) {
        Tensor linear = tail.linear(pass, y);
        Tensor buffer = pass.get(workspace);
        Conv2d.forward(
                pass.parallelism(),
                pass.get(geometry),
                x.data(),
                x.offset(),
                weights.values(),
                weights.offset(),
                tail.epilogue(pass),
                pass.moments(),
                linear.data(),
                linear.offset(),
                buffer.data(),
                buffer.offset());
        tail.forward(pass, y);
    }

    @Override
    protected final boolean takesMoments() {
        return tail.endsInEpilogue();
    }

    @Override
    protected final void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        tail.backward(pass, y, dy);
        Tensor buffer = pass.get(workspace);
        Conv2d.backwardWeights(
                pass.parallelism(),
                pass.get(geometry),
                x.data(),
                x.offset(),
                dy.data(),
                dy.offset(),
                weights.gradients(),
                weights.offset(),
                buffer.data(),
                buffer.offset());
        if (dx != null) {
            Conv2d.backwardData(
                    pass.parallelism(),
                    pass.get(geometry),
                    dy.data(),
                    dy.offset(),
                    weights.values(),
                    weights.offset(),
                    dx.data(),
                    dx.offset(),
                    buffer.data(),
                    buffer.offset());
        }
    }

    /**
     * The geometry of one image. A window under {@link Padding#SAME} may be larger than the image: until its border is
     * known, all of what may be missing lies at the bottom and at the right.
     */
    private Conv2dGeometry image(Shape input) {
        boolean same = padding == Padding.SAME;
        int channels = input.dimension(2);
        Conv2dGeometry image = new Conv2dGeometry(
                1,
                input.dimension(0),
                input.dimension(1),
                channels,
                outChannels(channels),
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                0,
                same ? (kernelHeight - 1) * dilationHeight : 0,
                0,
                same ? (kernelWidth - 1) * dilationWidth : 0,
                dilationHeight,
                dilationWidth,
                channelGroups(channels));
        return same ? image.withSamePadding() : image;
    }

    /** Which way {@link Conv2d} goes: where every group is one input and one output channel, channels are the lanes. */
    private static String variant(Conv2dGeometry image) {
        int groups = image.groups();
        return groups > 1 && image.inChannels() == groups && image.outChannels() == groups ? "depthwise" : "direct";
    }

    /** At least 1, so that the buffer exists. */
    private static int workspaceSize(PlanRequest plan, Conv2dGeometry batch) {
        Parallelism threads = plan.parallelism();
        int forward = Math.max(1, Conv2d.forwardWorkspace(threads, batch));
        if (!plan.training()) {
            return forward;
        }
        int byWeights = Conv2d.backwardWeightsWorkspace(threads, batch);
        int byInput = plan.inputGradient() ? Conv2d.backwardDataWorkspace(threads, batch) : 0;
        return Math.max(forward, Math.max(byWeights, byInput));
    }
}
