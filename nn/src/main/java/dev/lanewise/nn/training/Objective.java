package dev.lanewise.nn.training;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;
import dev.lanewise.nn.losses.Loss;
import dev.lanewise.nn.metrics.LossMetric;
import dev.lanewise.nn.metrics.Metric;
import java.util.List;

/** What a model is judged by: a loss, and metrics beside it. */
record Objective(Loss loss, List<Metric> metrics) {

    /** Empty tallies for a model and a dataset, which are checked. */
    Scores scores(Sequential model, Dataset data, int batch) {
        LossMetric.Mean mean = new LossMetric("loss", loss).tally(model.outputShape(), data.targets(), batch);
        List<Metric.Tally> tallies = metrics.stream()
                .map(metric -> metric.tally(model.outputShape(), data.targets(), batch))
                .toList();
        checkLabels(data);
        return new Scores(metrics, mean, tallies);
    }

    private static void checkLabels(Dataset data) {
        if (data.targets() instanceof TargetSpec.Labels labels) {
            for (int i = 0; i < data.size(); i++) {
                int label = data.label(i);
                if (label < 0 || label >= labels.classes()) {
                    throw Require.error("label of sample " + i, "a value in [0, " + labels.classes() + ")", label);
                }
            }
        }
    }
}
