package dev.lanewise.nn.layers;

import dev.lanewise.kernels.BatchNorm;
import dev.lanewise.kernels.Moments;
import dev.lanewise.nn.Fusion;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.PlanRequest;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.initializers.Initializers;
import dev.lanewise.nn.internal.Require;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation by channel (Ioffe and Szegedy 2015): {@code y = gamma * (x - mean) / sqrt(variance + epsilon) +
 * beta}. In training with mean and variance of the batch, over everything but the innermost dimension; in inference with
 * their moving averages.
 *
 * <p>As in Keras, the momentum weighs the OLD average, {@code moving = momentum * moving + (1 - momentum) * batch}, 0.99
 * by default; epsilon is 1e-3; and the variance is the biased one throughout. PyTorch's momentum weighs the new value
 * (its 0.1 is 0.9 here), its epsilon is 1e-5, and its moving variance is unbiased.
 *
 * <p>Any shape, kept. Parameters: {@code gamma}, {@code beta} trained, {@code movingMean}, {@code movingVariance} not;
 * each {@code (channels)}.
 */
public final class BatchNormalization extends Layer {

    private float momentum = 0.99f;
    float epsilon = 1e-3f;
    Parameter gamma;
    Parameter beta;
    Parameter movingMean;
    Parameter movingVariance;
    Planned<Tensor> moments;
    Planned<double[]> workspace;

    /** The layer. */
    public BatchNormalization() {}

    /** Sets the weight of the old average, in [0, 1]; 0.99 by default. */
    public BatchNormalization momentum(float weight) {
        requireUnbuilt();
        momentum = Require.closed("momentum", weight, 0f, 1f);
        return this;
    }

    /** Sets what is added to the variance; 1e-3 by default. */
    public BatchNormalization epsilon(float added) {
        requireUnbuilt();
        epsilon = Require.positive("epsilon", added);
        return this;
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        int channels = input.last();
        Shape vector = Shape.of(channels);
        gamma = builder.parameter("gamma", vector, Initializers.ONES);
        beta = builder.parameter("beta", vector, Initializers.ZEROS);
        movingMean = builder.state("movingMean", vector, Initializers.ZEROS);
        movingVariance = builder.state("movingVariance", vector, Initializers.ONES);
        moments = builder.kept(plan -> 2 * channels);
        workspace = builder.workspaceDoubles(
                plan -> plan.training() ? BatchNorm.workspaceSize(rows(builder, plan, input), channels) : 0);
        builder.backwardReads(Reads.INPUT).inPlace().gradientOverInput().kernel("BatchNorm");
        return input;
    }

    @Override
    protected @Nullable Fusion fuse(List<Layer> behind) {
        if (behind.isEmpty() || !(behind.getFirst() instanceof MaxPooling2D pool)) {
            return null;
        }
        NormalizedMaxPooling normalized = new NormalizedMaxPooling(this, pool);
        return behind.size() > 1 && behind.get(1) instanceof Dropout dropout
                ? new NormalizedMaxPoolingDropout(normalized, dropout)
                : normalized;
    }

    @Override
    protected boolean takesEpilogueGradient() {
        return true;
    }

    @Override
    protected Moments moments(Pass pass) {
        Tensor batch = pass.get(moments);
        int channels = inputShape().last();
        return Moments.of(
                batch.data(), batch.offset(), batch.data(), batch.offset() + channels, pass.get(workspace), 0);
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        if (pass.training()) {
            Tensor batch = pass.get(moments);
            int channels = x.shape().last();
            measure(pass, x);
            normalize(pass, x, y, batch.data(), batch.offset(), batch.data(), batch.offset() + channels);
        } else {
            normalize(
                    pass,
                    x,
                    y,
                    movingMean.values(),
                    movingMean.offset(),
                    movingVariance.values(),
                    movingVariance.offset());
        }
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        Tensor batch = pass.get(moments);
        Tensor target = dx == null ? dy : dx;
        BatchNorm.backward(
                pass.parallelism(),
                x.shape().rows(),
                x.shape().last(),
                x.data(),
                x.offset(),
                pass.before(),
                dy.data(),
                dy.offset(),
                batch.data(),
                batch.offset(),
                batch.data(),
                batch.offset() + x.shape().last(),
                gamma.values(),
                gamma.offset(),
                epsilon,
                target.data(),
                target.offset(),
                gamma.gradients(),
                gamma.offset(),
                beta.gradients(),
                beta.offset(),
                pass.get(workspace),
                0);
    }

    /** Takes the moments of the batch, unless the layer before has, and moves their averages. */
    void measure(Pass pass, Tensor x) {
        Tensor batch = pass.get(moments);
        int channels = x.shape().last();
        if (!pass.momentsDone()) {
            BatchNorm.moments(
                    pass.parallelism(),
                    x.shape().rows(),
                    channels,
                    x.data(),
                    x.offset(),
                    batch.data(),
                    batch.offset(),
                    batch.data(),
                    batch.offset() + channels,
                    pass.get(workspace),
                    0);
        }
        BatchNorm.updateMoving(
                channels,
                momentum,
                batch.data(),
                batch.offset(),
                batch.data(),
                batch.offset() + channels,
                movingMean.values(),
                movingMean.offset(),
                movingVariance.values(),
                movingVariance.offset());
    }

    private void normalize(
            Pass pass, Tensor x, Tensor y, float[] mean, int meanOff, float[] variance, int varianceOff) {
        BatchNorm.normalize(
                pass.parallelism(),
                x.shape().rows(),
                x.shape().last(),
                x.data(),
                x.offset(),
                mean,
                meanOff,
                variance,
                varianceOff,
                gamma.values(),
                gamma.offset(),
                beta.values(),
                beta.offset(),
                epsilon,
                y.data(),
                y.offset());
    }

    private static int rows(LayerBuilder builder, PlanRequest plan, Shape input) {
        int rows = plan.batch() * input.rows();
        if (rows < 2) {
            throw builder.error(
                    "more than one value per channel when training",
                    plan + " of shape " + input + " (choose another batch size, or drop the last, partial batch)");
        }
        return rows;
    }
}
