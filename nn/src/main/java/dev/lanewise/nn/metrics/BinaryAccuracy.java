package dev.lanewise.nn.metrics;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;

/** Each output against a threshold, each target against one half. */
final class BinaryAccuracy implements Metric {

    private final float threshold;

    BinaryAccuracy(float threshold) {
        this.threshold = threshold;
    }

    @Override
    public String name() {
        return "binary_accuracy";
    }

    @Override
    public Tally tally(Shape output, TargetSpec targets, int batch) {
        if (targets instanceof TargetSpec.Labels || !targets.shape().equals(output)) {
            throw Require.error(name(), "targets of the outputs' shape " + output, targets);
        }
        return new Hits(threshold);
    }

    private static final class Hits implements Tally {

        private final float threshold;
        private long hits;
        private long count;

        Hits(float threshold) {
            this.threshold = threshold;
        }

        @Override
        public void reset() {
            hits = 0;
            count = 0;
        }

        @Override
        public void add(Parallelism parallelism, Tensor outputs, TargetBatch targets) {
            float[] values = targets.values();
            for (int i = 0, n = outputs.size(); i < n; i++) {
                boolean predicted = outputs.data()[outputs.offset() + i] > threshold;
                hits += predicted == values[i] > 0.5f ? 1 : 0;
            }
            count += outputs.size();
        }

        @Override
        public double result() {
            return (double) hits / count;
        }
    }
}
