package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Frame;
import dev.lanewise.kernels.internal.Windows;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import java.util.Arrays;

/**
 * Writes patches as rows of a matrix: a band of output rows.
 *
 * <p>Padded images are laid into a frame of zeros, a few rows at a time, so that every patch is the same few runs of
 * memory, {@code kernelHeight} of them where the taps of a row are neighbours. A run is copied in whole vectors: what is
 * copied too much is overwritten by the next run. Only the last patches of the band are copied to the float.
 */
final class Im2colGather {

    private static final Recycler<Im2colGather> CALLS = new Recycler<>(Im2colGather::new);

    /** Floats from which on a run is worth a call of its own. */
    private static final int LONG = 128;

    private final Frame frame = new Frame();

    /** Floats of a patch. */
    private int patch;

    /** Floats of a run. */
    private int run;

    /** Floats of the whole vectors that a run is copied in. */
    private int vectors;

    /** Runs of a kernel row. */
    private int runsOfRow;

    /** How far apart the runs of a kernel row begin in the image. */
    private int runStep;

    /** Kernel rows. */
    private int kernelRows;

    /** How far apart kernel rows begin in the image. */
    private int kernelStep;

    /** Patches of an output row. */
    private int patches;

    /** How far apart the patches of an output row begin in the image. */
    private int patchStep;

    private Im2colGather() {}

    /** Writes output rows {@code fromRow .. toRow - 1}, counted through all images. */
    static void rows(Conv2dGeometry g, float[] x, int xOff, float[] columns, int columnsOff, int fromRow, int toRow) {
        Im2colGather call = CALLS.take();
        call.set(g);
        int rowSize = g.outWidth() * g.patchSize();
        int end = columnsOff + toRow * rowSize;
        for (int row = fromRow; row < toRow; ) {
            int image = row / g.outHeight();
            int next = Math.min(toRow - row, (image + 1) * g.outHeight() - row) + row;
            int imageAt = xOff + image * g.height() * g.width() * g.inChannels();
            int oh = row - image * g.outHeight();
            call.image(g, x, imageAt, oh, oh + next - row, columns, columnsOff + row * rowSize, end);
            row = next;
        }
        CALLS.give(call);
    }

    private void set(Conv2dGeometry g) {
        int channels = g.inChannels() / g.groups();
        boolean joined = g.groups() == 1 && g.dilationWidth() == 1;
        boolean wholeRows = g.groups() == 1 && g.kernelHeight() * g.kernelWidth() == 1 && g.strideWidth() == 1;
        patches = wholeRows ? 1 : g.outWidth();
        patch = wholeRows ? g.outWidth() * channels : g.patchSize();
        run = wholeRows ? patch : joined ? g.kernelWidth() * channels : channels;
        vectors = Math.ceilDiv(run, LANES) * LANES;
        runsOfRow = joined ? 1 : g.kernelWidth();
        runStep = g.dilationWidth() * g.inChannels();
        kernelRows = g.kernelHeight();
        patchStep = g.strideWidth() * g.inChannels();
        frame.setImage(g.height(), g.width(), g.inChannels());
        frame.setFrame(
                g.height() + g.padTop() + g.padBottom(),
                g.width() + g.padLeft() + g.padRight(),
                g.padTop(),
                g.padLeft(),
                1,
                1);
    }

    /** Writes rows {@code fromRow .. toRow - 1} of one image, nothing at {@code end} or behind. */
    private void image(
            Conv2dGeometry g, float[] x, int xAt, int fromRow, int toRow, float[] columns, int columnsAt, int end) {
        int first = fromRow * g.strideHeight();
        if (runsOfRow == 1 && run >= LONG && !frame.trivial()) {
            paddedRows(g, x, xAt, fromRow, toRow, columns, columnsAt);
            return;
        }
        if (frame.trivial()) {
            int pitch = g.width() * g.inChannels();
            patchRows(g, x, xAt + first * pitch, pitch, toRow - fromRow, columns, columnsAt, end);
            return;
        }
        int pitch = (g.width() + g.padLeft() + g.padRight()) * g.inChannels();
        int last = (toRow - 1) * g.strideHeight() + (g.kernelHeight() - 1) * g.dilationHeight();
        float[] rows = Scratch.take((last + 1 - first) * pitch);
        frame.fillRows(x, xAt, first, last + 1, 0, g.inChannels() / g.groups(), rows, 0);
        patchRows(g, rows, 0, pitch, toRow - fromRow, columns, columnsAt, end);
        Scratch.give(rows);
    }

    /** Long runs from where they are, cut off at the edges. */
    private void paddedRows(
            Conv2dGeometry g, float[] x, int xAt, int fromRow, int toRow, float[] columns, int columnsAt) {
        int at = columnsAt;
        for (int row = fromRow; row < toRow; row++) {
            for (int i = 0, left = -g.padLeft(); i < patches; i++, left += g.strideWidth()) {
                int ih = row * g.strideHeight() - g.padTop();
                for (int kernelRow = 0; kernelRow < kernelRows; kernelRow++, ih += g.dilationHeight(), at += run) {
                    if (ih < 0 || ih >= g.height()) {
                        Arrays.fill(columns, at, at + run, 0f);
                    } else {
                        paddedRun(g, x, xAt + ih * g.width() * g.inChannels(), left, columns, at);
                    }
                }
            }
        }
    }

    private void paddedRun(Conv2dGeometry g, float[] x, int rowAt, int left, float[] columns, int at) {
        int channels = g.inChannels();
        if (left >= 0 && left <= g.width() - g.kernelWidth()) {
            System.arraycopy(x, rowAt + left * channels, columns, at, run);
            return;
        }
        int first = Windows.firstTap(left, g.kernelWidth(), 1);
        int end = Math.max(first, Windows.endTap(left, g.width(), g.kernelWidth(), 1));
        Arrays.fill(columns, at, at + first * channels, 0f);
        if (first < end) {
            System.arraycopy(
                    x, rowAt + (left + first) * channels, columns, at + first * channels, (end - first) * channels);
        }
        Arrays.fill(columns, at + end * channels, at + run, 0f);
    }

    private void patchRows(
            Conv2dGeometry g, float[] x, int xAt, int pitch, int rows, float[] columns, int columnsAt, int end) {
        kernelStep = g.dilationHeight() * pitch;
        int lastRun = (kernelRows - 1) * kernelStep + (runsOfRow - 1) * runStep;
        int over = vectors - run;
        for (int row = 0, at = columnsAt; row < rows; row++, at += patches * patch) {
            int from = xAt + row * g.strideHeight() * pitch;
            int readable = Math.floorDiv(x.length - vectors - lastRun - from, patchStep) + 1;
            int writable = Math.floorDiv(end - over - at, patch);
            int whole = Math.clamp(Math.min(readable, writable), 0, patches);
            if (run <= LANES && runsOfRow == 1 && kernelRows == 3) {
                threeRuns(x, from, patchStep, kernelStep, columns, at, run, whole);
            } else if (run <= LANES && runsOfRow == 1 && kernelRows == 5) {
                fiveRuns(x, from, patchStep, kernelStep, columns, at, run, whole);
            } else if (run <= LANES && runsOfRow == 1) {
                shortRuns(x, from, patchStep, kernelStep, kernelRows, columns, at, run, whole);
            } else {
                longRuns(x, from, columns, at, whole);
            }
            exactRuns(x, from, columns, at, whole);
        }
    }

    /** Three runs of at most a vector, one a kernel row. */
    private static void threeRuns(
            float[] x, int xAt, int patchStep, int kernelStep, float[] columns, int at, int run, int patches) {
        int second = xAt + kernelStep;
        int third = second + kernelStep;
        int patch = 3 * run;
        for (int i = 0; i < patches; i++) {
            int step = i * patchStep;
            int to = at + i * patch;
            fromArray(F32, x, xAt + step).intoArray(columns, to);
            fromArray(F32, x, second + step).intoArray(columns, to + run);
            fromArray(F32, x, third + step).intoArray(columns, to + 2 * run);
        }
    }

    /** Five runs of at most a vector, one a kernel row. */
    private static void fiveRuns(
            float[] x, int xAt, int patchStep, int kernelStep, float[] columns, int at, int run, int patches) {
        for (int i = 0; i < patches; i++) {
            int from = xAt + i * patchStep;
            int to = at + i * (5 * run);
            fromArray(F32, x, from).intoArray(columns, to);
            fromArray(F32, x, from + kernelStep).intoArray(columns, to + run);
            fromArray(F32, x, from + 2 * kernelStep).intoArray(columns, to + 2 * run);
            fromArray(F32, x, from + 3 * kernelStep).intoArray(columns, to + 3 * run);
            fromArray(F32, x, from + 4 * kernelStep).intoArray(columns, to + 4 * run);
        }
    }

    /** Runs of at most a vector, one a kernel row. */
    private static void shortRuns(
            float[] x,
            int xAt,
            int patchStep,
            int kernelStep,
            int kernelRows,
            float[] columns,
            int at,
            int run,
            int patches) {
        for (int i = 0; i < patches; i++, xAt += patchStep) {
            for (int from = xAt, to = at + kernelRows * run; at != to; from += kernelStep, at += run) {
                fromArray(F32, x, from).intoArray(columns, at);
            }
        }
    }

    private void longRuns(float[] x, int xAt, float[] columns, int at, int patches) {
        int length = run;
        for (int i = 0; i < patches; i++) {
            for (int kernelRow = 0; kernelRow < kernelRows; kernelRow++) {
                int from = xAt + i * patchStep + kernelRow * kernelStep;
                for (int r = 0; r < runsOfRow; r++, from += runStep, at += length) {
                    copy(x, from, columns, at, length);
                }
            }
        }
    }

    private static void copy(float[] x, int from, float[] columns, int at, int length) {
        for (int i = 0; i < length; i += LANES) {
            fromArray(F32, x, from + i).intoArray(columns, at + i);
        }
    }

    /** The patches from number {@code first} on, and not a float more. */
    private void exactRuns(float[] x, int xAt, float[] columns, int columnsAt, int first) {
        for (int i = first, at = columnsAt + first * patch; i < patches; i++) {
            for (int kernelRow = 0; kernelRow < kernelRows; kernelRow++) {
                int from = xAt + i * patchStep + kernelRow * kernelStep;
                for (int r = 0; r < runsOfRow; r++, from += runStep, at += run) {
                    System.arraycopy(x, from, columns, at, run);
                }
            }
        }
    }
}
