package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Dataset;
import java.util.function.IntFunction;

/** Measures a model on one dataset, as often as wanted, in the memory of the plans it is given. */
final class Evaluator {

    private final Feed feed;
    private final Scores scores;

    Evaluator(String name, Sequential model, IntFunction<Plan> plans, Objective objective, Dataset data, int batch) {
        feed = new Feed(name, model, plans, data, batch, LastBatch.KEEP);
        scores = objective.scores(model, data, feed.batch());
    }

    Evaluation run() {
        scores.reset();
        for (int step = 0; step < feed.steps(); step++) {
            Plan plan = feed.load(step);
            Parallelism parallelism = plan.request().parallelism();
            plan.forward(0, 0);
            scores.loss().add(parallelism, plan.output(), feed.targets());
            scores.addMetrics(parallelism, plan.output(), feed.targets());
        }
        return scores.result();
    }
}
