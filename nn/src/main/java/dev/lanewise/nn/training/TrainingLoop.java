package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.optimizers.Optimizer;
import dev.lanewise.nn.training.History.End;
import dev.lanewise.nn.training.StepProfile.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One call of {@code fit}: everything is planned and checked in the constructor. */
final class TrainingLoop implements AutoCloseable {

    /** What the names of values over the validation data begin with. */
    private static final String VALIDATION = "val_";

    private final Optimizer optimizer;
    private final Parallelism parallelism;
    private final FitOptions options;
    private final Feed feed;
    private final FeedAhead ahead;
    private final Scores scores;
    private final @Nullable Evaluator validation;
    private final TrainingRun run;
    private @Nullable StepProfile profile;
    private long stepsDone;

    TrainingLoop(
            Sequential model,
            Optimizer optimizer,
            Objective objective,
            Parallelism parallelism,
            Dataset train,
            @Nullable Dataset validation,
            FitOptions options) {
        this.optimizer = optimizer;
        this.parallelism = parallelism;
        this.options = options;
        feed = new Feed(
                "train",
                model,
                batch -> model.plan(Mode.TRAIN, batch, parallelism),
                train,
                options.batchSize(),
                options.lastBatch());
        feed.augment(options.augmentation());
        scores = objective.scores(model, train, feed.batch());
        this.validation = validation == null
                ? null
                : new Evaluator(
                        "validation", model, feed.plan()::forInference, objective, validation, options.batchSize());
        run = new TrainingRun(
                model, optimizer, options, feed.steps(), scores.loss(), valueNames(objective, validation != null));
        optimizer.attach(model.parameters());
        ahead = new FeedAhead(feed);
    }

    /** Ends the thread that loads batches. */
    @Override
    public void close() {
        ahead.close();
    }

    /** Measures the steps; null measures nothing. */
    TrainingLoop measure(@Nullable StepProfile steps) {
        profile = steps;
        if (steps != null) {
            steps.attach(feed.plan(), run.model().layers().size());
        }
        return this;
    }

    History run() {
        List<Epoch> epochs = new ArrayList<>();
        options.callbacks().forEach(callback -> callback.onTrainBegin(run));
        End end = end(options.initialEpoch());
        for (int epoch = options.initialEpoch(); end == null; epoch++) {
            epochs.add(epoch(epoch));
            end = end(epoch + 1);
        }
        History history = new History(epochs, end);
        options.callbacks().forEach(callback -> callback.onTrainEnd(run, history));
        return history;
    }

    /** One step; allocates nothing once the kernels are compiled. */
    void step(int step) {
        if (profile != null) {
            profile.begin();
        }
        Plan plan = ahead.load(step);
        end(Part.DATA);
        plan.forward(options.seed(), (int) optimizer.iterations());
        end(Part.FORWARD);
        scores.loss().add(parallelism, plan.output(), ahead.targets(), plan.outputGradient());
        double loss = scores.loss().last();
        if (!Double.isFinite(loss)) {
            throw new NonFiniteLossException(loss, run.epoch(), step + 1);
        }
        scores.addMetrics(parallelism, plan.output(), ahead.targets());
        end(Part.LOSS);
        plan.backward();
        end(Part.BACKWARD);
        optimizer.step(parallelism);
        end(Part.OPTIMIZER);
        if (profile != null) {
            profile.endStep(plan.request().batch(), ahead.nanos());
        }
        stepsDone++;
        run.endStep(plan.request().batch());
    }

    private void end(Part part) {
        if (profile != null) {
            profile.end(part);
        }
    }

    /** Begins epoch {@code epoch}, counted from 0. */
    void begin(int epoch) {
        ahead.begin(options.seed(), epoch);
        scores.reset();
        run.beginEpoch(epoch + 1);
    }

    private Epoch epoch(int index) {
        begin(index);
        List<Callback> callbacks = options.callbacks();
        callbacks.forEach(callback -> callback.onEpochBegin(run));
        for (int step = 0; step < feed.steps() && stop() == null; step++) {
            step(step);
            for (int i = 0; i < callbacks.size(); i++) {
                callbacks.get(i).onStepEnd(run);
            }
        }
        double seconds = run.seconds();
        double rate = run.samplesPerSecond();
        Epoch epoch = new Epoch(index + 1, run.step(), values(), seconds, rate);
        callbacks.forEach(callback -> callback.onEpochEnd(run, epoch));
        return epoch;
    }

    private static List<String> valueNames(Objective objective, boolean validated) {
        Set<String> names = new LinkedHashSet<>(List.of("loss"));
        objective.metrics().forEach(metric -> names.add(metric.name()));
        if (validated) {
            List.copyOf(names).forEach(name -> names.add(VALIDATION + name));
        }
        return List.copyOf(names);
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>();
        put(values, "", scores.result());
        if (validation != null) {
            put(values, VALIDATION, validation.run());
        }
        return values;
    }

    private static void put(Map<String, Double> values, String prefix, Evaluation evaluation) {
        values.put(prefix + "loss", evaluation.loss());
        evaluation.metrics().forEach((name, value) -> values.put(prefix + name, value));
    }

    private @Nullable End end(int epochsDone) {
        End end = stop();
        return end == null && epochsDone >= options.epochs() ? End.COMPLETED : end;
    }

    private @Nullable End stop() {
        if (run.stopRequested()) {
            return End.REQUESTED;
        }
        if (Thread.currentThread().isInterrupted()) {
            return End.INTERRUPTED;
        }
        return stepsDone >= options.maxSteps() ? End.MAX_STEPS : null;
    }
}
