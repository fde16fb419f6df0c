package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.losses.BinaryCrossEntropy;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.MeanSquaredError;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.optimizers.SGD;
import dev.lanewise.testkit.TestData;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainerTest {

    private static final SparseCategoricalCrossEntropy LOSS = new SparseCategoricalCrossEntropy(From.LOGITS);

    @Test
    void learnsXor() {
        Dataset xor = ArrayDataset.ofValues(
                Shape.of(2), new float[] {0, 0, 0, 1, 1, 0, 1, 1}, Shape.of(1), new float[] {0, 1, 1, 0});
        Sequential model = Sequential.of(Shape.of(2), new Dense(8, Activations.TANH), new Dense(1))
                .initialize(3);
        Trainer trainer =
                new Trainer(model, new Adam(0.05f), new BinaryCrossEntropy(From.LOGITS), Metrics.binaryAccuracy(0f));

        History history = trainer.fit(xor, FitOptions.epochs(200).batchSize(4));

        assertThat(history.last().value("binary_accuracy")).isEqualTo(1);
        assertThat(history.last().value("loss")).isLessThan(0.05);
        assertThat(history.end()).isEqualTo(History.End.COMPLETED);
        assertThat(trainer.evaluate(xor).metric("binary_accuracy")).isEqualTo(1);
    }

    @Test
    void recoversALinearFunction() {
        float[] x = TestData.normals(64 * 2, 1);
        float[] y = new float[64];
        for (int i = 0; i < y.length; i++) {
            y[i] = 3 * x[2 * i] - 2 * x[2 * i + 1] + 0.5f;
        }
        Sequential model = Sequential.of(Shape.of(2), new Dense(1));
        Trainer trainer = new Trainer(model, new SGD(0.1f), new MeanSquaredError(), Metrics.MAE);
        trainer.fit(ArrayDataset.ofValues(Shape.of(2), x, Shape.of(1), y), FitOptions.epochs(60));

        float[] weights = model.parameter("dense/weights").get();
        assertThat(weights[0]).isCloseTo(3f, offset(1e-4f));
        assertThat(weights[1]).isCloseTo(-2f, offset(1e-4f));
        assertThat(model.parameter("dense/bias").get()[0]).isCloseTo(0.5f, offset(1e-4f));
    }

    @Test
    void historyHoldsLossMetricsAndValidationOfEachEpoch() {
        History history =
                trainer(model()).fit(data(50), data(20), FitOptions.epochs(3).batchSize(16));

        assertThat(history.epochs()).extracting(Epoch::number).containsExactly(1, 2, 3);
        assertThat(history.last().values().keySet()).containsExactly("loss", "accuracy", "val_loss", "val_accuracy");
        assertThat(history.last().steps()).isEqualTo(4);
        assertThat(history.series("loss")).hasSize(3).doesNotContain(Double.NaN);
        assertThat(history.last().samplesPerSecond()).isGreaterThan(0);
        assertThatThrownBy(() -> history.series("acc"))
                .hasMessage("value of an epoch: expected one of [loss, accuracy, val_loss, val_accuracy], got acc");
    }

    @Test
    void lossOfAnEpochIsTheMeanOverItsSamples() {
        Dataset data = ArrayDataset.ofValues(Shape.of(1), new float[] {1, 2, 3}, Shape.of(1), new float[3]);
        Sequential model = Sequential.of(Shape.of(1), new Dense(1).withoutBias());
        model.parameter("dense/weights").set(new float[] {1});
        Trainer trainer = new Trainer(model, new SGD(0f), new MeanSquaredError());

        assertThat(trainer.fit(data, FitOptions.epochs(1).batchSize(2)).last().value("loss"))
                .isEqualTo(14 / 3.0);
        assertThat(trainer.evaluate(data).loss()).isEqualTo(14 / 3.0);
        assertThat(trainer.predict(data)).containsExactly(1, 2, 3);
    }

    @Test
    void everySampleIsSeenOnceAnEpochInAnOrderOfSeedAndEpoch() {
        List<Integer> seen = new ArrayList<>();
        Dataset spied = new Spied(data(10), seen);
        trainer(model()).fit(spied, FitOptions.epochs(2).batchSize(4).seed(5));
        List<Integer> first = List.copyOf(seen.subList(0, 10));
        List<Integer> second = List.copyOf(seen.subList(10, 20));

        assertThat(first).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(second).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
        seen.clear();
        trainer(model()).fit(spied, FitOptions.epochs(2).batchSize(3).seed(5).initialEpoch(1));
        assertThat(seen).isEqualTo(second);
        seen.clear();
        trainer(model()).fit(spied, FitOptions.epochs(1).seed(6));
        assertThat(seen).isNotEqualTo(first);
    }

    @Test
    void theLastPartialBatchIsTrainedOnOrDropped() {
        FitOptions keep = FitOptions.epochs(1).batchSize(4);
        FitOptions drop = keep.lastBatch(LastBatch.DROP);

        assertThat(trainer(model()).fit(data(10), keep).last().steps()).isEqualTo(3);
        assertThat(trainer(model()).fit(data(10), drop).last().steps()).isEqualTo(2);
        assertThat(trainer(model()).fit(data(3), keep).last().steps()).isEqualTo(1);
        assertThatThrownBy(() -> trainer(model()).fit(data(3), drop))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("train: expected at least one whole batch of 4 samples, got 3");
    }

    @Test
    void aLastBatchOfOneIsRefusedBeforeTrainingIfBatchNormalisationIsThere() {
        Sequential model = Sequential.of(Shape.of(3), new Dense(4), new BatchNormalization(), new Dense(2));
        FitOptions options = FitOptions.epochs(1).batchSize(4);
        float[] before = model.parameter("dense/weights").get();

        assertThatThrownBy(() -> trainer(model).fit(data(9), options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "batch_normalization: expected more than one value per channel when training, got a batch of"
                                + " 1 of shape (4) (choose another batch size, or drop the last, partial batch)");
        assertThat(model.parameter("dense/weights").get()).isEqualTo(before);
        trainer(model).fit(data(9), options.lastBatch(LastBatch.DROP));
        trainer(model).evaluate(data(1));
    }

    @Test
    void dataThatDoesNotFitIsRefusedBeforeTraining() {
        FitOptions options = FitOptions.epochs(1);
        assertThatThrownBy(() -> trainer(model()).fit(data(0), options))
                .hasMessage("train: expected at least one sample, got an empty dataset");
        assertThatThrownBy(() -> trainer(model()).fit(data(4), data(0), options))
                .hasMessage("validation: expected at least one sample, got an empty dataset");
        Dataset images = ArrayDataset.ofLabels(Shape.of(2, 2, 1), new float[8], new int[2], 2);
        assertThatThrownBy(() -> trainer(model()).fit(images, options))
                .hasMessage("train: expected samples of the model's input shape (3), got (2, 2, 1)");
        Dataset manyClasses = ArrayDataset.ofLabels(Shape.of(3), new float[6], new int[2], 5);
        assertThatThrownBy(() -> trainer(model()).fit(manyClasses, options))
                .hasMessageStartingWith("sparse_categorical_crossentropy: expected an output for each of 5 classes");
        int[] labels = {0, 1};
        Dataset damaged = ArrayDataset.ofLabels(Shape.of(3), new float[6], labels, 2);
        labels[1] = 2;
        assertThatThrownBy(() -> trainer(model()).fit(damaged, options))
                .hasMessage("label of sample 1: expected a value in [0, 2), got 2");
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> FitOptions.epochs(-1)).hasMessage("epochs: expected a value >= 0, got -1");
        assertThatThrownBy(() -> FitOptions.epochs(1).batchSize(0))
                .hasMessage("batchSize: expected a value >= 1, got 0");
        assertThat(trainer(model()).fit(data(4), FitOptions.epochs(0)).epochs()).isEmpty();
    }

    @Test
    void stopsAfterSomeSteps() {
        History history =
                trainer(model()).fit(data(10), FitOptions.epochs(9).batchSize(2).maxSteps(7));

        assertThat(history.end()).isEqualTo(History.End.MAX_STEPS);
        assertThat(history.epochs()).extracting(Epoch::steps).containsExactly(5, 2);
    }

    @Test
    void aLossThatIsNoNumberEndsTheTrainingBeforeTheParametersAreSpoilt() {
        float[] samples = TestData.normals(30, 1);
        samples[17] = Float.NaN;
        Sequential model = model();
        Dataset data = ArrayDataset.ofLabels(Shape.of(3), samples, new int[10], 2);

        assertThatThrownBy(() -> trainer(model).fit(data, FitOptions.epochs(2).batchSize(10)))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageStartingWith("loss: expected a finite value, got NaN at step 1 of epoch 1");
        assertThat(model.parameters())
                .allSatisfy(parameter -> assertThat(parameter.get()).doesNotContain(Float.NaN));
    }

    @Test
    void anInterruptEndsTheTraining() {
        Callback interrupt = new Callback() {
            @Override
            public void onStepEnd(TrainingRun run) {
                Thread.currentThread().interrupt();
            }
        };
        History history =
                trainer(model()).fit(data(10), FitOptions.epochs(5).batchSize(2).callbacks(interrupt));

        assertThat(Thread.interrupted()).as("the flag is still set").isTrue();
        assertThat(history.end()).isEqualTo(History.End.INTERRUPTED);
        assertThat(history.epochs()).extracting(Epoch::steps).containsExactly(1);
    }

    static Sequential model() {
        return Sequential.of(Shape.of(3), new Dense(4, Activations.RELU), new Dense(2));
    }

    static Trainer trainer(Sequential model) {
        return new Trainer(model, new SGD(), LOSS, Metrics.ACCURACY).parallelism(Parallelism.serial());
    }

    static ArrayDataset data(int size) {
        return ArrayDataset.ofLabels(Shape.of(3), TestData.normals(3 * size, 7), TestData.indices(size, 2, 8), 2);
    }

    /** Notes which samples are read. */
    private record Spied(ArrayDataset data, List<Integer> seen) implements Dataset {
        @Override
        public int size() {
            return data.size();
        }

        @Override
        public Shape sampleShape() {
            return data.sampleShape();
        }

        @Override
        public TargetSpec targets() {
            return data.targets();
        }

        @Override
        public void copySample(int index, float[] samples, int offset) {
            seen.add(index);
            data.copySample(index, samples, offset);
        }

        @Override
        public int label(int index) {
            return data.label(index);
        }
    }
}
