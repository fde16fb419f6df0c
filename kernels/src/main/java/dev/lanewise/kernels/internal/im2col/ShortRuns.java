package dev.lanewise.kernels.internal.im2col;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Copies runs shorter than a vector to the patches of an im2col matrix, patch after patch: a whole vector each, of which
 * the next run overwrites what is too much. What a vector would read or write outside its array is copied to the float.
 */
public final class ShortRuns {

    /** Element n moves a vector's lanes down by n. */
    private static final List<VectorShuffle<Float>> DOWN = IntStream.range(0, LANES)
            .mapToObj(n -> VectorShuffle.iota(F32, n, 1, true))
            .toList();

    private ShortRuns() {}

    /**
     * Copies {@code patches} of {@code kernelRows * runs} runs of {@code run} floats, nothing to {@code end} or behind. In
     * the image, patches lie {@code step} apart, kernel rows {@code kernelStep} and runs {@code runStep}.
     */
    public static void copy(
            float[] x,
            int from,
            int step,
            int kernelRows,
            int kernelStep,
            int runs,
            int runStep,
            float[] columns,
            int at,
            int run,
            int patches,
            int end) {
        int patch = kernelRows * runs * run;
        int lastRun = (kernelRows - 1) * kernelStep + (runs - 1) * runStep;
        int readable = Math.floorDiv(x.length - LANES - lastRun - from, step) + 1;
        int writable = Math.floorDiv(end - (LANES - run) - at, patch);
        int whole = Math.clamp(Math.min(readable, writable), 0, patches);
        if (kernelRows == 3 && runs == 1 && step + run <= LANES) {
            threeRows(x, from, step, kernelStep, columns, at, run, whole);
        } else if (kernelRows == 5 && runs == 1) {
            fiveRows(x, from, step, kernelStep, columns, at, run, whole);
        } else {
            for (int i = 0, to = at; i < whole; i++) {
                for (int k = 0, row = from + i * step; k < kernelRows; k++, row += kernelStep) {
                    for (int next = to + runs * run, tap = row; to != next; to += run, tap += runStep) {
                        fromArray(F32, x, tap).intoArray(columns, to);
                    }
                }
            }
        }
        for (int i = whole, to = at + whole * patch; i < patches; i++) {
            for (int k = 0; k < kernelRows; k++) {
                int tap = from + i * step + k * kernelStep;
                for (int r = 0; r < runs; r++, tap += runStep, to += run) {
                    System.arraycopy(x, tap, columns, to, run);
                }
            }
        }
    }

    /** One run of each of three rows: a vector of the image holds that of several patches. */
    private static void threeRows(
            float[] x, int from, int step, int kernelStep, float[] columns, int at, int run, int patches) {
        VectorShuffle<Float> down = DOWN.get(step);
        int held = (LANES - run) / step + 1;
        int to = at;
        for (int i = 0; i < patches; i += held) {
            FloatVector top = fromArray(F32, x, from + i * step);
            FloatVector middle = fromArray(F32, x, from + i * step + kernelStep);
            FloatVector bottom = fromArray(F32, x, from + i * step + 2 * kernelStep);
            for (int next = to + Math.min(held, patches - i) * 3 * run; to != next; to += 3 * run) {
                top.intoArray(columns, to);
                middle.intoArray(columns, to + run);
                bottom.intoArray(columns, to + 2 * run);
                top = top.rearrange(down);
                middle = middle.rearrange(down);
                bottom = bottom.rearrange(down);
            }
        }
    }

    private static void fiveRows(
            float[] x, int from, int step, int kernelStep, float[] columns, int at, int run, int patches) {
        for (int i = 0; i < patches; i++) {
            int row = from + i * step;
            int to = at + i * (5 * run);
            fromArray(F32, x, row).intoArray(columns, to);
            fromArray(F32, x, row + kernelStep).intoArray(columns, to + run);
            fromArray(F32, x, row + 2 * kernelStep).intoArray(columns, to + 2 * run);
            fromArray(F32, x, row + 3 * kernelStep).intoArray(columns, to + 3 * run);
            fromArray(F32, x, row + 4 * kernelStep).intoArray(columns, to + 4 * run);
        }
    }
}
