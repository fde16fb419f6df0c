package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Finish;

/** Output rows of a depthwise convolution, one output channel for each input channel, on one thread. */
public final class DepthwiseRows {

    private DepthwiseRows() {}

    /**
     * Computes output rows {@code from .. to - 1} of one image.
     *
     * @param shape the convolution
     * @param image index of the image
     * @param from first output row
     * @param to one past the last output row
     * @param start where each tap lies behind the first, in a frame
     * @param x images
     * @param xOff first element of image 0
     * @param weights one value a tap and channel
     * @param weightsOff first element of the weights
     * @param y result
     * @param yOff first element of image 0 of the result
     * @param finish what follows the last tap, bits of {@link Finish}
     * @param bias one value a channel
     * @param biasOff first element of the bias
     */
    public static void forward(
            ConvShape shape,
            int image,
            int from,
            int to,
            int[] start,
            float[] x,
            int xOff,
            float[] weights,
            int weightsOff,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int channels = shape.outChannels;
        int w0 = shape.flipped ? weightsOff + (shape.runs() - 1) * channels : weightsOff;
        int wStep = shape.flipped ? -channels : channels;
        int imageOff = xOff + image * shape.frame.height * shape.frame.width * channels;
        int imageOut = yOff + image * shape.outPixelsOfImage() * channels;
        if (DepthwiseStage.serves(shape)) {
            DepthwiseStage.forward(
                    shape, from, to, x, imageOff, weights, w0, wStep, y, imageOut, finish, bias, biasOff);
        } else if (DepthwiseBlock.slides(shape)) {
            int shift = DepthwiseBlock.shift(shape, x, xOff);
            slides(shape, shift, from, to, x, imageOff, weights, w0, wStep, y, imageOut, finish, bias, biasOff);
        } else if (DepthwiseStride2Data.serves(shape)) {
            int shift = DepthwiseBlock.shift(shape, x, xOff);
            DepthwiseStride2Data.backward(shape, shift, from, to, x, imageOff, weights, w0, wStep, y, imageOut);
        } else {
            framed(shape, from, to, start, x, imageOff, weights, w0, wStep, y, imageOut, finish, bias, biasOff);
        }
    }

    /** Output rows, without stride two at a time, one vector of channels after the other. */
    private static void slides(
            ConvShape shape,
            int shift,
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
        int size = DepthwiseBlock.stageSize(shape);
        int vectors = DepthwiseBlock.vectors(shape, shift);
        int most = shape.strideHeight == 1 ? 2 : 1;
        float[] stages = CacheLines.take(Checks.workspace((long) vectors * size));
        for (int v = 0, stage = CacheLines.FIRST; v < vectors; v++, stage += size) {
            int c = imageOff + DepthwiseBlock.channel(shape, shift, v);
            if (most == 2) {
                DepthwiseBlock.stage(shape, from, x, c, stages, stage, 2 * LANES);
                DepthwiseBlock.stage(shape, from + 1, x, c, stages, stage + LANES, 2 * LANES);
            } else {
                DepthwiseBlock.stage(shape, 2 * from, x, c, stages, stage, LANES);
            }
        }
        for (int row = from; row < to; row += most) {
            int rows = Math.min(most, to - row);
            for (int v = 0, stage = CacheLines.FIRST; v < vectors; v++, stage += size) {
                int c = DepthwiseBlock.channel(shape, shift, v);
                int at = imageOut + row * shape.outWidth * channels + c;
                if (most == 2) {
                    slide(shape, row, rows, stages, stage, x, imageOff + c, weights, w0 + c, wStep, y, at);
                } else {
                    stride(shape, row, stages, stage, x, imageOff + c, weights, w0 + c, wStep, y, at);
                }
                Finish.tile(y, at, channels, rows * shape.outWidth, LANES, finish, bias, biasOff + c);
            }
        }
        Scratch.give(stages);
    }

    /** Output row {@code row}, or two, of one vector of channels, which begins at {@code imageOff} and {@code to}. */
    private static void slide(
            ConvShape shape,
            int row,
            int rows,
            float[] stages,
            int stage,
            float[] x,
            int imageOff,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int to) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        boolean third = frame.hasRow(row + 2);
        boolean fourth = frame.hasRow(row + 3);
        Depthwise3x3.forward(
                stages,
                stage,
                x,
                third ? imageOff + frame.rowStart(row + 2) : imageOff,
                third && fourth ? frame.width * channels : 0,
                third,
                fourth,
                frame.width,
                frame.left,
                weights,
                w0,
                wStep,
                y,
                to,
                rows > 1 ? shape.outWidth * channels : 0,
                channels,
                shape.outWidth);
    }

    /** Output row {@code row} of one vector of channels, with stride 2; arguments as above. */
    private static void stride(
            ConvShape shape,
            int row,
            float[] stages,
            int stage,
            float[] x,
            int imageOff,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int to) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        boolean second = frame.hasRow(2 * row + 1);
        boolean third = frame.hasRow(2 * row + 2);
        Depthwise3x3Stride2.forward(
                stages,
                stage,
                x,
                second ? imageOff + frame.rowStart(2 * row + 1) : imageOff,
                second && third ? frame.width * channels : 0,
                second,
                third,
                frame.width,
                frame.left,
                weights,
                w0,
                wStep,
                y,
                to,
                channels,
                shape.outWidth);
    }

    /** Output rows over frames that are filled as many rows at a time as stay in the second-level cache. */
    private static void framed(
            ConvShape shape,
            int from,
            int to,
            int[] start,
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
        boolean inPlace = shape.frame.trivial();
        float[] block = inPlace ? x : DepthwiseBlock.take(shape, to - from);
        if (!inPlace) {
            DepthwiseBlock.fill(shape, from, to - from, 0, channels, x, imageOff, block);
        }
        for (int row = from; row < to; row++) {
            int at = inPlace
                    ? imageOff + DepthwiseBlock.placeInBlock(shape, row)
                    : DepthwiseBlock.placeInBlock(shape, row - from);
            int yRow = imageOut + row * shape.outWidth * channels;
            row(shape, start, block, at, weights, w0, wStep, y, yRow);
            Finish.rows(y, yRow, shape.outWidth, channels, finish, bias, biasOff);
        }
        if (!inPlace) {
            Scratch.give(block);
        }
    }

    private static void row(
            ConvShape shape, int[] start, float[] x, int at, float[] weights, int w0, int wStep, float[] y, int yRow) {
        int channels = shape.outChannels;
        int taps = shape.runs();
        int width = shape.outWidth;
        int step = shape.strideWidth * channels;
        if (channels < LANES) {
            for (int p = 0; p < width; p++) {
                int to = yRow + p * channels;
                DepthwiseTile.pixel(x, at + p * step, start, taps, weights, w0, wStep, y, to, channels);
            }
            return;
        }
        int run = shape.strideWidth == shape.dilationWidth ? shape.kernelWidth : 1;
        for (int v = 0; v < DepthwiseBlock.vectors(shape, 0); v++) {
            int c = DepthwiseBlock.channel(shape, 0, v);
            DepthwiseTile.forward(
                    x, at + c, step, start, taps, run, weights, w0 + c, wStep, y, yRow + c, channels, width);
        }
    }
}
