package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.layers.Activation;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.MaxPooling2D;
import dev.lanewise.nn.layers.Padding;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must not change a bit of a training run, and what must. */
class DeterminismTest {

    private static final ArrayDataset DATA = ArrayDataset.ofLabels(
            Shape.of(14, 14, 2), TestData.normals(44 * 14 * 14 * 2, 1), TestData.indices(44, 10, 2), 10);
    private static final FitOptions OPTIONS = FitOptions.epochs(2).batchSize(16).seed(7);

    /** The parameters after a run, and its losses. */
    private record Outcome(float[][] parameters, double[] losses) {}

    @Test
    void threadsAndEvaluationChangeNoBit() {
        Outcome expected = train(Parallelism.serial(), null, OPTIONS);

        for (Parallelism threads : Threads.parallel()) {
            assertSame(threads + " and validation", train(threads, DATA.slice(3, 20), OPTIONS), expected);
        }
        assertThat(expected.losses[0]).isFinite();
    }

    @Test
    void theSeedChangesTheRun() {
        Outcome one = train(Parallelism.serial(), null, OPTIONS.maxSteps(2));
        Outcome other = train(Parallelism.serial(), null, OPTIONS.maxSteps(2).seed(8));

        assertThat(other.parameters[0]).isNotEqualTo(one.parameters[0]);
    }

    @Test
    void goingOnWithTheSameOptimizerEqualsTheWholeRun() {
        FitOptions two = FitOptions.epochs(2).batchSize(16).seed(7);
        Dataset data = DATA.slice(0, 20);
        Sequential whole = small();
        History expected = trainer(whole, Parallelism.serial()).fit(data, two);
        Sequential parts = small();
        Trainer trainer = trainer(parts, Parallelism.serial());
        trainer.fit(data, FitOptions.epochs(1).batchSize(16).seed(7));
        trainer.evaluate(data);
        History second = trainer.fit(data, two.initialEpoch(1));

        assertSame(
                "two runs",
                new Outcome(parameters(parts), second.series("loss")),
                new Outcome(parameters(whole), new double[] {expected.last().value("loss")}));
    }

    private static Sequential small() {
        return Sequential.of(DATA.sampleShape(), new Flatten(), new Dropout(0.5f), new Dense(10));
    }

    private static Outcome train(Parallelism threads, @Nullable Dataset validation, FitOptions options) {
        Sequential model = model();
        History history = trainer(model, threads).fit(DATA, validation, options);
        return new Outcome(parameters(model), history.series("loss"));
    }

    private static Sequential model() {
        return Sequential.of(
                        DATA.sampleShape(),
                        new Conv2D(16, 3, Activations.RELU),
                        new BatchNormalization(),
                        new MaxPooling2D(2),
                        new Dropout(0.25f),
                        new Conv2D(20, 3).padding(Padding.SAME).withoutBias(),
                        new BatchNormalization(),
                        new Activation(Activations.GELU_TANH),
                        new Flatten(),
                        new Dense(32, Activations.RELU),
                        new Dropout(0.5f),
                        new Dense(10))
                .initialize(3);
    }

    private static Trainer trainer(Sequential model, Parallelism threads) {
        return new Trainer(model, new Adam(), new SparseCategoricalCrossEntropy(From.LOGITS), Metrics.ACCURACY)
                .parallelism(threads);
    }

    private static float[][] parameters(Sequential model) {
        return model.parameters().stream().map(Parameter::get).toArray(float[][]::new);
    }

    private static void assertSame(String what, Outcome actual, Outcome expected) {
        for (int i = 0; i < expected.parameters.length; i++) {
            Bits.assertSame(what + ", parameter " + i, actual.parameters[i], expected.parameters[i]);
        }
        Bits.assertSame(what + ", losses", actual.losses, expected.losses);
    }
}
