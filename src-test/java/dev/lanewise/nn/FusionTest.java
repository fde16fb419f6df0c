package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.AveragePooling2D;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.MaxPooling2D;
import dev.lanewise.nn.layers.Padding;
import dev.lanewise.nn.models.Models;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A plan that fuses layers gives the bits of one that does not: outputs, gradients and moving statistics. */
class FusionTest {

    private static final int BATCH = 3;
    private static final int STEPS = 2;

    private enum Model {
        CNN(() -> Models.cnn(Shape.of(22, 23, 3), 10)),
        NORM_WITHOUT_RELU(() -> Sequential.of(
                Shape.of(9, 8, 2),
                new Conv2D(5, 3, Activations.TANH),
                new BatchNormalization(),
                new MaxPooling2D(3).strides(2).padding(Padding.SAME),
                new Flatten(),
                new Dense(4))),
        NORM_FIRST(() -> Sequential.of(
                Shape.of(6, 6, 3), new BatchNormalization(), new MaxPooling2D(2), new Flatten(), new Dense(4))),
        NOTHING_TO_TRAIN_BEFORE(() -> Sequential.of(
                Shape.of(8, 8, 3),
                new AveragePooling2D(2),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Flatten(),
                new Dense(4))),
        RELU_BEFORE_NORM(() -> Sequential.of(
                Shape.of(7, 7, 2),
                new Conv2D(6, 3, Activations.RELU).withoutBias(),
                new BatchNormalization(),
                new Dropout(0.3f),
                new Flatten(),
                new Dense(9, Activations.RELU),
                new BatchNormalization(),
                new Dense(4)));

        final Supplier<Sequential> make;

        Model(Supplier<Sequential> make) {
            this.make = make;
        }
    }

    @ParameterizedTest
    @EnumSource
    void trainsWithTheSameBits(Model model) {
        float[] expected = train(model.make.get(), Parallelism.serial(), false);
        for (Parallelism parallelism : Threads.all()) {
            assertThat(train(model.make.get(), parallelism, true)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource
    void infersWithTheSameBits(Model model) {
        Sequential network = model.make.get();
        network.initialize(5);
        float[] expected = infer(network.planLayerByLayer(Mode.INFER, BATCH, Parallelism.serial()));
        for (Parallelism parallelism : Threads.all()) {
            assertThat(infer(network.plan(Mode.INFER, BATCH, parallelism))).isEqualTo(expected);
        }
    }

    @Test
    void takesLessMemory() {
        Sequential network = Models.cnn(Shape.of(32, 32, 3), 10);
        long fused = network.plan(Mode.TRAIN, 64, Parallelism.serial()).memorySize();
        long apart =
                network.planLayerByLayer(Mode.TRAIN, 64, Parallelism.serial()).memorySize();
        long normalized = 4L * 64 * (30 * 30 * 32 + 13 * 13 * 64 + 4 * 4 * 128);
        long gradientOverOutput = 4L * 64 * (30 * 30 - 15 * 15) * 32;
        assertThat(apart - fused).isGreaterThanOrEqualTo(normalized + gradientOverOutput);
    }

    /** Outputs and gradients of each step, and all parameters at the end, moving statistics included. */
    private static float[] train(Sequential network, Parallelism parallelism, boolean fuses) {
        network.initialize(5);
        Plan plan = fuses
                ? network.plan(Mode.TRAIN, BATCH, parallelism)
                : network.planLayerByLayer(Mode.TRAIN, BATCH, parallelism);
        float[] seen = {};
        for (int step = 0; step < STEPS; step++) {
            seen = concat(seen, step(network, plan, step));
        }
        for (Parameter parameter : network.parameters()) {
            seen = concat(seen, slice(parameter.values(), parameter.offset(), parameter.size()));
        }
        return seen;
    }

    private static float[] step(Sequential network, Plan plan, int step) {
        fill(plan.input(), 11 + step);
        plan.forward(7, step);
        float[] seen = slice(
                plan.output().data(), plan.output().offset(), plan.output().size());
        fill(plan.outputGradient(), 21 + step);
        plan.backward();
        for (Parameter parameter : network.parameters()) {
            if (parameter.trainable()) {
                seen = concat(seen, slice(parameter.gradients(), parameter.offset(), parameter.size()));
            }
        }
        return seen;
    }

    private static float[] infer(Plan plan) {
        fill(plan.input(), 3);
        plan.forward(0, 0);
        return slice(plan.output().data(), plan.output().offset(), plan.output().size());
    }

    private static void fill(Tensor tensor, int seed) {
        float[] values = TestData.normals(tensor.size(), seed);
        System.arraycopy(values, 0, tensor.data(), tensor.offset(), values.length);
    }

    private static float[] slice(float[] data, int offset, int size) {
        return Arrays.copyOfRange(data, offset, offset + size);
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
