package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.metrics.LossMetric;
import dev.lanewise.nn.metrics.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loss and metrics of the batches so far. */
record Scores(List<Metric> metrics, LossMetric.Mean loss, List<Metric.Tally> tallies) {

    void reset() {
        loss.reset();
        for (int i = 0; i < tallies.size(); i++) {
            tallies.get(i).reset();
        }
    }

    void addMetrics(Parallelism parallelism, Tensor outputs, TargetBatch targets) {
        for (int i = 0; i < tallies.size(); i++) {
            tallies.get(i).add(parallelism, outputs, targets);
        }
    }

    Evaluation result() {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < tallies.size(); i++) {
            values.put(metrics.get(i).name(), tallies.get(i).result());
        }
        return new Evaluation(loss.result(), values);
    }
}
