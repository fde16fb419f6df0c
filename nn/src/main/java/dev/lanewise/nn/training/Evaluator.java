package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Dataset;

/** Measures a model on one dataset, as often as wanted, in memory of its own. */
final class Evaluator {

    private final Parallelism parallelism;
    private final Feed feed;
    private final Scores scores;

    Evaluator(String name, Sequential model, Objective objective, Parallelism parallelism, Dataset data, int batch) {
        this.parallelism = parallelism;
        feed = new Feed(name, model, Mode.INFER, parallelism, data, batch, LastBatch.KEEP);
        scores = objective.scores(model, data, feed.batch());
    }

    Evaluation run() {
        scores.reset();
        for (int step = 0; step < feed.steps(); step++) {
            Plan plan = feed.load(step);
            plan.forward(0, 0);
            scores.loss().add(parallelism, plan.output(), feed.targets());
            scores.addMetrics(parallelism, plan.output(), feed.targets());
        }
        return scores.result();
    }
}
