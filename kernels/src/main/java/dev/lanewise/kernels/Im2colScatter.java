package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.im2col.PixelSums.fourFloats;
import static dev.lanewise.kernels.internal.im2col.PixelSums.fourVectors;
import static dev.lanewise.kernels.internal.im2col.PixelSums.nineTaps;
import static dev.lanewise.kernels.internal.im2col.PixelSums.nineTapsOfNarrow;
import static dev.lanewise.kernels.internal.im2col.PixelSums.oneVector;

import dev.lanewise.kernels.internal.im2col.PixelSums;
import dev.lanewise.kernels.internal.im2col.PixelTaps;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * Sums patches back into the pixels they came from: a band of image rows.
 *
 * <p>A pixel gathers its taps, a vector of channels at a time, in a register: patches added one after the other to the
 * image overlap, and a vector that is read back right after a part of it was written waits for the store. Pixels whose
 * channels do not fill vectors are written to a row of their own first, where what is too much is overwritten by the next
 * pixel.
 */
final class Im2colScatter {

    private static final Recycler<Im2colScatter> CALLS = new Recycler<>(Im2colScatter::new);

    /** What the fields below were filled for: a call has many bands. */
    private @Nullable Conv2dGeometry geometry;

    private final PixelTaps down = new PixelTaps();
    private final PixelTaps across = new PixelTaps();

    /** Pixels from which on, and up to which, all windows see a pixel that lie around it; none unless the stride is 1. */
    private int full;

    private int fullEnd;
    private boolean threeWide;
    private int patch;
    /** From the first tap of a row of windows to the end of the last one, read in whole vectors. */
    private int reach;

    private Im2colScatter() {}

    /** Writes image rows {@code fromRow .. toRow - 1}, counted through all images. */
    static void rows(Conv2dGeometry g, float[] columns, int columnsOff, float[] x, int xOff, int fromRow, int toRow) {
        int channels = g.inChannels() / g.groups();
        int width = g.width();
        Im2colScatter call = CALLS.take();
        if (call.geometry != g) {
            call.set(g, channels);
            call.geometry = g;
        }
        boolean direct = channels % LANES == 0;
        float[] buffer = direct ? x : Scratch.take(width * channels);
        for (int row = fromRow; row < toRow; row++) {
            int image = row / g.height() * g.outHeight() * g.outWidth() * g.patchSize();
            int xAt = xOff + row * width * g.inChannels();
            call.row(
                    columns,
                    columnsOff + image,
                    row % g.height(),
                    width,
                    channels,
                    buffer,
                    direct ? xAt : 0,
                    direct ? g.inChannels() : channels);
            if (!direct) {
                int run = g.groups() == 1 ? width * channels : channels;
                for (int at = 0, to = xAt; at < width * channels; at += run, to += g.inChannels()) {
                    System.arraycopy(buffer, at, x, to, run);
                }
            }
        }
        if (!direct) {
            Scratch.give(buffer);
        }
        CALLS.give(call);
    }

    private void set(Conv2dGeometry g, int channels) {
        int lastTap = (g.outWidth() - 1) * g.patchSize() + (g.kernelWidth() - 1) * channels;
        patch = g.patchSize();
        boolean dense = g.strideWidth() == 1 && g.dilationWidth() == 1;
        full = Math.max(0, g.kernelWidth() - 1 - g.padLeft());
        fullEnd = dense ? Math.max(full, Math.min(g.width(), g.outWidth() - g.padLeft())) : full;
        threeWide = fullEnd > full && g.kernelWidth() == 3;
        reach = lastTap + Math.ceilDiv(channels, LANES) * LANES;
        down.set(
                g.height(),
                g.outHeight(),
                g.kernelHeight(),
                g.strideHeight(),
                g.padTop(),
                g.dilationHeight(),
                g.outWidth() * g.patchSize(),
                g.kernelWidth() * channels);
        across.set(
                g.width(),
                g.outWidth(),
                g.kernelWidth(),
                g.strideWidth(),
                g.padLeft(),
                g.dilationWidth(),
                g.patchSize(),
                channels);
    }

    /**
     * Sums one row of pixels, {@code pitch} apart. The windows are taken from bottom to top, as their taps go down. Pixels
     * between {@link #full} and {@link #fullEnd} have all their taps, and lie a patch apart in the matrix as well.
     */
    private void row(float[] columns, int columnsAt, int row, int width, int channels, float[] x, int xAt, int pitch) {
        int top = columnsAt + down.last(row);
        int rows = down.count(row);
        int rowStep = -down.step();
        int tapStep = across.step();
        boolean inside = rows == 0 || top + reach <= columns.length;
        boolean vectors = channels > 1 && inside;
        boolean anyOrder =
                channels <= LANES || channels % LANES == 0; // else a pixel's last vector reaches into the next
        boolean three = vectors && rows == 3 && threeWide;
        for (int w = 0; w < width; w++) {
            int from = top + across.first(w);
            int to = xAt + w * pitch;
            boolean four = w >= full && w + 4 <= fullEnd;
            if (three && w == full) {
                int pixels = fullEnd - full;
                if (channels <= LANES) {
                    nineTapsOfNarrow(columns, from, patch, rowStep, tapStep, x, to, pitch, pixels);
                } else {
                    nineTaps(columns, from, patch, rowStep, tapStep, channels, x, to, pitch, pixels);
                }
                w += pixels - 1;
            } else if (four && vectors && anyOrder) {
                for (int c = 0; c < channels; c += LANES) {
                    fourVectors(columns, from + c, patch, rows, rowStep, across.count(w), tapStep, x, to + c, pitch);
                }
                w += 3;
            } else if (four && channels == 1) {
                fourFloats(columns, from, patch, rows, rowStep, across.count(w), tapStep, x, to, pitch);
                w += 3;
            } else if (vectors) {
                for (int c = 0; c < channels; c += LANES) {
                    oneVector(columns, from + c, rows, rowStep, across.count(w), tapStep, x, to + c);
                }
            } else {
                PixelSums.floats(columns, from, rows, rowStep, across.count(w), tapStep, channels, x, to);
            }
        }
    }
}
