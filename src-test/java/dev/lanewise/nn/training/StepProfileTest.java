package dev.lanewise.nn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.MaxPooling2D;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.training.StepProfile.Part;
import dev.lanewise.testkit.TestData;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class StepProfileTest {

    private static final Shape IMAGE = Shape.of(16, 16, 2);
    private static final int SAMPLES = 70;

    @Test
    void staysWithinTheTimeOnTheClock() {
        StepProfile profile = new StepProfile(0);
        History history = fit(profile, 10, 12);
        double clock = history.epochs().stream().mapToDouble(Epoch::seconds).sum();

        assertThat(profile.steps()).isEqualTo(7 * 12);
        assertThat(profile.batch()).isEqualTo(10);
        double parts = profile.stepNanos() * profile.steps() * 1e-9;
        assertThat(parts).isPositive().isLessThanOrEqualTo(clock);
        assertThat(profile.loadingNanos()).isPositive().isLessThanOrEqualTo(clock * 1e9 / profile.steps());
    }

    @Test
    void groupsStayWithinThePasses() {
        StepProfile profile = new StepProfile(7);
        fit(profile, 10, 12);
        double forward =
                profile.groups().stream().mapToDouble(profile::forwardNanos).sum();
        double backward =
                profile.groups().stream().mapToDouble(profile::backwardNanos).sum();

        assertThat(profile.groups()).hasSize(4);
        assertThat(profile.groups())
                .allSatisfy(group -> assertThat(profile.forwardNanos(group)).isPositive());
        assertThat(forward).isPositive().isLessThanOrEqualTo(profile.nanos(Part.FORWARD));
        assertThat(backward).isPositive().isLessThanOrEqualTo(profile.nanos(Part.BACKWARD));
    }

    @Test
    void leavesOutTheWarmUpAndPartialBatches() {
        StepProfile profile = new StepProfile(3);
        fit(profile, 32, 4);
        assertThat(profile.steps()).isEqualTo(2 * 4 - 3);
        fit(profile, 32, 1);
        assertThat(profile.steps()).as("each fit begins anew").isZero();
        assertThat(profile.stepNanos()).isNaN();
        assertThatThrownBy(() -> new StepProfile(-1)).hasMessage("warmUp: expected a value >= 0, got -1");
    }

    private static History fit(StepProfile profile, int batch, int epochs) {
        ArrayDataset data = ArrayDataset.ofLabels(
                IMAGE, TestData.normals(SAMPLES * IMAGE.elements(), 1), TestData.indices(SAMPLES, 10, 2), 10);
        Sequential model = Sequential.of(
                IMAGE,
                new Conv2D(16, 3, Activations.RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Flatten(),
                new Dense(10));
        return new Trainer(model, new Adam(), new SparseCategoricalCrossEntropy(From.LOGITS), Metrics.ACCURACY)
                .parallelism(Parallelism.serial())
                .profile(profile)
                .fit(data, FitOptions.epochs(epochs).batchSize(batch));
    }
}
