package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.MaxPooling2D;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A whole training step, loading and augmenting the batch, updating the metrics and profiling included, takes no memory once
 * it is warm. The model is small because warm means thousands of steps: until C2 has compiled a kernel, its vectors are
 * objects.
 */
@Tag("allocation")
class AllocationTest {

    private static final int BATCH = 4;

    public static void main(String[] args) {
        Allocations.print(calls());
    }

    @Test
    void aStepAllocatesNothing() throws IOException, InterruptedException {
        assertThat(Allocations.confirmed(AllocationTest.class, calls())).isEmpty();
    }

    private static Map<String, Runnable> calls() {
        TrainingLoop loop = loop(Threads.parallel().getFirst());
        loop.begin(0);
        return Map.of("step", () -> loop.step(0));
    }

    private static TrainingLoop loop(Parallelism threads) {
        Shape image = Shape.of(8, 8, 1);
        ArrayDataset data = ArrayDataset.ofLabels(
                image, TestData.normals(2 * BATCH * image.elements(), 1), TestData.indices(2 * BATCH, 10, 2), 10);
        Sequential model = Sequential.of(
                image,
                new Conv2D(16, 3, Activations.RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Dropout(0.25f),
                new Flatten(),
                new Dense(16, Activations.TANH),
                new Dense(10));
        Objective objective = new Objective(new SparseCategoricalCrossEntropy(From.LOGITS), List.of(Metrics.ACCURACY));
        Augmentation augmentation =
                Augmentation.none().rotation(180).shift(0.1f, 0.1f).horizontalFlip();
        FitOptions options = FitOptions.epochs(1).batchSize(BATCH).augmentation(augmentation);
        return new TrainingLoop(model, new Adam(), objective, threads, data, null, options).measure(new StepProfile(0));
    }
}
