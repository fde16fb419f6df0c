package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.parallel.Scratch;

/** Output rows of a depthwise convolution, one output channel for each input channel, on one thread. */
final class DepthwiseRows {

    /** Most pixels of a stripe: those of two rows, and of the four rows under them, lie in few pages. */
    private static final int STRIPE = 32;

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
    static void forward(
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
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int outRowSize = shape.outWidth * channels;
        int w0 = shape.flipped ? weightsOff + (shape.runs() - 1) * channels : weightsOff;
        int wStep = shape.flipped ? -channels : channels;
        int imageOff = xOff + image * frame.height * frame.width * channels;
        boolean slides = DepthwiseBlock.slides(shape);
        int shift = DepthwiseBlock.shift(shape, x, xOff);
        int most = DepthwiseBlock.inPlace(shape) ? 2 : to - from;
        float[] block = DepthwiseBlock.take(shape, most);
        int framed = from;
        int framedEnd = from;
        int rows = slides ? Math.min(2, to - from) : 1;
        for (int next = from; next < to; next += rows) {
            int row = Math.min(next, to - rows);
            boolean inPlace = DepthwiseBlock.inPlace(shape, row, 2);
            if (!inPlace && row + rows > framedEnd) {
                framed = row;
                framedEnd = Math.min(to, row + most);
                DepthwiseBlock.fill(shape, framed, framedEnd - framed, 0, channels, x, imageOff, block);
            }
            float[] source = inPlace ? x : block;
            int at = inPlace
                    ? DepthwiseBlock.placeOf(shape, row, imageOff)
                    : DepthwiseBlock.placeInBlock(shape, row - framed);
            int yRow = yOff + (image * shape.outHeight + row) * outRowSize;
            if (slides) {
                slide(shape, shift, inPlace, row, rows, source, at, weights, w0, wStep, y, yRow);
            } else {
                row(shape, start, source, at, weights, w0, wStep, y, yRow);
            }
            Finish.rows(y, yRow, rows * shape.outWidth, channels, finish, bias, biasOff);
        }
        Scratch.give(block);
    }

    /** Output row {@code row}, or two, a stripe of a few pixels after the other. */
    private static void slide(
            ConvShape shape,
            int shift,
            boolean inPlace,
            int row,
            int rows,
            float[] x,
            int at,
            float[] weights,
            int w0,
            int wStep,
            float[] y,
            int yRow) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int width = inPlace ? frame.width : frame.frameWidth;
        int left = inPlace ? frame.left : 0;
        int rowSize = width * channels;
        boolean top = !inPlace || row >= frame.top;
        boolean bottom = !inPlace || row - frame.top + 3 < frame.height;
        int stripes = (shape.outWidth + STRIPE - 1) / STRIPE;
        for (int stripe = 0; stripe < stripes; stripe++) {
            int first = shape.outWidth * stripe / stripes;
            int end = shape.outWidth * (stripe + 1) / stripes;
            for (int v = 0; v < DepthwiseBlock.vectors(shape, shift); v++) {
                int c = DepthwiseBlock.channel(shape, shift, v);
                Depthwise3x3.forward(
                        x,
                        at + rowSize + c,
                        top ? -rowSize : 0,
                        rowSize,
                        bottom && rows > 1 ? 2 * rowSize : rowSize,
                        top,
                        bottom,
                        width,
                        left - first,
                        channels,
                        weights,
                        w0 + c,
                        wStep,
                        y,
                        yRow + first * channels + c,
                        rows > 1 ? shape.outWidth * channels : 0,
                        end - first);
            }
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
