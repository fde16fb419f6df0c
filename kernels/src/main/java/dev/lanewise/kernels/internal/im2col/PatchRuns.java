package dev.lanewise.kernels.internal.im2col;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

/**
 * Copies runs of pixels to the patches of an im2col matrix, in the order of the matrix: written from end to end, it comes
 * from memory in time. A run is at least a vector long; its last vector reaches back over the one before.
 */
public final class PatchRuns {

    /** Floats below which runs are copied a vector of all patches at a time: loops over the vectors of a run cost more. */
    private static final int SHORT = 48;

    private PatchRuns() {}

    /**
     * Copies {@code rows * runs} runs of {@code run} floats for each patch. In the image, patches lie {@code step} apart, rows
     * {@code rowStep} and runs {@code runStep}; in the matrix patches lie {@code patch} apart, and runs one behind the other.
     */
    public static void copy(
            float[] x,
            int from,
            int step,
            int rows,
            int rowStep,
            int runs,
            int runStep,
            float[] columns,
            int at,
            int patch,
            int run,
            int patches) {
        if (rows == 3 && runs == 1 && run % LANES == 0) {
            for (int i = 0; i < patches; i++, from += step, at += patch) {
                threeRuns(x, from, from + rowStep, from + 2 * rowStep, columns, at, run);
            }
        } else if (run < SHORT) {
            for (int k = 0; k < rows; k++) {
                for (int r = 0, tap = from + k * rowStep; r < runs; r++, tap += runStep, at += run) {
                    for (int i = 0; i < run; i += LANES) {
                        int last = Math.min(i, run - LANES);
                        vectors(x, tap + last, step, columns, at + last, patch, patches);
                    }
                }
            }
        } else {
            for (int i = 0; i < patches; i++, from += step) {
                int to = at + i * patch;
                for (int k = 0; k < rows; k++) {
                    for (int r = 0, tap = from + k * rowStep; r < runs; r++, tap += runStep, to += run) {
                        run(x, tap, columns, to, run);
                    }
                }
            }
        }
    }

    /** A vector of each patch. */
    private static void vectors(float[] x, int from, int step, float[] columns, int at, int patch, int patches) {
        for (int end = at + patches * patch; at != end; at += patch, from += step) {
            fromArray(F32, x, from).intoArray(columns, at);
        }
    }

    private static void run(float[] x, int from, float[] columns, int at, int run) {
        int whole = run / LANES * LANES;
        for (int j = 0; j < whole; j += LANES) {
            fromArray(F32, x, from + j).intoArray(columns, at + j);
        }
        if (whole < run) {
            fromArray(F32, x, from + run - LANES).intoArray(columns, at + run - LANES);
        }
    }

    /** Three runs of whole vectors, as of most windows: without a loop over them it takes 0.9 to 0.95 of the time. */
    private static void threeRuns(float[] x, int top, int middle, int bottom, float[] columns, int at, int run) {
        for (int j = 0; j < run; j += LANES) {
            fromArray(F32, x, top + j).intoArray(columns, at + j);
        }
        at += run;
        for (int j = 0; j < run; j += LANES) {
            fromArray(F32, x, middle + j).intoArray(columns, at + j);
        }
        at += run;
        for (int j = 0; j < run; j += LANES) {
            fromArray(F32, x, bottom + j).intoArray(columns, at + j);
        }
    }
}
