package dev.lanewise.nn.layers;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.LayerBuilder;
import dev.lanewise.nn.LayerBuilder.Reads;
import dev.lanewise.nn.Pass;
import dev.lanewise.nn.Planned;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;

/**
 * Sets elements to 0 with probability {@code rate} in training, and scales the others by {@code 1 / (1 - rate)}; the
 * identity in inference (Srivastava et al. 2014). Any shape, kept. No parameters.
 *
 * <p>Which elements is a pure function of (seed, this layer's place in the model, step, element).
 */
public final class Dropout extends Layer {

    final float rate;
    Planned<long[]> mask;

    /**
     * The layer.
     *
     * @param rate probability to drop an element, in [0, 1)
     */
    public Dropout(float rate) {
        this.rate = Require.halfOpen("rate", rate, 0f, 1f);
    }

    @Override
    protected Shape build(LayerBuilder builder, Shape input) {
        mask = builder.keptLongs(plan -> dev.lanewise.kernels.Dropout.maskSize(plan.batch() * input.elements()));
        builder.backwardReads(Reads.NOTHING).inPlace();
        return input;
    }

    @Override
    protected void forward(Pass pass, Tensor x, Tensor y) {
        if (pass.training()) {
            dev.lanewise.kernels.Dropout.forward(
                    pass.parallelism(),
                    x.size(),
                    rate,
                    pass.seed(),
                    pass.stream(),
                    pass.step(),
                    x.data(),
                    x.offset(),
                    y.data(),
                    y.offset(),
                    pass.get(mask),
                    0);
        } else if (!x.sameMemory(y)) {
            System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
        }
    }

    /** Makes the mask of this step for {@code n} elements. */
    void draw(Pass pass, int n) {
        dev.lanewise.kernels.Dropout.mask(
                pass.parallelism(), n, rate, pass.seed(), pass.stream(), pass.step(), pass.get(mask), 0);
    }

    @Override
    protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
        if (dx != null) {
            dev.lanewise.kernels.Dropout.apply(
                    pass.parallelism(),
                    dy.size(),
                    rate,
                    pass.get(mask),
                    0,
                    dy.data(),
                    dy.offset(),
                    dx.data(),
                    dx.offset());
        }
    }
}
