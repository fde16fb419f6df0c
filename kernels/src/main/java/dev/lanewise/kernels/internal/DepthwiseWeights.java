package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.parallel.Scratch;
import java.util.Arrays;

/** The gradient of a depthwise convolution by its weights, on one thread: chains over the pixels of some images. */
final class DepthwiseWeights {

    private DepthwiseWeights() {}

    /**
     * Computes the gradient of the weights of some vectors of channels over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param fromVector first vector of channels
     * @param toVector one past the last vector of channels
     * @param start where each tap lies behind the first, in a frame
     * @param x images
     * @param xOff first element of image 0
     * @param dy gradient of the output
     * @param dyOff first element of image 0 of the gradient
     * @param dWeights result, overwritten
     * @param dWeightsOff first element of the result
     */
    static void multiply(
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
        int taps = shape.runs();
        int lanes = Math.min(channels, LANES);
        int size = (toVector - fromVector) * taps * LANES;
        boolean slides = DepthwiseBlock.slides(shape);
        int shift = DepthwiseBlock.shift(shape, x, xOff);
        int most = DepthwiseBlock.inPlace(shape) ? 1 : DepthwiseBlock.rowsOfTask(shape);
        float[] block = DepthwiseBlock.take(shape, most);
        float[] sums = Scratch.take(size);
        Arrays.fill(sums, 0, size, 0f);
        int first = DepthwiseBlock.channel(shape, shift, fromVector);
        int end = DepthwiseBlock.channel(shape, shift, toVector - 1) + lanes;
        for (int image = from; image < to; image++) {
            int imageOff = xOff + image * frame.height * frame.width * channels;
            int framed = 0;
            int framedEnd = 0;
            for (int row = 0; row < shape.outHeight; row++) {
                boolean inPlace = DepthwiseBlock.inPlace(shape, row, 1);
                if (!inPlace && row >= framedEnd) {
                    framed = row;
                    framedEnd = Math.min(shape.outHeight, row + most);
                    DepthwiseBlock.fill(shape, framed, framedEnd - framed, first, end, x, imageOff, block);
                }
                float[] source = inPlace ? x : block;
                int at = inPlace
                        ? DepthwiseBlock.placeOf(shape, row, imageOff)
                        : DepthwiseBlock.placeInBlock(shape, row - framed);
                int dyRow = dyOff + (image * shape.outHeight + row) * shape.outWidth * channels;
                if (slides) {
                    slide(shape, shift, inPlace, row, source, at, dy, dyRow, fromVector, toVector, sums);
                } else {
                    row(shape, shift, start, source, at, dy, dyRow, fromVector, toVector, sums);
                }
            }
        }
        for (int v = fromVector, sum = 0; v < toVector; v++) {
            int at = dWeightsOff + DepthwiseBlock.channel(shape, shift, v);
            for (int tap = 0; tap < taps; tap++, sum += LANES) {
                System.arraycopy(sums, sum, dWeights, at + tap * channels, lanes);
            }
        }
        Scratch.give(sums);
        Scratch.give(block);
    }

    private static void slide(
            ConvShape shape,
            int shift,
            boolean inPlace,
            int row,
            float[] x,
            int at,
            float[] dy,
            int dyRow,
            int fromVector,
            int toVector,
            float[] sums) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int width = inPlace ? frame.width : frame.frameWidth;
        int left = inPlace ? frame.left : 0;
        int rowSize = width * channels;
        boolean top = !inPlace || row >= frame.top;
        boolean bottom = !inPlace || row - frame.top + 2 < frame.height;
        for (int v = fromVector, sum = 0; v < toVector; v++, sum += 9 * LANES) {
            int c = DepthwiseBlock.channel(shape, shift, v);
            Depthwise3x3Weights.backward(
                    x,
                    at + rowSize + c,
                    top ? -rowSize : 0,
                    bottom ? rowSize : 0,
                    top,
                    bottom,
                    width,
                    left,
                    channels,
                    dy,
                    dyRow + c,
                    shape.outWidth,
                    sums,
                    sum);
        }
    }

    private static void row(
            ConvShape shape,
            int shift,
            int[] start,
            float[] x,
            int at,
            float[] dy,
            int dyRow,
            int fromVector,
            int toVector,
            float[] sums) {
        int channels = shape.outChannels;
        int taps = shape.runs();
        int step = shape.strideWidth * channels;
        int lanes = Math.min(channels, LANES);
        for (int v = fromVector, sum = 0; v < toVector; v++, sum += taps * LANES) {
            int c = DepthwiseBlock.channel(shape, shift, v);
            DepthwiseTile.backwardWeights(
                    x, at + c, step, start, taps, dy, dyRow + c, channels, shape.outWidth, sums, sum, lanes);
        }
    }
}
