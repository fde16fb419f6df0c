package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;

/**
 * Copies runs of pixels to the patches of an im2col matrix. A run is at least a vector long; its last vector reaches back
 * over the one before.
 *
 * <p>Runs of some patches, which lie {@code step} apart in the image and {@code patch} apart in the matrix, are copied a few
 * vectors of each at a time: short loops over a run, with checks for each vector, took 1.2 to 1.4 times as long.
 */
public final class PatchRuns {

    /** Floats from which on a run is worth a call of its own. */
    public static final int LONG = 256;

    private PatchRuns() {}

    /** One run of {@code run} floats. */
    public static void copy(float[] x, int from, float[] columns, int at, int run) {
        if (run >= LONG) {
            System.arraycopy(x, from, columns, at, run);
            return;
        }
        int last = run - LANES;
        for (int i = 0; i < last; i += LANES) {
            fromArray(F32, x, from + i).intoArray(columns, at + i);
        }
        fromArray(F32, x, from + last).intoArray(columns, at + last);
    }

    /** A run of {@code run} floats for each patch. */
    public static void copy(float[] x, int from, int step, float[] columns, int at, int patch, int run, int patches) {
        int i = 0;
        for (; i + 4 * LANES <= run; i += 4 * LANES) {
            four(x, from + i, step, columns, at + i, patch, patches);
        }
        for (; i < run; i += LANES) {
            int last = Math.min(i, run - LANES);
            one(x, from + last, step, columns, at + last, patch, patches);
        }
    }

    /**
     * The {@code channels} of three pixels for each patch; the pixels lie {@code step} apart as well. A vector is read once
     * for the three patches that it is part of.
     */
    public static void copyThree(
            float[] x, int from, int step, float[] columns, int at, int patch, int channels, int patches) {
        int i = 0;
        for (; i + 2 * LANES <= channels; i += 2 * LANES) {
            threeOfTwo(x, from + i, step, columns, at + i, patch, channels, patches);
        }
        for (; i < channels; i += LANES) {
            int last = Math.min(i, channels - LANES);
            threeOfOne(x, from + last, step, columns, at + last, patch, channels, patches);
        }
    }

    private static void four(float[] x, int from, int step, float[] columns, int at, int patch, int patches) {
        for (int end = at + patches * patch; at != end; at += patch, from += step) {
            fromArray(F32, x, from).intoArray(columns, at);
            fromArray(F32, x, from + LANES).intoArray(columns, at + LANES);
            fromArray(F32, x, from + 2 * LANES).intoArray(columns, at + 2 * LANES);
            fromArray(F32, x, from + 3 * LANES).intoArray(columns, at + 3 * LANES);
        }
    }

    private static void one(float[] x, int from, int step, float[] columns, int at, int patch, int patches) {
        for (int end = at + patches * patch; at != end; at += patch, from += step) {
            fromArray(F32, x, from).intoArray(columns, at);
        }
    }

    /** Two vectors of each of three pixels. */
    private static void threeOfTwo(
            float[] x, int from, int step, float[] columns, int at, int patch, int channels, int patches) {
        FloatVector left0 = fromArray(F32, x, from);
        FloatVector left1 = fromArray(F32, x, from + LANES);
        FloatVector middle0 = fromArray(F32, x, from + step);
        FloatVector middle1 = fromArray(F32, x, from + step + LANES);
        int next = from + 2 * step;
        for (int to = at, end = at + patches * patch; to != end; to += patch, next += step) {
            FloatVector right0 = fromArray(F32, x, next);
            FloatVector right1 = fromArray(F32, x, next + LANES);
            left0.intoArray(columns, to);
            left1.intoArray(columns, to + LANES);
            middle0.intoArray(columns, to + channels);
            middle1.intoArray(columns, to + channels + LANES);
            right0.intoArray(columns, to + 2 * channels);
            right1.intoArray(columns, to + 2 * channels + LANES);
            left0 = middle0;
            left1 = middle1;
            middle0 = right0;
            middle1 = right1;
        }
    }

    /** One vector of each of three pixels. */
    private static void threeOfOne(
            float[] x, int from, int step, float[] columns, int at, int patch, int channels, int patches) {
        FloatVector left = fromArray(F32, x, from);
        FloatVector middle = fromArray(F32, x, from + step);
        int next = from + 2 * step;
        for (int to = at, end = at + patches * patch; to != end; to += patch, next += step) {
            FloatVector right = fromArray(F32, x, next);
            left.intoArray(columns, to);
            middle.intoArray(columns, to + channels);
            right.intoArray(columns, to + 2 * channels);
            left = middle;
            middle = right;
        }
    }
}
