package dev.lanewise.nn.metrics;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Reductions;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.data.TargetSpec;
import dev.lanewise.nn.losses.Loss;
import org.jspecify.annotations.Nullable;

/**
 * A loss as a metric: the mean of its terms.
 *
 * @param name name of the metric
 * @param loss the loss
 */
public record LossMetric(String name, Loss loss) implements Metric {

    @Override
    public Mean tally(Shape output, TargetSpec targets, int batch) {
        loss.check(output, targets);
        int terms = loss.terms(output);
        return new Mean(loss, terms, new float[Math.multiplyExact(batch, terms)]);
    }

    /** The tally; it also computes the gradient for training, and tells the mean of the last batch. */
    public static final class Mean implements Tally {

        private final Loss loss;
        private final int termsPerSample;
        private final float[] terms;
        private double sum;
        private long count;
        private double last = Double.NaN;

        private Mean(Loss loss, int termsPerSample, float[] terms) {
            this.loss = loss;
            this.termsPerSample = termsPerSample;
            this.terms = terms;
        }

        @Override
        public void reset() {
            sum = 0;
            count = 0;
            last = Double.NaN;
        }

        @Override
        public void add(Parallelism parallelism, Tensor outputs, TargetBatch targets) {
            add(parallelism, outputs, targets, null);
        }

        /** Adds a batch, and writes the gradient of its mean loss by {@code outputs}. */
        public void add(Parallelism parallelism, Tensor outputs, TargetBatch targets, @Nullable Tensor gradient) {
            int added = targets.count() * termsPerSample;
            loss.evaluate(parallelism, outputs, targets, terms, gradient);
            double total = Reductions.sum(parallelism, added, terms, 0);
            last = total / added;
            sum += total;
            count += added;
        }

        /** Mean loss of the batch added last. */
        public double last() {
            return last;
        }

        @Override
        public double result() {
            return sum / count;
        }
    }
}
