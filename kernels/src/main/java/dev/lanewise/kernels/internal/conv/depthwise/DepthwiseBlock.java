package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * What a depthwise convolution reads: the images in place, NHWC, or a few rows of a frame that it lays into a block of
 * scratch memory shortly before.
 *
 * <p>A window that {@link #slides} brings the zeros around the image along. Other windows with padding, and gradients spread
 * out by a stride, are framed as many rows at a time as stay in the second-level cache. Channels are the lanes; the last vector
 * of them reaches back.
 */
public final class DepthwiseBlock {

    /** Elements framed at a time: with as many of the result a half of a second-level cache of 1 MiB. */
    private static final int ELEMENTS = 1 << 16;

    /** Channels from which on vectors begin where cache lines do. */
    private static final int SHIFTED = 128;

    private DepthwiseBlock() {}

    /**
     * How many channels before a multiple of a vector each vector begins, the first apart: images in a large array are then
     * read, and results written, along cache lines ({@link CacheLines}). Not for few channels, where the vector that
     * comes in addition costs more.
     */
    public static int shift(ConvShape shape, float[] x, int xOff) {
        boolean along = shape.outChannels % CacheLines.FLOATS == 0 && shape.outChannels >= SHIFTED && inPlace(shape);
        return along ? -CacheLines.before(x, xOff) & (LANES - 1) : 0;
    }

    /** Vectors that cover the channels. */
    public static int vectors(ConvShape shape, int shift) {
        return (shape.outChannels + shift + LANES - 1) / LANES;
    }

    /** First channel of vector {@code v}. */
    static int channel(ConvShape shape, int shift, int v) {
        return Math.max(0, Math.min(v * LANES - shift, shape.outChannels - LANES));
    }

    /** Output rows of an image whose framed rows are laid out at a time. */
    public static int rowsOfTask(ConvShape shape) {
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

    /** Whether the window slides: that of {@link Depthwise3x3} or of {@link Depthwise3x3Stride2}. */
    static boolean slides(ConvShape shape) {
        Frame frame = shape.frame;
        int stride = shape.strideHeight;
        return shape.kernelHeight == 3
                && shape.kernelWidth == 3
                && shape.strideWidth == stride
                && (stride == 1 && frame.left <= Depthwise3x3.MAX_LEFT
                        || stride == 2 && frame.left <= Depthwise3x3Stride2.MAX_LEFT)
                && shape.dilationHeight == 1
                && shape.dilationWidth == 1
                && frame.spacingHeight == 1
                && frame.spacingWidth == 1
                && shape.outChannels >= LANES;
    }

    /** Whether the images are read in place. */
    static boolean inPlace(ConvShape shape) {
        return shape.frame.trivial() || slides(shape) || DepthwiseStride2Data.serves(shape);
    }

    /** Columns under the windows of a row. */
    private static int stageColumns(ConvShape shape) {
        return (shape.outWidth - 1) * shape.strideWidth + 3;
    }

    /** Floats of a stage of two rows, of one vector of channels. */
    static int stageSize(ConvShape shape) {
        return 2 * stageColumns(shape) * LANES;
    }

    /**
     * Lays a frame row of one vector of channels into a stage, a vector of which every {@code pitch} floats.
     *
     * @param image its first channel in the image
     */
    static void stage(ConvShape shape, int row, float[] x, int image, float[] stages, int stage, int pitch) {
        Frame frame = shape.frame;
        boolean inside = frame.hasRow(row);
        float[] source = inside ? x : Tiles.zeros();
        int at = inside ? image + frame.rowStart(row) : 0;
        int step = inside ? frame.channels : 0;
        Depthwise3x3.fill(stages, stage, pitch, source, at, step, frame.width, frame.left, stageColumns(shape));
    }

    /** First element under the window of output row {@code row} of a block. */
    static int placeInBlock(ConvShape shape, int row) {
        return row * shape.strideHeight * rowSize(shape);
    }

    /** Lays channels {@code c .. end - 1} of the frame rows that {@code rows} output rows read into {@code block}. */
    static void fill(ConvShape shape, int row, int rows, int c, int end, float[] x, int imageOff, float[] block) {
        int first = row * shape.strideHeight;
        shape.frame.fillRows(x, imageOff, first, first + frameRows(shape, rows), c, end, block, 0);
    }

    /** A block for the frame rows that {@code rows} output rows read. */
    static float[] take(ConvShape shape, int rows) {
        return Scratch.take(Checks.workspace((long) frameRows(shape, rows) * rowSize(shape)));
    }
}
