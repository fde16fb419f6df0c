package dev.lanewise.kernels.internal.conv.depthwise;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * A depthwise 3x3 convolution with stride 1 of a multiple of 512 channels: blocks of channels and columns are copied to a stage
 * in the first-level cache, four rows at a time, where tiles of two by two pixels read them.
 *
 * <p>With such channels each or every other pixel of an image, and of the result, has the same last 12 bits of its address. A
 * read waits for writes that agree with it in these bits, so a window that slides along an image while it writes waits all the
 * time; and they fall into one or two sets of the first-level cache. Pixels of the stage are {@link #PITCH} floats apart,
 * which is odd in cache lines; it is filled in pieces of {@link #CHANNELS} floats, and the zeros around an image lie in it
 * like pixels.
 */
final class DepthwiseStage {

    /** Channels of a block. */
    static final int CHANNELS = 128;

    /** Floats from one pixel of the stage to the next. */
    static final int PITCH = CHANNELS + CacheLines.FLOATS;

    /** Channels whose multiples are 2 KiB apart. */
    private static final int ALIASES = 512;

    /** Output columns of a stage at most: with the weights it then takes 41 KiB. */
    private static final int COLUMNS = 14;

    private static final int ROWS = 4;
    private static final int TAPS = 9;

    private DepthwiseStage() {}

    /** Whether a depthwise convolution is one for the stage: with other channels its window would slide. */
    static boolean serves(ConvShape shape) {
        return DepthwiseBlock.slides(shape)
                && shape.strideHeight == 1
                && shape.outChannels % ALIASES == 0
                && shape.outWidth >= 2;
    }

    /** Output rows {@code from .. to - 1} of one image; arguments as in {@link DepthwiseRows#forward}. */
    static void forward(
            ConvShape shape,
            int from,
            int to,
            float[] x,
            int imageOff,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int imageOut,
            int finish,
            float[] bias,
            int biasOff) {
        int channels = shape.outChannels;
        int columns = Tiles.evenly(shape.outWidth, COLUMNS);
        int w = CacheLines.FIRST + ROWS * rowSize(columns);
        float[] stage = CacheLines.take(Checks.workspace(w + TAPS * PITCH));
        for (int c = 0; c < channels; c += CHANNELS) {
            for (int tap = 0; tap < TAPS; tap++) {
                System.arraycopy(weights, w0 + tap * wStep + c, stage, w + tap * PITCH, CHANNELS);
            }
            for (int q = 0; q < shape.outWidth; q += columns) {
                int column = Math.min(q, shape.outWidth - columns);
                int out = imageOut + column * channels + c;
                block(shape, from, to, column, columns, x, imageOff + c, stage, w, y, out);
                for (int r = from; r < to; r++) {
                    int line = out + r * shape.outWidth * channels;
                    Finish.tile(y, line, channels, columns, CHANNELS, finish, bias, biasOff + c);
                }
            }
        }
        Scratch.give(stage);
    }

    /** Rows {@code from .. to - 1} of a block of output columns and channels, whose first in row 0 is {@code y[out]}. */
    private static void block(
            ConvShape shape,
            int from,
            int to,
            int column,
            int columns,
            float[] x,
            int image,
            float[] stage,
            int w,
            float[] y,
            int out) {
        int step = shape.outChannels;
        int line = shape.outWidth * step;
        fill(shape, from, column, columns + 2, x, image, stage, place(from, columns));
        fill(shape, from + 1, column, columns + 2, x, image, stage, place(from + 1, columns));
        for (int r = from; r < to; r += 2) {
            int a = place(r, columns);
            int b = place(r + 1, columns);
            int c = place(r + 2, columns);
            int d = place(r + 3, columns);
            fill(shape, r + 2, column, columns + 2, x, image, stage, c);
            fill(shape, r + 3, column, columns + 2, x, image, stage, d);
            int next = r + 1 < to ? line : 0;
            for (int q = 0; q < columns; q += 2) {
                int p = Math.min(q, columns - 2);
                int at = p * PITCH;
                int pixel = out + r * line + p * step;
                Depthwise3x3Tile.forward(stage, a + at, b + at, c + at, d + at, w, y, pixel, step, next);
            }
        }
    }

    /** Floats of a row of the stage, with the columns that the windows of {@code columns} pixels read. */
    private static int rowSize(int columns) {
        return (columns + 2) * PITCH;
    }

    /** Where row {@code r} of the frame lies among four. */
    private static int place(int r, int columns) {
        return CacheLines.FIRST + r % ROWS * rowSize(columns);
    }

    /**
     * Lays columns of one row of the frame into the stage.
     *
     * @param r the row
     * @param column its first column
     * @param columns number of columns
     * @param x images
     * @param image the first channel of the image's first pixel
     * @param stage where to
     * @param at first element there
     */
    private static void fill(
            ConvShape shape, int r, int column, int columns, float[] x, int image, float[] stage, int at) {
        Frame frame = shape.frame;
        boolean inside = frame.hasRow(r);
        int from = inside ? Math.clamp(frame.left - column, 0, columns) : columns;
        int to = inside ? Math.clamp(frame.left + frame.width - column, from, columns) : columns;
        Arrays.fill(stage, at, at + from * PITCH, 0f);
        Arrays.fill(stage, at + to * PITCH, at + columns * PITCH, 0f);
        int source = inside ? image + frame.rowStart(r) + (column + from - frame.left) * frame.channels : 0;
        for (int q = from; q < to; q++, source += frame.channels) {
            System.arraycopy(x, source, stage, at + q * PITCH, CHANNELS);
        }
    }
}
