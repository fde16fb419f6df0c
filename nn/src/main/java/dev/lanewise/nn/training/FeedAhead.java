package dev.lanewise.nn.training;

import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Tensor;
import dev.lanewise.nn.data.TargetBatch;

/**
 * Loads the batches of a {@link Feed} on a thread of its own, each while the step before it runs. A batch waits in a
 * buffer beside the plan's input, which the backward pass of that step still reads.
 */
final class FeedAhead implements AutoCloseable {

    private static final int NONE = -1;

    private final Feed feed;
    private final float[] samples;
    private final Ahead loader;
    private TargetBatch targets;
    private TargetBatch nextTargets;
    private int next = NONE;
    private long nanos;
    private long nextNanos;

    FeedAhead(Feed feed) {
        this.feed = feed;
        samples = new float[feed.plan().input().size()];
        targets = feed.newTargets();
        nextTargets = feed.targets();
        loader = new Ahead("lanewise-loader", this::fill);
    }

    /** Begins an epoch, see {@link Feed#begin}, and to load its first batch. */
    void begin(long seed, int epoch) {
        loader.awaitDone();
        feed.begin(seed, epoch);
        start(0);
    }

    /**
     * Puts a batch into its plan, which is returned, and begins to load the one behind it. Throws what the dataset has
     * thrown when it was asked for this batch.
     */
    Plan load(int step) {
        if (next != step) {
            start(step);
        }
        next = NONE;
        loader.await();
        Plan plan = feed.plan(step);
        Tensor input = plan.input();
        System.arraycopy(samples, 0, input.data(), input.offset(), input.size());
        TargetBatch free = targets;
        targets = nextTargets;
        nextTargets = free;
        nanos = nextNanos;
        if (step + 1 < feed.steps()) {
            start(step + 1);
        }
        return plan;
    }

    /** Targets of the batch that {@link #load} has put into its plan. */
    TargetBatch targets() {
        return targets;
    }

    /** How long that batch took to load. */
    long nanos() {
        return nanos;
    }

    /** Ends the thread. */
    @Override
    public void close() {
        loader.close();
    }

    private void start(int step) {
        loader.start(step);
        next = step;
    }

    private void fill(int step) {
        long start = System.nanoTime();
        feed.fill(step, samples, 0, nextTargets);
        nextNanos = System.nanoTime() - start;
    }
}
