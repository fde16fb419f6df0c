package dev.lanewise.nn.metrics;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Reductions;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.internal.Require;

/** The most probable class against the label, or against the largest target value. */
final class Accuracy implements Metric {

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public Tally tally(Shape output, TargetSpec targets, int batch) {
        boolean labels = targets instanceof TargetSpec.Labels;
        if (labels ? output.rank() != 1 : !targets.shape().equals(output)) {
            throw Require.error(
                    name(), "a row of outputs for each target", "outputs of shape " + output + " and " + targets);
        }
        if (output.last() == 1) {
            throw Require.error(
                    name(), "two outputs or more in a row (for one there is binary_accuracy)", "shape " + output);
        }
        int rows = Math.multiplyExact(batch, output.rows());
        return new Hits(new int[rows], new int[labels ? 0 : rows]);
    }

    private static final class Hits implements Tally {

        private final int[] predicted;
        private final int[] expected;
        private long hits;
        private long count;

        Hits(int[] predicted, int[] expected) {
            this.predicted = predicted;
            this.expected = expected;
        }

        @Override
        public void reset() {
            hits = 0;
            count = 0;
        }

        @Override
        public void add(Parallelism p, Tensor outputs, TargetBatch targets) {
            int classes = outputs.shape().last();
            int rows = outputs.shape().rows();
            int[] labels = targets.labels();
            Reductions.argmaxRows(p, rows, classes, outputs.data(), outputs.offset(), predicted, 0);
            if (targets.spec() instanceof TargetSpec.Values) {
                Reductions.argmaxRows(p, rows, classes, targets.values(), 0, expected, 0);
                labels = expected;
            }
            hits += Reductions.countEqual(rows, predicted, 0, labels, 0);
            count += rows;
        }

        @Override
        public double result() {
            return (double) hits / count;
        }
    }
}
