package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Windows;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.im2col.PatchRuns;
import dev.lanewise.kernels.internal.im2col.ShortRuns;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import java.util.Arrays;

/**
 * Writes patches as rows of a matrix: a band of output rows.
 *
 * <p>A patch is a few runs of memory, {@code kernelHeight} of them where the taps of a row are neighbours. With fewer
 * channels than lanes, padded images are laid into a frame of zeros first, a few rows at a time; with more, patches that
 * reach over an edge have their runs cut off.
 */
final class Im2colGather {

    private static final Recycler<Im2colGather> CALLS = new Recycler<>(Im2colGather::new);

    private final Frame frame = new Frame();

    /** Channels of a group. */
    private int channels;

    /** Floats of a patch. */
    private int patch;

    /** Floats of a run. */
    private int run;

    /** Runs of a kernel row. */
    private int runsOfRow;

    /** How far apart neighbouring taps lie in the image. */
    private int tapStep;

    /** Patches of an output row. */
    private int patches;

    /** How far apart the patches of an output row begin in the image. */
    private int patchStep;

    /** The first patch of an output row that does not reach over the left edge. */
    private int firstInside;

    /** The first patch behind it that reaches over the right edge. */
    private int endInside;

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
            int at = columnsOff + row * rowSize;
            if (call.channels < LANES) {
                call.framedRows(g, x, imageAt, oh, oh + next - row, columns, at, end);
            } else {
                for (; row < next; row++, oh++, at += rowSize) {
                    call.wideRow(g, x, imageAt, oh, columns, at);
                }
            }
            row = next;
        }
        CALLS.give(call);
    }

    private void set(Conv2dGeometry g) {
        boolean joined = g.groups() == 1 && g.dilationWidth() == 1;
        boolean onePixel = g.groups() == 1 && g.kernelHeight() * g.kernelWidth() == 1;
        boolean wholeRows = onePixel && g.strideWidth() == 1 && g.outWidth() == g.width();
        channels = g.inChannels() / g.groups();
        patches = wholeRows ? 1 : g.outWidth();
        patch = wholeRows ? g.outWidth() * channels : g.patchSize();
        run = wholeRows ? patch : joined ? g.kernelWidth() * channels : channels;
        runsOfRow = joined ? 1 : g.kernelWidth();
        tapStep = g.dilationWidth() * g.inChannels();
        patchStep = g.strideWidth() * g.inChannels();
        firstInside = Math.min(patches, Math.ceilDiv(g.padLeft(), g.strideWidth()));
        int room = g.width() + g.padLeft() - 1 - (g.kernelWidth() - 1) * g.dilationWidth();
        endInside = Math.clamp(Math.floorDiv(room, g.strideWidth()) + 1, firstInside, patches);
        frame.setImage(g.height(), g.width(), g.inChannels());
        frame.setFrame(
                g.height() + g.padTop() + g.padBottom(),
                g.width() + g.padLeft() + g.padRight(),
                g.padTop(),
                g.padLeft(),
                1,
                1);
    }

    /** Writes one row of patches from where the pixels are, which have at least a vector of channels. */
    private void wideRow(Conv2dGeometry g, float[] x, int imageAt, int row, float[] columns, int at) {
        int taps = runsOfRow * run;
        int rowSize = g.width() * g.inChannels();
        int top = row * g.strideHeight() - g.padTop();
        int firstRow = Windows.firstTap(top, g.kernelHeight(), g.dilationHeight());
        int rows = Math.max(0, Windows.endTap(top, g.height(), g.kernelHeight(), g.dilationHeight()) - firstRow);
        if (rows < g.kernelHeight()) {
            for (int i = 0, to = at; i < patches; i++, to += patch) {
                Arrays.fill(columns, to, to + firstRow * taps, 0f);
                Arrays.fill(columns, to + (firstRow + rows) * taps, to + patch, 0f);
            }
        }
        int from = imageAt + (top + firstRow * g.dilationHeight()) * rowSize;
        int rowStep = g.dilationHeight() * rowSize;
        int to = at + firstRow * taps;
        edge(g, x, from, rows, rowStep, columns, to, 0, firstInside);
        PatchRuns.copy(
                x,
                from + firstInside * patchStep - g.padLeft() * g.inChannels(),
                patchStep,
                rows,
                rowStep,
                runsOfRow,
                tapStep,
                columns,
                to + firstInside * patch,
                patch,
                run,
                endInside - firstInside);
        edge(g, x, from, rows, rowStep, columns, to, endInside, patches);
    }

    /** Patches that reach over an edge: {@code rows} rows of each. */
    private void edge(
            Conv2dGeometry g,
            float[] x,
            int rowAt,
            int rows,
            int rowStep,
            float[] columns,
            int at,
            int fromPatch,
            int toPatch) {
        int pixels = run / channels;
        for (int i = fromPatch; i < toPatch; i++) {
            int to = at + i * patch;
            for (int k = 0; k < rows; k++) {
                int w = i * g.strideWidth() - g.padLeft();
                for (int r = 0; r < runsOfRow; r++, to += run, w += g.dilationWidth()) {
                    int first = Windows.firstTap(w, pixels, 1);
                    int end = Math.max(first, Windows.endTap(w, g.width(), pixels, 1));
                    Arrays.fill(columns, to, to + first * channels, 0f);
                    if (first < end) {
                        int from = rowAt + k * rowStep + (w + first) * g.inChannels();
                        System.arraycopy(x, from, columns, to + first * channels, (end - first) * channels);
                    }
                    Arrays.fill(columns, to + end * channels, to + run, 0f);
                }
            }
        }
    }

    /** Writes rows {@code fromRow .. toRow - 1} of one image, nothing at {@code end} or behind. */
    private void framedRows(
            Conv2dGeometry g, float[] x, int xAt, int fromRow, int toRow, float[] columns, int columnsAt, int end) {
        int first = fromRow * g.strideHeight();
        if (frame.trivial()) {
            int pitch = g.width() * g.inChannels();
            narrowRows(g, x, xAt + first * pitch, pitch, toRow - fromRow, columns, columnsAt, end);
            return;
        }
        int pitch = (g.width() + g.padLeft() + g.padRight()) * g.inChannels();
        int last = (toRow - 1) * g.strideHeight() + (g.kernelHeight() - 1) * g.dilationHeight();
        float[] rows = Scratch.take((last + 1 - first) * pitch);
        frame.fillRows(x, xAt, first, last + 1, 0, channels, rows, 0);
        narrowRows(g, rows, 0, pitch, toRow - fromRow, columns, columnsAt, end);
        Scratch.give(rows);
    }

    private void narrowRows(
            Conv2dGeometry g, float[] x, int xAt, int pitch, int rows, float[] columns, int columnsAt, int end) {
        int kernelStep = g.dilationHeight() * pitch;
        for (int row = 0, at = columnsAt; row < rows; row++, at += patches * patch) {
            int from = xAt + row * g.strideHeight() * pitch;
            if (run < LANES) {
                ShortRuns.copy(
                        x,
                        from,
                        patchStep,
                        g.kernelHeight(),
                        kernelStep,
                        runsOfRow,
                        tapStep,
                        columns,
                        at,
                        run,
                        patches,
                        end);
                continue;
            }
            PatchRuns.copy(
                    x,
                    from,
                    patchStep,
                    g.kernelHeight(),
                    kernelStep,
                    runsOfRow,
                    tapStep,
                    columns,
                    at,
                    patch,
                    run,
                    patches);
        }
    }
}
