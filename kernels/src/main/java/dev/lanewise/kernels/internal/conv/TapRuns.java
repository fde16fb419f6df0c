package dev.lanewise.kernels.internal.conv;

import static dev.lanewise.kernels.internal.tile.Tiles.MOST_STEPS;

import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * What the taps of a window read of an image, as runs of neighbouring elements: whole rows of taps where these lie side by
 * side, and single taps otherwise.
 *
 * <p>Mutable, because a block keeps one and fills it again: a kernel in steady state allocates nothing.
 */
public final class TapRuns {

    /** Number of runs. */
    public int count;
    /** Elements of a run. */
    public int length;
    /** Elements from one run to the next, among neighbours. */
    public int step;

    private int neighbours;
    private int rowStep;

    /**
     * Takes a window.
     *
     * @param joined whether taps of a row lie side by side
     * @param down rows of taps
     * @param across taps of a row
     * @param channels elements of a tap
     * @param rowStep elements from one row of taps to the next
     * @param tapStep elements from one tap of a row to the next
     */
    public void set(boolean joined, int down, int across, int channels, int rowStep, int tapStep) {
        this.rowStep = rowStep;
        count = joined ? down : down * across;
        length = joined ? across * channels : channels;
        neighbours = joined ? down : across;
        step = joined ? rowStep : tapStep;
    }

    /** Elements of all runs. */
    public int size() {
        return count * length;
    }

    /** First element of a run, behind the first element of the first one. */
    public int start(int run) {
        return run / neighbours * rowStep + run % neighbours * step;
    }

    /** Runs from {@code run} on, a constant step apart, that are multiplied at a time. */
    public int atATime(int run) {
        return Math.min(Math.max(1, MOST_STEPS / length), neighbours - run % neighbours);
    }

    /** Elements of a run that are multiplied at a time. */
    public int stretch() {
        return Tiles.evenly(length, MOST_STEPS);
    }
}
