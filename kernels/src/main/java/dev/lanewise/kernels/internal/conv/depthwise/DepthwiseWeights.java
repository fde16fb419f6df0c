package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Scratch;
import java.util.Arrays;

/** The gradient of a depthwise convolution by its weights, on one thread: chains over the pixels of some images. */
public final class DepthwiseWeights {

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
    public static void multiply(
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
        int channels = shape.outChannels;
        int taps = shape.runs();
        int size = (toVector - fromVector) * taps * LANES;
        int shift = DepthwiseBlock.shift(shape, x, xOff);
        float[] sums = Scratch.take(size);
        Arrays.fill(sums, 0, size, 0f);
        if (DepthwiseBlock.slides(shape)) {
            slides(shape, shift, from, to, fromVector, toVector, x, xOff, dy, dyOff, sums);
        } else {
            framed(shape, shift, from, to, fromVector, toVector, start, x, xOff, dy, dyOff, sums);
        }
        for (int v = fromVector, sum = 0; v < toVector; v++) {
            int at = dWeightsOff + DepthwiseBlock.channel(shape, shift, v);
            for (int tap = 0; tap < taps; tap++, sum += LANES) {
                System.arraycopy(sums, sum, dWeights, at + tap * channels, Math.min(channels, LANES));
            }
        }
        Scratch.give(sums);
    }

    /** Output rows one at a time, one vector of channels after the other. */
    private static void slides(
            ConvShape shape,
            int shift,
            int from,
            int to,
            int fromVector,
            int toVector,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] sums) {
        int imageSize = shape.frame.height * shape.frame.width * shape.frame.channels;
        int size = DepthwiseBlock.stageSize(shape);
        int taps = shape.runs();
        float[] stages = CacheLines.take(Checks.workspace((long) (toVector - fromVector) * size));
        for (int image = from; image < to; image++) {
            int imageOff = xOff + image * imageSize;
            for (int v = fromVector, stage = CacheLines.FIRST; v < toVector; v++, stage += size) {
                int c = imageOff + DepthwiseBlock.channel(shape, shift, v);
                DepthwiseBlock.stage(shape, 0, x, c, stages, stage, LANES);
                if (shape.strideHeight == 1) {
                    DepthwiseBlock.stage(shape, 1, x, c, stages, stage + size / 2, LANES);
                }
            }
            for (int row = 0; row < shape.outHeight; row++) {
                int dyRow = dyOff + (image * shape.outHeight + row) * shape.outWidth * shape.outChannels;
                for (int v = fromVector, at = CacheLines.FIRST, sum = 0;
                        v < toVector;
                        v++, at += size, sum += taps * LANES) {
                    int c = DepthwiseBlock.channel(shape, shift, v);
                    if (shape.strideHeight == 1) {
                        slide(shape, row, stages, at, x, imageOff + c, dy, dyRow + c, sums, sum);
                    } else {
                        stride(shape, row, stages, at, x, imageOff + c, dy, dyRow + c, sums, sum);
                    }
                }
            }
        }
        Scratch.give(stages);
    }

    /** Output row {@code row} of one vector of channels, which begins at {@code imageOff} and {@code dyRow}. */
    private static void slide(
            ConvShape shape,
            int row,
            float[] stages,
            int stage,
            float[] x,
            int imageOff,
            float[] dy,
            int dyRow,
            float[] sums,
            int sum) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int half = DepthwiseBlock.stageSize(shape) / 2;
        boolean third = frame.hasRow(row + 2);
        Depthwise3x3Weights.backward(
                stages,
                stage + (row & 1) * half,
                stage + (~row & 1) * half,
                x,
                third ? imageOff + frame.rowStart(row + 2) : imageOff,
                third,
                frame.width,
                frame.left,
                dy,
                dyRow,
                channels,
                shape.outWidth,
                sums,
                sum);
    }

    /** Likewise, with stride 2. */
    private static void stride(
            ConvShape shape,
            int row,
            float[] stages,
            int stage,
            float[] x,
            int imageOff,
            float[] dy,
            int dyRow,
            float[] sums,
            int sum) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        boolean second = frame.hasRow(2 * row + 1);
        boolean third = frame.hasRow(2 * row + 2);
        Depthwise3x3Stride2Weights.backward(
                stages,
                stage,
                x,
                second ? imageOff + frame.rowStart(2 * row + 1) : imageOff,
                second && third ? frame.width * channels : 0,
                second,
                third,
                frame.width,
                frame.left,
                dy,
                dyRow,
                channels,
                shape.outWidth,
                sums,
                sum);
    }

    /** Over frames that are filled as many rows at a time as stay in the second-level cache. */
    private static void framed(
            ConvShape shape,
            int shift,
            int from,
            int to,
            int fromVector,
            int toVector,
            int[] start,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] sums) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        boolean inPlace = frame.trivial();
        int most = DepthwiseBlock.rowsOfTask(shape);
        float[] block = inPlace ? x : DepthwiseBlock.take(shape, most);
        int first = DepthwiseBlock.channel(shape, shift, fromVector);
        int end = DepthwiseBlock.channel(shape, shift, toVector - 1) + Math.min(channels, LANES);
        for (int image = from; image < to; image++) {
            int imageOff = xOff + image * frame.height * frame.width * channels;
            for (int row = 0; row < shape.outHeight; row++) {
                int framed = inPlace ? 0 : row / most * most;
                if (!inPlace && row == framed) {
                    int rows = Math.min(most, shape.outHeight - row);
                    DepthwiseBlock.fill(shape, row, rows, first, end, x, imageOff, block);
                }
                int at = (inPlace ? imageOff : 0) + DepthwiseBlock.placeInBlock(shape, row - framed);
                int dyRow = dyOff + (image * shape.outHeight + row) * shape.outWidth * channels;
                row(shape, shift, start, block, at, dy, dyRow, fromVector, toVector, sums);
            }
        }
        if (!inPlace) {
            Scratch.give(block);
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
