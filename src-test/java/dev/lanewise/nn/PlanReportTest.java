package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.PlanGroup.Work;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.DepthwiseConv2D;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.Padding;
import dev.lanewise.nn.models.Models;
import dev.lanewise.testkit.Threads;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a plan tells of itself. */
class PlanReportTest {

    private static final int BATCH = 64;

    /** 2 for a multiply-add, times the patch, times the outputs. */
    private static final long[] CIFAR10_FORWARD = {
        2L * (3 * 3 * 3) * (30 * 30 * 32),
        2L * (3 * 3 * 32) * (13 * 13 * 64),
        2L * (3 * 3 * 64) * (4 * 4 * 128),
        2L * 512 * 128,
        2L * 128 * 10
    };

    @Test
    void countsTheWorkOfTheCifar10Network() {
        List<PlanGroup> products = cifar10().plan(Mode.TRAIN, BATCH, Parallelism.serial()).groups().stream()
                .filter(group -> group.forward().flops() > 0)
                .toList();
        long step = 0;
        assertThat(products).hasSameSizeAs(CIFAR10_FORWARD);
        for (int i = 0; i < products.size(); i++) {
            long forward = BATCH * CIFAR10_FORWARD[i];
            assertThat(products.get(i).forward().flops()).isEqualTo(forward);
            assertThat(products.get(i).backward().flops())
                    .as("by data and by weights, but the first layer has no gradient by data")
                    .isEqualTo((i == 0 ? 1 : 2) * forward);
            step += products.get(i).forward().flops()
                    + products.get(i).backward().flops();
        }
        assertThat(step).isEqualTo(BATCH * 29_279_232L);
    }

    @Test
    void groupsWhatIsFused() {
        List<PlanGroup> groups =
                cifar10().plan(Mode.TRAIN, BATCH, Parallelism.serial()).groups();
        assertThat(groups).extracting(group -> group.layers().size()).containsExactly(1, 3, 1, 3, 1, 3, 1, 1, 1, 1, 1);
        assertThat(groups).extracting(PlanGroup::first).containsExactly(0, 1, 4, 5, 8, 9, 12, 13, 14, 15, 16);
        assertThat(groups.getFirst().kernel()).isEqualTo("Conv2d direct 3x3 + bias + relu + moments");
        assertThat(groups.get(1).kernel()).isEqualTo("BatchNormMaxPool 2x2 + dropout");
        assertThat(groups.getLast().kernel()).isEqualTo("Gemm + bias");
        assertThat(cifar10()
                        .planLayerByLayer(Mode.TRAIN, BATCH, Parallelism.serial())
                        .groups())
                .allSatisfy(group -> assertThat(group.layers()).hasSize(1));
    }

    @Test
    void countsBytesThatMoveAtLeast() {
        Sequential model = Sequential.of(
                Shape.of(4, 4, 2),
                new DepthwiseConv2D(3, Activations.RELU).padding(Padding.SAME),
                new Flatten(),
                new Dense(5, Activations.RELU));
        List<PlanGroup> groups = model.plan(Mode.TRAIN, 3, Parallelism.serial()).groups();
        int image = 3 * 32;
        int window = 3 * 3 * 2 + 2;
        PlanGroup first = groups.getFirst();
        assertThat(first.kernel()).isEqualTo("Conv2d depthwise 3x3 + bias + relu");
        assertThat(first.forward()).isEqualTo(new Work(2L * 9 * image, 4L * (2 * image + window)));
        assertThat(first.backward())
                .as("reads x, y, dy; writes the gradients of the parameters")
                .isEqualTo(new Work(2L * 9 * image, 4L * (3 * image + window)));
        assertThat(groups.get(1).forward()).isEqualTo(Work.NONE);
        assertThat(groups.get(1).outputBytes()).isZero();
        int parameters = 32 * 5 + 5;
        assertThat(groups.get(2).backward())
                .as("reads x, y, dy, parameters; writes dx and the gradients")
                .isEqualTo(new Work(2 * 3 * 2L * 32 * 5, 4L * (2 * image + 2 * 15 + 2 * parameters)));
    }

    @ParameterizedTest
    @EnumSource
    void memoryAddsUp(Mode mode) {
        for (Parallelism threads : Threads.all()) {
            for (int batch : new int[] {2, 7, BATCH}) {
                Plan plan = cifar10().plan(mode, batch, threads);
                assertThat(plan.memoryUse().total()).isEqualTo(plan.memorySize());
                Plan apart = cifar10().planLayerByLayer(mode, batch, threads);
                assertThat(apart.memoryUse().total()).isEqualTo(apart.memorySize());
            }
        }
    }

    @Test
    void groupsHaveTheMemoryOfThePlan() {
        Plan plan = cifar10().plan(Mode.TRAIN, BATCH, Parallelism.serial());
        MemoryUse use = plan.memoryUse();
        long line = 64L * plan.groups().size() * 4;
        assertThat(use.outputs() - sum(plan, PlanGroup::outputBytes)).isBetween(0L, line);
        assertThat(use.kept() - sum(plan, PlanGroup::keptBytes)).isBetween(0L, line);
        assertThat(use.batch()).isBetween(4L * BATCH * 32 * 32 * 3, 4L * BATCH * 32 * 32 * 3 + line);
        // By the outputs of the convolutions and of the first dense layer they overwrite those.
        assertThat(use.gradients()).isEqualTo(4L * BATCH * (15 * 15 * 32 + 128));
    }

    /** Nobody wants the gradient by the images, so its workspace is not there. */
    @Test
    void theFirstConvolutionHasNoWorkspaceForItsInput() {
        PlanGroup first =
                cifar10().plan(Mode.TRAIN, BATCH, Parallelism.serial()).groups().getFirst();
        Parallelism threads = Parallelism.serial();
        Conv2dGeometry geometry = Conv2dGeometry.of(BATCH, 32, 32, 3, 32, 3, 3);
        int wanted = Math.max(
                Conv2d.forwardWorkspace(threads, geometry), Conv2d.backwardWeightsWorkspace(threads, geometry));
        assertThat(first.workspaceBytes()).isEqualTo(4L * wanted);
    }

    @Test
    void aLayerWithoutADeclarationIsNamedAfterItsClass() {
        PlanGroup group = Sequential.of(Shape.of(4), new Undeclared())
                .plan(Mode.INFER, 2, Parallelism.serial())
                .groups()
                .getFirst();
        assertThat(group.kernel()).isEqualTo("Undeclared");
        assertThat(group.forward()).isEqualTo(new Work(0, 2 * 4 * 2 * 4));
        assertThat(group.backward()).isEqualTo(Work.NONE);
    }

    private static final class Undeclared extends Layer {
        @Override
        protected Shape build(LayerBuilder builder, Shape input) {
            return input;
        }

        @Override
        protected void forward(Pass pass, Tensor x, Tensor y) {}

        @Override
        protected void backward(Pass pass, Tensor x, Tensor y, Tensor dy, @Nullable Tensor dx) {}
    }

    private static long sum(Plan plan, ToLongFunction<PlanGroup> bytes) {
        return plan.groups().stream().mapToLong(bytes).sum();
    }

    private static Sequential cifar10() {
        return Models.cnn(Shape.of(32, 32, 3), 10);
    }
}
