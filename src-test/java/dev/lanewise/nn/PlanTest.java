package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.LayerBuilder.Reads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a plan puts things, seen through layers that note what they are given. */
class PlanTest {

    private static final Consumer<LayerBuilder> TRAINED =
            builder -> builder.parameter("weights", Shape.of(1), (fans, seed, stream, n, values, offset) -> {});

    /** Notes the tensors of its last call. */
    private static final class Spy extends Layer {
        private final Consumer<LayerBuilder> declaration;
        private final Shape output;
        private final List<Tensor> given = new ArrayList<>();
        private @Nullable Tensor dx;
        private boolean wentBack;

        Spy(int output, Consumer<LayerBuilder> declaration) {
            this.output = Shape.of(output);
            this.declaration = declaration;
        }

        @Override
        protected Shape build(LayerBuilder builder, Shape input) {
            declaration.accept(builder);
            return output;
        }

        @Override
        protected void forward(Pass pass, Tensor x, Tensor y) {
            given.clear();
            given.addAll(List.of(x, y));
        }

        @Override
        protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor newDx) {
            given.add(dy);
            dx = newDx;
            wentBack = true;
        }

        boolean inPlace() {
            return given.get(0).sameMemory(given.get(1));
        }
    }

    @Test
    void worksInPlaceWhereNobodyReadsWhatIsOverwritten() {
        assertThat(inPlace(Mode.TRAIN, b -> b.backwardReads(Reads.INPUT), inPlace(Reads.NOTHING)))
                .isTrue();
        assertThat(inPlace(Mode.TRAIN, b -> b.backwardReads(Reads.INPUT), inPlace(Reads.OUTPUT)))
                .isTrue();
    }

    @Test
    void keepsWhatABackwardPassReads() {
        assertThat(inPlace(Mode.TRAIN, b -> b.backwardReads(Reads.INPUT), b -> {}))
                .isFalse();
        assertThat(inPlace(Mode.TRAIN, b -> b.backwardReads(Reads.INPUT), inPlace(Reads.INPUT)))
                .isFalse();
        assertThat(inPlace(Mode.TRAIN, b -> b.backwardReads(Reads.OUTPUT), inPlace(Reads.NOTHING)))
                .isFalse();
        assertThat(inPlace(Mode.TRAIN, b -> {}, inPlace(Reads.NOTHING))).isFalse();
    }

    @Test
    void inferenceKeepsNothing() {
        assertThat(inPlace(Mode.INFER, b -> {}, inPlace(Reads.INPUT_AND_OUTPUT)))
                .isTrue();
        assertThat(inPlace(Mode.INFER, b -> {}, b -> {})).isFalse();
    }

    @Test
    void neverOverwritesTheBatch() {
        Spy first = new Spy(4, inPlace(Reads.NOTHING));
        run(Mode.INFER, 2, first);
        assertThat(first.inPlace()).isFalse();
    }

    @Test
    void aViewSharesMemoryAndHidesNoReader() {
        Spy reader = new Spy(4, b -> b.backwardReads(Reads.OUTPUT));
        Spy view = new Spy(4, LayerBuilder::view);
        Spy last = new Spy(4, inPlace(Reads.NOTHING));
        run(Mode.TRAIN, 2, reader, view, last);

        assertThat(view.inPlace()).isTrue();
        assertThat(last.inPlace()).isFalse();
    }

    @Test
    void gradientsDoNotMeet() {
        Spy first = new Spy(4, TRAINED);
        Spy second = new Spy(40, b -> {});
        Spy third = new Spy(7, b -> {});
        run(Mode.TRAIN, 3, first, second, third);

        assertDisjoint(third.given.get(2), third.dx);
        assertDisjoint(second.given.get(2), second.dx);
        assertThat(third.dx.sameMemory(second.given.get(2))).isTrue();
        assertThat(first.dx).isNull();
    }

    @Test
    void layersBeforeTheFirstTrainedOneDoNotGoBack() {
        Spy first = new Spy(4, b -> {});
        Spy trained = new Spy(4, TRAINED);
        Spy last = new Spy(4, b -> {});
        run(Mode.TRAIN, 2, first, trained, last);

        assertThat(first.wentBack).isFalse();
        assertThat(trained.wentBack).isTrue();
        assertThat(trained.dx).isNull();
        assertThat(last.dx).isNotNull();
    }

    @Test
    void aSmallerBatchTakesTheSameMemory() {
        Sequential model = Sequential.of(Shape.of(4), new Spy(40, TRAINED), new Spy(3, b -> {}));
        Plan full = model.plan(Mode.TRAIN, 64, Parallelism.serial());
        long size = full.memorySize();
        Plan rest = full.withBatch(5);

        assertThat(rest.input().data()).isSameAs(full.input().data());
        assertThat(rest.memorySize()).isEqualTo(size);
        assertThat(rest.output().shape()).isEqualTo(Shape.of(5, 3));
    }

    @Test
    void validationTakesTheMemoryOfTheTraining() {
        Sequential model = Sequential.of(Shape.of(4), new Spy(40, TRAINED), new Spy(3, b -> {}));
        Plan training = model.plan(Mode.TRAIN, 64, Parallelism.serial());
        long size = training.memorySize();
        Plan validation = training.forInference(64);

        assertThat(validation.input().data()).isSameAs(training.input().data());
        assertThat(validation.memorySize()).isEqualTo(size);
        assertThat(validation.request().training()).isFalse();
        assertThatThrownBy(validation::backward).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anInferencePlanHasNoWayBack() {
        Plan plan = Sequential.of(Shape.of(4), new Spy(4, TRAINED)).plan(Mode.INFER, 2, Parallelism.serial());

        assertThatThrownBy(plan::backward).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(plan::outputGradient)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("expected a plan for training, got one for inference");
    }

    @Test
    void refusesMoreThanAnArrayHolds() {
        Sequential model = Sequential.of(Shape.of(4), new Spy(1 << 20, b -> {}));

        assertThatThrownBy(() -> model.plan(Mode.INFER, 1 << 11, Parallelism.serial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("memory for a batch of 2048: expected fewer than 2^31 floats, got ");
        assertThatThrownBy(() -> model.plan(Mode.INFER, 0, Parallelism.serial()))
                .hasMessage("batch: expected a value >= 1, got 0");
    }

    @Test
    void aComplaintWhilePlanningNamesTheLayer() {
        Sequential model = Sequential.of(
                Shape.of(4),
                new Spy(
                        4,
                        builder -> builder.planned(plan -> {
                            throw new IllegalArgumentException("stride: expected a value > 0, got 0");
                        })));

        assertThatThrownBy(() -> model.plan(Mode.INFER, 8, Parallelism.serial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spy: with a batch of 8 as input: stride: expected a value > 0, got 0");
    }

    private static Consumer<LayerBuilder> inPlace(Reads reads) {
        return builder -> builder.inPlace().backwardReads(reads);
    }

    private static boolean inPlace(Mode mode, Consumer<LayerBuilder> before, Consumer<LayerBuilder> declaration) {
        Spy spy = new Spy(4, declaration);
        run(mode, 2, new Spy(4, TRAINED.andThen(before)), spy, new Spy(4, b -> {}));
        return spy.inPlace();
    }

    private static void run(Mode mode, int batch, Spy... layers) {
        Plan plan = Sequential.of(Shape.of(4), layers).plan(mode, batch, Parallelism.serial());
        plan.forward(0, 0);
        if (mode == Mode.TRAIN) {
            plan.backward();
        }
    }

    private static void assertDisjoint(Tensor a, @Nullable Tensor b) {
        assertThat(b).isNotNull();
        assertThat(a.offset() + a.size() <= b.offset() || b.offset() + b.size() <= a.offset())
                .as("%s at %d and %s at %d", a, a.offset(), b, b.offset())
                .isTrue();
    }
}
