package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.parallel.Scratch;
import java.util.Arrays;

/** Output rows of a depthwise convolution, one output channel for each input channel, on one thread. */
final class DepthwiseRows {

    private DepthwiseRows() {}

    /**
     * Computes output rows {@code from .. to - 1} of one image.
     *
     * @param shape the convolution
     * @param image index of the image
     * @param start where the taps lie ({@link DepthwiseBlock#taps})
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
        int width = shape.outWidth;
        int vectors = DepthwiseBlock.vectors(shape);
        int vectorSize = DepthwiseBlock.vectorSize(shape);
        int rowSize = DepthwiseBlock.rowSize(shape);
        int taps = shape.runs();
        int first = shape.flipped ? weightsOff + (taps - 1) * channels : weightsOff;
        int wStep = shape.flipped ? -channels : channels;
        int imageOff = xOff + image * frame.height * frame.width * channels;
        int outOff = yOff + (image * shape.outHeight + from) * width * channels;
        int top = from * shape.strideHeight;
        int packed = 0;
        boolean three = slides(shape);
        float[] block = Scratch.take(DepthwiseBlock.size(shape, to - from));
        for (int row = 0; row < to - from; row++) {
            int needed = DepthwiseBlock.frameRows(shape, row + 1);
            DepthwiseBlock.pack(shape, x, imageOff, top + packed, top + needed, 0, vectors, block, packed * rowSize);
            packed = needed;
            int rowAt = row * shape.strideHeight * rowSize;
            int yRow = outOff + row * width * channels;
            for (int v = 0; v < vectors; v++) {
                int c = DepthwiseBlock.channel(shape, v);
                int at = rowAt + v * vectorSize;
                int yAt = yRow + c;
                if (three) {
                    Depthwise3x3.forward(block, at, start, weights, first + c, wStep, y, yAt, channels, width);
                } else if (channels >= LANES) {
                    DepthwiseTile.forward(block, at, start, taps, weights, first + c, wStep, y, yAt, channels, width);
                } else {
                    for (int p = 0; p < width; p++) {
                        int pixel = at + p * LANES;
                        int place = yAt + p * channels;
                        DepthwiseTile.pixel(block, pixel, start, taps, weights, first, wStep, y, place, channels);
                    }
                }
            }
            Finish.rows(y, yRow, width, channels, finish, bias, biasOff);
        }
        Scratch.give(block);
    }

    /**
     * Computes the gradient of the weights of some vectors of channels over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param fromVector first vector of channels
     * @param toVector one past the last vector of channels
     * @param start where the taps lie ({@link DepthwiseBlock#taps})
     * @param x images
     * @param xOff first element of image 0
     * @param dy gradient of the output
     * @param dyOff first element of image 0 of the gradient
     * @param dWeights result, overwritten
     * @param dWeightsOff first element of the result
     */
    static void backwardWeights(
            ConvShape shape,
            int from,
            int to,
            int fromVector,
            int toVector,
            int[] start,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] dWeights,
            int dWeightsOff) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int width = shape.outWidth;
        int taps = shape.runs();
        int lanes = Math.min(channels, LANES);
        int most = DepthwiseBlock.rowsOfTask(shape);
        int rowSize = DepthwiseBlock.rowSize(shape);
        int vectorSize = DepthwiseBlock.vectorSize(shape);
        int vectors = toVector - fromVector;
        float[] block = Scratch.take(DepthwiseBlock.size(shape, most));
        float[] sums = Scratch.take(vectors * taps * LANES);
        Arrays.fill(sums, 0, vectors * taps * LANES, 0f);
        for (int image = from; image < to; image++) {
            int imageOff = xOff + image * frame.height * frame.width * channels;
            int packed = 0;
            for (int row = 0; row < shape.outHeight; row++) {
                int inBlock = row % most;
                int top = (row - inBlock) * shape.strideHeight;
                packed = inBlock == 0 ? 0 : packed;
                int needed = DepthwiseBlock.frameRows(shape, inBlock + 1);
                DepthwiseBlock.pack(
                        shape, x, imageOff, top + packed, top + needed, fromVector, toVector, block, packed * rowSize);
                packed = needed;
                int rowAt = inBlock * shape.strideHeight * rowSize;
                int dyRow = dyOff + (image * shape.outHeight + row) * width * channels;
                for (int v = 0; v < vectors; v++) {
                    int at = rowAt + (fromVector + v) * vectorSize;
                    int dyAt = dyRow + DepthwiseBlock.channel(shape, fromVector + v);
                    addRow(shape, block, at, start, taps, dy, dyAt, sums, v * taps * LANES, lanes);
                }
            }
        }
        for (int v = 0; v < vectors; v++) {
            int c = DepthwiseBlock.channel(shape, fromVector + v);
            for (int tap = 0; tap < taps; tap++) {
                System.arraycopy(sums, (v * taps + tap) * LANES, dWeights, dWeightsOff + tap * channels + c, lanes);
            }
        }
        Scratch.give(sums);
        Scratch.give(block);
    }

    private static void addRow(
            ConvShape shape,
            float[] block,
            int at,
            int[] start,
            int taps,
            float[] dy,
            int dyAt,
            float[] sums,
            int sumsAt,
            int lanes) {
        int channels = shape.outChannels;
        int width = shape.outWidth;
        if (shape.kernelHeight == 3 && shape.kernelWidth == 3 && lanes == LANES) {
            Depthwise3x3.backwardWeights(block, at, start, dy, dyAt, channels, width, sums, sumsAt);
            return;
        }
        for (int tap = 0; tap < taps; tap++) {
            int sum = sumsAt + tap * LANES;
            DepthwiseTile.backwardWeights(block, at + start[tap], dy, dyAt, channels, width, sums, sum, lanes);
        }
    }

    /** Whether the window is the one of {@link Depthwise3x3#forward}. */
    private static boolean slides(ConvShape shape) {
        return shape.kernelHeight == 3
                && shape.kernelWidth == 3
                && shape.strideWidth == 1
                && shape.dilationWidth == 1
                && shape.outWidth >= 4
                && shape.outChannels >= LANES;
    }
}
