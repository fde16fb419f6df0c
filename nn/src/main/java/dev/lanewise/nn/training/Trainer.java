package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.losses.Loss;
import dev.lanewise.nn.metrics.Metric;
import dev.lanewise.nn.optimizers.Optimizer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fits a model to data, evaluates it and predicts.
 *
 * {@snippet :
 * Trainer trainer = new Trainer(
 *         model, new Adam(), new SparseCategoricalCrossEntropy(From.LOGITS), Metrics.ACCURACY);
 * History history = trainer.fit(train, validation, FitOptions.epochs(12).batchSize(64));
 * double accuracy = trainer.evaluate(test).metric("accuracy");
 * }
 *
 * <p>A second {@code fit} goes on with the parameters and the optimizer's state as they are. An instance serves one
 * thread at a time; while it trains, nobody else may use the model.
 */
public final class Trainer {

    private static final int EVALUATION_BATCH = 64;

    private final Sequential model;
    private final Optimizer optimizer;
    private final Objective objective;
    private Parallelism parallelism = Parallelism.allCores();
    private @Nullable StepProfile profile;

    /**
     * A trainer that uses all cores.
     *
     * @param model the model, trained in place
     * @param optimizer the optimizer, of which it becomes the only user
     * @param loss what to lower
     * @param metrics what to watch besides
     */
    public Trainer(Sequential model, Optimizer optimizer, Loss loss, Metric... metrics) {
        this.model = Objects.requireNonNull(model, "model");
        this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
        objective = new Objective(Objects.requireNonNull(loss, "loss"), List.of(metrics));
    }

    /** Sets the threads to use, which change the time and no bit of the results. */
    public Trainer parallelism(Parallelism threads) {
        parallelism = Objects.requireNonNull(threads, "parallelism");
        return this;
    }

    /** Measures the steps of each {@code fit}, which begins the profile anew; null, the default, measures nothing. */
    public Trainer profile(@Nullable StepProfile steps) {
        profile = steps;
        return this;
    }

    /** Trains on {@code train}, see {@link #fit(Dataset, Dataset, FitOptions)}. */
    public History fit(Dataset train, FitOptions options) {
        return fit(train, null, options);
    }

    /**
     * Trains epoch after epoch, in a new order each time. A thread beside those of the steps reads {@code train}, a batch
     * ahead of them.
     *
     * @param train samples to learn from
     * @param validation samples to evaluate on after each epoch; null for none
     * @param options epochs, batch size, seed, callbacks
     * @return loss, metrics and speed of each epoch
     * @throws IllegalArgumentException if model, data and options do not fit each other; before the first step
     * @throws NonFiniteLossException if the loss of a batch is NaN or infinite
     */
    public History fit(Dataset train, @Nullable Dataset validation, FitOptions options) {
        try (TrainingLoop loop =
                new TrainingLoop(model, optimizer, objective, parallelism, train, validation, options)) {
            return loop.measure(profile).run();
        }
    }

    /**
     * Loss and metrics on a dataset. Changes nothing.
     *
     * @throws IllegalArgumentException if model and data do not fit each other
     */
    public Evaluation evaluate(Dataset data) {
        return new Evaluator("data", model, this::inferencePlan, objective, data, EVALUATION_BATCH).run();
    }

    /** The model's outputs for the samples of a dataset, one behind the other. Changes nothing. */
    public float[] predict(Dataset data) {
        Feed feed = new Feed("data", model, this::inferencePlan, data, EVALUATION_BATCH, LastBatch.KEEP);
        float[] outputs =
                new float[Math.multiplyExact(data.size(), model.outputShape().elements())];
        for (int step = 0, at = 0; step < feed.steps(); step++) {
            Plan plan = feed.load(step);
            plan.forward(0, 0);
            int size = plan.output().size();
            System.arraycopy(plan.output().data(), plan.output().offset(), outputs, at, size);
            at += size;
        }
        return outputs;
    }

    private Plan inferencePlan(int batch) {
        return model.plan(Mode.INFER, batch, parallelism);
    }
}
