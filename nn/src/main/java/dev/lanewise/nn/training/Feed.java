package dev.lanewise.nn.training;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.RandomFill;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.RandomStreams;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.data.Augmenter;
import dev.lanewise.nn.data.Dataset;
import dev.lanewise.nn.data.TargetBatch;
import dev.lanewise.nn.internal.Require;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts a dataset into a model's plans, batch after batch; the last, partial batch has a plan of its own. */
final class Feed {

    private final Dataset data;
    private final int[] order;
    private final Plan full;
    private final Plan rest;
    private final int batch;
    private final int steps;
    private final TargetBatch targets;
    private @Nullable Augmenter augmenter;
    private long seed;
    private int epoch;

    /**
     * Plans the batches.
     *
     * @param name what to call the dataset in messages
     * @param plans makes the plan for a number of samples
     */
    Feed(String name, Sequential model, IntFunction<Plan> plans, Dataset data, int batchSize, LastBatch lastBatch) {
        int size = data.size();
        if (size == 0) {
            throw Require.error(name, "at least one sample", "an empty dataset");
        }
        if (!data.sampleShape().equals(model.inputShape())) {
            throw Require.error(name, "samples of the model's input shape " + model.inputShape(), data.sampleShape());
        }
        if (lastBatch == LastBatch.DROP && size < batchSize) {
            throw Require.error(name, "at least one whole batch of " + batchSize + " samples", size);
        }
        this.data = data;
        batch = Math.min(batchSize, size);
        steps = lastBatch == LastBatch.KEEP ? Math.ceilDiv(size, batch) : size / batch;
        full = plans.apply(batch);
        rest = steps * batch > size ? full.withBatch(size % batch) : full;
        targets = newTargets();
        order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
    }

    /** Augments the samples from now on; the numbers drawn are those of the epoch begun last. */
    void augment(Augmentation augmentation) {
        augmenter = augmentation.isNone() ? null : new Augmenter(augmentation, data.sampleShape(), batch);
    }

    /** Number of batches. */
    int steps() {
        return steps;
    }

    /** Samples of a full batch. */
    int batch() {
        return batch;
    }

    /** The plan of a full batch. */
    Plan plan() {
        return full;
    }

    /** Targets of the batch that {@link #load} has loaded. */
    TargetBatch targets() {
        return targets;
    }

    /** Begins an epoch, in an order of its own that is a pure function of the arguments. */
    void begin(long seed, int epoch) {
        this.seed = seed;
        this.epoch = epoch;
        RandomFill.permutation(order.length, seed, RandomStreams.SHUFFLE, epoch, order, 0);
    }

    /** The plan of a batch. */
    Plan plan(int step) {
        return step == steps - 1 ? rest : full;
    }

    /** Room for the targets of a batch. */
    TargetBatch newTargets() {
        return new TargetBatch(data.targets(), batch);
    }

    /** Loads a batch, on this thread, and returns the plan that holds its samples. */
    Plan load(int step) {
        Plan plan = plan(step);
        fill(step, plan.input().data(), plan.input().offset(), targets);
        return plan;
    }

    /** Copies samples and targets of a batch, and augments the samples. */
    void fill(int step, float[] samples, int offset, TargetBatch batchTargets) {
        int from = step * batch;
        int count = plan(step).request().batch();
        data.copySamples(order, from, count, samples, offset);
        if (augmenter != null) {
            augmenter.augment(Parallelism.serial(), seed, epoch, order, from, count, samples, offset);
        }
        batchTargets.load(data, order, from, count);
    }
}
