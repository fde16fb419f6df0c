package dev.lanewise.nn.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private static final float[] OUTPUTS = {0.1f, 0.7f, 0.2f, 0.5f, 0.4f, 0.1f, 0.3f, 0.3f, 0.4f, 0.9f, 0.05f, 0.05f};
    private static final Shape ROW = Shape.of(3);

    @Test
    void accuracyCountsTheLabelOfTheLargestOutput() {
        Metric.Tally tally = Metrics.ACCURACY.tally(ROW, TargetSpec.labels(3), 4);
        tally.add(Parallelism.serial(), outputs(), labels(1, 0, 0, 0));
        assertThat(tally.result()).isEqualTo(0.75);
        tally.add(Parallelism.serial(), outputs(), labels(2, 2, 2, 2));
        assertThat(tally.result()).isEqualTo(0.5);

        tally.reset();
        assertThat(tally.result()).isNaN();
        tally.add(Parallelism.serial(), outputs(), labels(1, 0, 2, 0));
        assertThat(tally.result()).isEqualTo(1);
    }

    @Test
    void accuracyTakesTheLargestTargetOfDistributions() {
        Metric.Tally tally = Metrics.ACCURACY.tally(ROW, TargetSpec.values(ROW), 4);
        tally.add(Parallelism.serial(), outputs(), values(0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0.6f, 0.4f));
        assertThat(tally.result()).isEqualTo(0.5);
    }

    @Test
    void binaryAccuracyLooksAtEachOutput() {
        TargetBatch targets = values(0, 1, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0);
        Metric.Tally half = Metrics.BINARY_ACCURACY.tally(ROW, targets.spec(), 4);
        half.add(Parallelism.serial(), outputs(), targets);
        assertThat(half.result()).isEqualTo(10 / 12.0);
        Metric.Tally low = Metrics.binaryAccuracy(0.35f).tally(ROW, targets.spec(), 4);
        low.add(Parallelism.serial(), outputs(), targets);
        assertThat(low.result()).isEqualTo(11 / 12.0);
    }

    @Test
    void errorsAreMeansOverAllOutputs() {
        TargetBatch targets = values(0.1f, 0.7f, 0.2f, 0.5f, 0.4f, 0.1f, 0.3f, 0.3f, 0.4f, 0.9f, 0.05f, 3.05f);
        Metric.Tally mae = Metrics.MAE.tally(ROW, targets.spec(), 4);
        Metric.Tally mse = Metrics.MSE.tally(ROW, targets.spec(), 4);
        mae.add(Parallelism.serial(), outputs(), targets);
        mse.add(Parallelism.serial(), outputs(), targets);

        assertThat(mae.result()).isCloseTo(0.25, offset(0x1p-23));
        assertThat(mse.result()).isCloseTo(0.75, offset(0x1p-22));
    }

    @Test
    void refusesTargetsThatDoNotFit() {
        assertThatThrownBy(() -> Metrics.ACCURACY.tally(Shape.of(2, 3), TargetSpec.labels(3), 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "accuracy: expected a row of outputs for each target, got outputs of shape (2, 3) and labels"
                                + " of 3 classes");
        assertThatThrownBy(() -> Metrics.ACCURACY.tally(Shape.of(1), TargetSpec.values(Shape.of(1)), 4))
                .as("the largest of one output is always right")
                .hasMessage(
                        "accuracy: expected two outputs or more in a row (for one there is binary_accuracy), got shape"
                                + " (1)");
        assertThatThrownBy(() -> Metrics.BINARY_ACCURACY.tally(ROW, TargetSpec.labels(3), 4))
                .hasMessage("binary_accuracy: expected targets of the outputs' shape (3), got labels of 3 classes");
        assertThatThrownBy(() -> Metrics.MAE.tally(ROW, TargetSpec.values(Shape.of(4)), 4))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Tensor outputs() {
        return Tensor.of(ROW.batched(4), OUTPUTS);
    }

    private static TargetBatch labels(int... labels) {
        return load(ArrayDataset.ofLabels(Shape.of(1), new float[4], labels, 3));
    }

    private static TargetBatch values(float... values) {
        return load(ArrayDataset.ofValues(Shape.of(1), new float[4], ROW, values));
    }

    private static TargetBatch load(ArrayDataset data) {
        TargetBatch targets = new TargetBatch(data.targets(), 4);
        targets.load(data, new int[] {0, 1, 2, 3}, 0, 4);
        return targets;
    }
}
