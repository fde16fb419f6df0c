package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.parallel.Scratch;

/**
 * What a depthwise convolution reads: the images in place, NHWC, or a few rows of a frame that it lays into a block of
 * scratch memory shortly before.
 *
 * <p>A window that {@link #slides} brings zeros for the columns beside the image, so only the rows above and below it are
 * framed. Other windows with padding, and gradients spread out by a stride, are framed as many rows at a time as stay in the
 * second-level cache. Channels are the lanes; the last vector of them reaches back.
 */
final class DepthwiseBlock {

    /** Elements framed at a time: with as many of the result a half of a second-level cache of 1 MiB. */
    private static final int ELEMENTS = 1 << 16;

    private DepthwiseBlock() {}

    /** Vectors that cover the channels. */
    static int vectors(ConvShape shape) {
        return (shape.outChannels + LANES - 1) / LANES;
    }

    /** First channel of vector {@code v}. */
    static int channel(ConvShape shape, int v) {
        return Math.max(0, Math.min(v * LANES, shape.outChannels - LANES));
    }

    /** Output rows of an image whose framed rows are laid out at a time. */
    static int rowsOfTask(ConvShape shape) {
        return inPlace(shape)
                ? shape.outHeight
                : Math.clamp(ELEMENTS / ((long) shape.strideHeight * rowSize(shape)), 2, Math.max(2, shape.outHeight));
    }

    /** Elements of a row of the frame. */
    static int rowSize(ConvShape shape) {
        return shape.frame.frameWidth * shape.frame.channels;
    }

    /** Frame rows that {@code rows} output rows read. */
    private static int frameRows(ConvShape shape, int rows) {
        return (rows - 1) * shape.strideHeight + (shape.kernelHeight - 1) * shape.dilationHeight + 1;
    }

    /** Whether the window is the one of {@link Depthwise3x3}. */
    static boolean slides(ConvShape shape) {
        return shape.kernelHeight == 3
                && shape.kernelWidth == 3
                && shape.strideHeight == 1
                && shape.strideWidth == 1
                && shape.dilationHeight == 1
                && shape.dilationWidth == 1
                && shape.outChannels >= LANES;
    }

    /** Whether rows inside of the image are read in place. */
    static boolean inPlace(ConvShape shape) {
        Frame frame = shape.frame;
        return frame.trivial()
                || slides(shape)
                        && frame.spacingHeight == 1
                        && frame.spacingWidth == 1
                        && frame.left <= Depthwise3x3.MAX_LEFT;
    }

    /** Whether {@code rows} output rows from {@code row} on are. */
    static boolean inPlace(ConvShape shape, int row, int rows) {
        int first = row * shape.strideHeight - shape.frame.top;
        return inPlace(shape) && first >= 0 && first + frameRows(shape, rows) <= shape.frame.height;
    }

    /** First element under the window of output row {@code row}, of those read in place. */
    static int placeOf(ConvShape shape, int row, int imageOff) {
        Frame frame = shape.frame;
        return imageOff + (row * shape.strideHeight - frame.top) * frame.width * frame.channels;
    }

    /** First element under the window of output row {@code row} of a block. */
    static int placeInBlock(ConvShape shape, int row) {
        return row * shape.strideHeight * rowSize(shape);
    }

    /** Lays the frame rows that {@code rows} output rows read into {@code block}, some vectors of their channels. */
    static void fill(
            ConvShape shape, int row, int rows, int fromVector, int toVector, float[] x, int imageOff, float[] block) {
        int first = row * shape.strideHeight;
        int end = first + frameRows(shape, rows);
        int c = channel(shape, fromVector);
        int endChannel = Math.min(shape.outChannels, toVector * LANES);
        shape.frame.fillRows(x, imageOff, first, end, c, endChannel, block, 0);
    }

    /** A block for the frame rows that {@code rows} output rows read. */
    static float[] take(ConvShape shape, int rows) {
        return Scratch.take(Checks.workspace((long) frameRows(shape, rows) * rowSize(shape)));
    }
}
