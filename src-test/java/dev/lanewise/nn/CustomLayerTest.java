package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Elementwise;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Reductions;
import dev.lanewise.kernels.RowBroadcast;
import dev.lanewise.nn.initializers.Initializers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A user's own layer, as the Javadoc of {@link Layer} shows it, that also tells training from inference. */
class CustomLayerTest {

    /** A factor for each feature; in training the output is doubled. */
    private static final class Scale extends Layer {
        private Parameter factor;
        private Parameter steps;
        private Planned<Tensor> product;

        @Override
        protected Shape build(LayerBuilder builder, Shape input) {
            if (input.rank() == 0) {
                throw builder.error("an input with features", input);
            }
            factor = builder.parameter("factor", Shape.of(input.last()), Initializers.constant(3f));
            steps = builder.state("steps", Shape.of(1), Initializers.ZEROS);
            product = builder.workspace(plan -> plan.batch() * input.elements());
            builder.backwardReads(LayerBuilder.Reads.INPUT);
            return input;
        }

        @Override
        protected void forward(Pass pass, Tensor x, Tensor y) {
            RowBroadcast.multiplyRow(
                    pass.parallelism(),
                    x.shape().rows(),
                    x.shape().last(),
                    factor.values(),
                    factor.offset(),
                    x.data(),
                    x.offset(),
                    y.data(),
                    y.offset());
            if (pass.mode() == Mode.TRAIN) {
                Elementwise.add(
                        pass.parallelism(), y.size(), y.data(), y.offset(), y.data(), y.offset(), y.data(), y.offset());
                steps.values()[steps.offset()]++;
            }
        }

        @Override
        protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {
            Tensor xdy = pass.get(product);
            Elementwise.multiply(
                    pass.parallelism(),
                    x.size(),
                    x.data(),
                    x.offset(),
                    dy.data(),
                    dy.offset(),
                    xdy.data(),
                    xdy.offset());
            Reductions.columnSums(
                    pass.parallelism(),
                    x.shape().rows(),
                    x.shape().last(),
                    xdy.data(),
                    xdy.offset(),
                    factor.gradients(),
                    factor.offset());
            assertThat(dx)
                    .as("the first layer that is trained is not asked for dx")
                    .isNull();
        }
    }

    @Test
    void trains() {
        Scale scale = new Scale();
        Sequential model = Sequential.of(Shape.of(2), scale);
        Plan plan = model.plan(Mode.TRAIN, 2, Parallelism.serial());
        fill(plan.input(), 1, 2, 3, 4);

        plan.forward(0, 0);
        fill(plan.outputGradient(), 1, 10, 100, 1000);
        plan.backward();

        assertThat(plan.output().toArray()).containsExactly(6, 12, 18, 24);
        Parameter factor = model.parameter("scale/factor");
        assertThat(factor.gradients()[factor.offset()]).isEqualTo(1 + 300f);
        assertThat(factor.gradients()[factor.offset() + 1]).isEqualTo(20 + 4000f);
        assertThat(model.parameter("scale/steps").get()).containsExactly(1);
    }

    @Test
    void infersWithoutChangingAnything() {
        Sequential model = Sequential.of(Shape.of(2), new Scale());

        assertThat(model.predict(new float[] {1, 2, 3, 4})).containsExactly(3, 6, 9, 12);
        assertThat(model.parameter("scale/steps").get()).containsExactly(0);
    }

    @Test
    void isNamedAfterItsClass() {
        Sequential model = Sequential.of(Shape.of(2), new Scale(), new Scale().named("last"), new Scale());

        assertThat(model.layers()).extracting(Layer::name).containsExactly("scale", "last", "scale_1");
        assertThat(model.parameters())
                .extracting(Parameter::toString)
                .startsWith("scale/factor (2)", "scale/steps (1)", "last/factor (2)");
    }

    @Test
    void complainsUnderItsName() {
        assertThatThrownBy(() -> Sequential.of(Shape.of(), new Scale()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("scale: expected an input with features, got ()");
    }

    static void fill(Tensor tensor, float... values) {
        System.arraycopy(values, 0, tensor.data(), tensor.offset(), values.length);
    }
}
