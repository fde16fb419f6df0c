package dev.lanewise.nn.training;

import static dev.lanewise.nn.training.TrainerTest.data;
import static dev.lanewise.nn.training.TrainerTest.model;
import static dev.lanewise.nn.training.TrainerTest.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.optimizers.SGD;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallbackTest {

    @Test
    void areCalledInOrder() {
        List<String> calls = new ArrayList<>();
        Callback log = new Callback() {
            @Override
            public void onTrainBegin(TrainingRun run) {
                calls.add("begin with " + run.stepsPerEpoch() + " steps");
            }

            @Override
            public void onEpochBegin(TrainingRun run) {
                calls.add("epoch " + run.epoch());
            }

            @Override
            public void onStepEnd(TrainingRun run) {
                calls.add("step " + run.step() + (Double.isFinite(run.loss() + run.batchLoss()) ? "" : "?"));
            }

            @Override
            public void onEpochEnd(TrainingRun run, Epoch epoch) {
                calls.add("end of " + epoch.number());
            }

            @Override
            public void onTrainEnd(TrainingRun run, History history) {
                calls.add("end after " + history.epochs().size());
            }
        };
        trainer(model()).fit(data(10), FitOptions.epochs(2).batchSize(5).callbacks(log));

        assertThat(calls)
                .containsExactly(
                        "begin with 2 steps",
                        "epoch 1",
                        "step 1",
                        "step 2",
                        "end of 1",
                        "epoch 2",
                        "step 1",
                        "step 2",
                        "end of 2",
                        "end after 2");
    }

    @Test
    void anExceptionReachesTheCaller() {
        Callback failing = new Callback() {
            @Override
            public void onStepEnd(TrainingRun run) {
                throw new IllegalStateException("full disk");
            }
        };
        assertThatThrownBy(() ->
                        trainer(model()).fit(data(10), FitOptions.epochs(2).callbacks(failing)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("full disk");
    }

    @Test
    void aRequestStopsTheTraining() {
        Callback stop = new Callback() {
            @Override
            public void onEpochEnd(TrainingRun run, Epoch epoch) {
                if (epoch.number() == 3) {
                    run.requestStop();
                }
            }
        };
        History history = trainer(model()).fit(data(10), FitOptions.epochs(9).callbacks(stop));

        assertThat(history.epochs()).hasSize(3);
        assertThat(history.end()).isEqualTo(History.End.REQUESTED);
    }

    @Test
    void earlyStoppingWaitsForAnImprovement() {
        assertThat(epochsUntilStop(new EarlyStopping("val_loss", 2), "val_loss", 5, 4, 4, 3, 3, 3.5, 1))
                .isEqualTo(6);
        assertThat(epochsUntilStop(new EarlyStopping("val_loss", 2, 0.5f), "val_loss", 5, 4.8, 4.6, 1))
                .isEqualTo(3);
        assertThat(epochsUntilStop(new EarlyStopping("accuracy", 1), "accuracy", 0.1, 0.2, 0.2, 0.9))
                .isEqualTo(3);
        assertThat(epochsUntilStop(new EarlyStopping("loss", 1), "loss", Double.NaN, 1))
                .isEqualTo(1);
        assertThat(epochsUntilStop(new EarlyStopping("loss", 3), "loss", 3, 2, 1))
                .isEqualTo(-1);
    }

    @Test
    void refusesAValueThatNoEpochWillHave() {
        List<Integer> steps = new ArrayList<>();
        Callback count = new Callback() {
            @Override
            public void onStepEnd(TrainingRun run) {
                steps.add(run.step());
            }
        };
        for (Callback rule : List.of(new EarlyStopping("val_loss", 2), new ModelCheckpoint("val_loss", (m, e) -> {}))) {
            FitOptions options = FitOptions.epochs(1).callbacks(count, rule);
            assertThatThrownBy(() -> trainer(model()).fit(data(10), options))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("monitor: expected one of [loss")
                    .hasMessageEndingWith("got val_loss");
            trainer(model())
                    .fit(data(10), data(10), FitOptions.epochs(1).maxSteps(0).callbacks(rule));
        }
        assertThat(steps).as("refused before the first step").isEmpty();
    }

    @Test
    void earlyStoppingRestoresTheBestParameters() {
        Sequential model = model();
        EarlyStopping rule = new EarlyStopping("loss", 2).restoreBest();
        TrainingRun run = run(model);
        rule.onTrainBegin(run);
        for (int epoch = 1; epoch <= 3; epoch++) {
            model.parameter("dense_1/bias").set(new float[] {epoch, -epoch});
            rule.onEpochEnd(run, epoch(epoch, "loss", epoch == 2 ? 1 : 5));
        }
        rule.onTrainEnd(run, new History(List.of(), History.End.COMPLETED));

        assertThat(model.parameter("dense_1/bias").get()).containsExactly(2, -2);
    }

    @Test
    void checkpointsSaveTheBestEpochs() {
        List<Integer> saved = new ArrayList<>();
        ModelCheckpoint checkpoint = new ModelCheckpoint("loss", (model, epoch) -> saved.add(epoch.number()));
        TrainingRun run = run(model());
        checkpoint.onTrainBegin(run);
        double[] losses = {3, 4, 2, 2, 1};
        for (int i = 0; i < losses.length; i++) {
            checkpoint.onEpochEnd(run, epoch(i + 1, "loss", losses[i]));
        }
        assertThat(saved).containsExactly(1, 3, 5);

        ModelCheckpoint failing = new ModelCheckpoint("loss", (model, epoch) -> {
            throw new IOException("read-only");
        });
        assertThatThrownBy(() -> failing.onEpochEnd(run, epoch(1, "loss", 1)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("read-only");
    }

    /** The epoch after which the rule asks to stop, or -1. */
    private static int epochsUntilStop(EarlyStopping rule, String name, double... values) {
        TrainingRun run = run(model());
        rule.onTrainBegin(run);
        for (int i = 0; i < values.length; i++) {
            rule.onEpochEnd(run, epoch(i + 1, name, values[i]));
            if (run.stopRequested()) {
                return i + 1;
            }
        }
        return -1;
    }

    private static Epoch epoch(int number, String name, double value) {
        return new Epoch(number, 1, Map.of(name, value), 1, 1);
    }

    private static TrainingRun run(Sequential model) {
        Objective objective = new Objective(new SparseCategoricalCrossEntropy(), List.of());
        Scores scores = objective.scores(model, data(4), 4);
        return new TrainingRun(
                model, new SGD(), FitOptions.epochs(1), 1, scores.loss(), List.of("loss", "accuracy", "val_loss"));
    }
}
