package dev.lanewise.nn.training;

import dev.lanewise.nn.Plan;
import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.StepTimes;
import dev.lanewise.nn.internal.Require;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the time of training steps goes: mean times of the parts of a step, and of each group of layers. Given to {@link
 * Trainer#profile}. Steps of the warm-up, in which C2 still compiles, and of partial batches are left out. The parts
 * follow each other without a gap, so they add up to the step; what lies between steps, such as callbacks and
 * validation, is not part of it. Taking the times allocates nothing.
 */
public final class StepProfile {

    /** A part of a step. */
    public enum Part {
        /** Until the batch is there, which is loaded while the step before runs. */
        DATA,
        /** The forward pass. */
        FORWARD,
        /** Loss, its gradient, and the metrics. */
        LOSS,
        /** The backward pass. */
        BACKWARD,
        /** The optimizer's step. */
        OPTIMIZER
    }

    private static final List<Part> PARTS = List.of(Part.values());

    /** Nanoseconds of a part. */
    private static final class Time {
        private long latest;
        private long sum;
    }

    private final long warmUp;
    private final Map<Part, Time> parts = new EnumMap<>(Part.class);
    private StepTimes times = new StepTimes(0);
    private List<PlanGroup> groups = List.of();
    private int batch;
    private long seen;
    private long steps;
    private long loading;
    private long last;

    /**
     * An empty profile.
     *
     * @param warmUp steps of whole batches to leave out first, at least 0
     */
    public StepProfile(long warmUp) {
        this.warmUp = Require.nonNegative("warmUp", warmUp);
        clear();
    }

    /** Steps measured. */
    public long steps() {
        return steps;
    }

    /** Samples of each of these steps. */
    public int batch() {
        return batch;
    }

    /** The groups of layers, first to last; none before the training. */
    public List<PlanGroup> groups() {
        return groups;
    }

    /** Mean nanoseconds of a part; NaN without a step. */
    public double nanos(Part part) {
        return time(part).sum / (double) steps;
    }

    /** Mean nanoseconds of a step; NaN without one. */
    public double stepNanos() {
        double sum = 0;
        for (Part part : PARTS) {
            sum += nanos(part);
        }
        return sum;
    }

    /** Mean nanoseconds to load a batch and augment it, on a thread beside those of the step; NaN without a step. */
    public double loadingNanos() {
        return loading / (double) steps;
    }

    /** Mean nanoseconds of a group's forward pass; NaN without a step. */
    public double forwardNanos(PlanGroup group) {
        return times.forwardNanos(group.first());
    }

    /** Mean nanoseconds of a group's backward pass, 0 if it has none; NaN without a step. */
    public double backwardNanos(PlanGroup group) {
        return times.backwardNanos(group.first());
    }

    /** Forgets all, and measures steps of {@code plan}. */
    void attach(Plan plan, int layers) {
        times = new StepTimes(layers);
        groups = plan.groups();
        batch = plan.request().batch();
        plan.measure(times);
        clear();
    }

    void begin() {
        last = System.nanoTime();
    }

    /** Ends a part, and begins the next one. */
    void end(Part part) {
        long now = System.nanoTime();
        time(part).latest = now - last;
        last = now;
    }

    /** Adds the step, if it counts; its batch took {@code loadingNanos} to load. */
    void endStep(int samples, long loadingNanos) {
        if (samples != batch) {
            return;
        }
        seen++;
        if (seen > warmUp) {
            steps++;
            loading += loadingNanos;
            for (int i = 0; i < PARTS.size(); i++) {
                Time time = time(PARTS.get(i));
                time.sum += time.latest;
            }
        } else {
            times.reset();
        }
    }

    private void clear() {
        for (Part part : PARTS) {
            parts.put(part, new Time());
        }
        seen = 0;
        steps = 0;
        loading = 0;
    }

    private Time time(Part part) {
        return Objects.requireNonNull(parts.get(part));
    }
}
