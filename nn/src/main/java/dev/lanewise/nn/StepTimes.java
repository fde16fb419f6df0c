package dev.lanewise.nn;

import java.util.Arrays;

/**
 * Where the time of a {@link Plan}'s steps goes: nanoseconds of each layer's forward and backward pass, summed over the
 * steps since the last {@link #reset}. Given to {@link Plan#measure}; for one thread at a time, as the plan is.
 */
public final class StepTimes {

    private final long[] forward;
    private final long[] backward;
    private long steps;

    /** Times of a model with {@code layers} layers. */
    public StepTimes(int layers) {
        forward = new long[layers];
        backward = new long[layers];
    }

    /** Number of layers. */
    public int layers() {
        return forward.length;
    }

    /** Forward passes measured. */
    public long steps() {
        return steps;
    }

    /** Mean nanoseconds of a layer's forward pass; NaN without a step. */
    public double forwardNanos(int layer) {
        return forward[layer] / (double) steps;
    }

    /** Mean nanoseconds of a layer's backward pass, 0 if it has none; NaN without a step. */
    public double backwardNanos(int layer) {
        return backward[layer] / (double) steps;
    }

    /** Forgets all steps. */
    public void reset() {
        Arrays.fill(forward, 0);
        Arrays.fill(backward, 0);
        steps = 0;
    }

    /** Ends the forward pass of {@code layer}, which began at {@code start}; the next one begins at the answer. */
    long endForward(int layer, long start) {
        long now = System.nanoTime();
        forward[layer] += now - start;
        steps += layer == 0 ? 1 : 0;
        return now;
    }

    /** Ends the backward pass of {@code layer}, which began at {@code start}; the next one begins at the answer. */
    long endBackward(int layer, long start) {
        long now = System.nanoTime();
        backward[layer] += now - start;
        return now;
    }
}
