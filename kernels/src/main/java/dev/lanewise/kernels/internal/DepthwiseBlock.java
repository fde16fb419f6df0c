package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;

/**
 * Input rows of a depthwise convolution, framed and sorted so that its inner loops read them vector after vector:
 *
 * <pre>
 *   for each frame row, for each vector of channels
 *     the pixels 0, s, 2 s, ...  then the pixels 1, s + 1, ...      s = strideWidth
 * </pre>
 *
 * <p>So the pixels of neighbouring outputs under a tap lie {@code LANES} apart, whatever the channels, the stride and the
 * dilation. In the image they are {@code channels} apart, often a power of two, which throws all of them into a few sets
 * of the first-level cache. A rest of channels is a vector that reaches back.
 */
final class DepthwiseBlock {

    /** Output elements computed at a time: with the input half of a second-level cache of 1 MiB. */
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

    /** Elements of the columns of a row that are {@code strideWidth} apart: an odd number of vectors. */
    private static int phaseSize(ConvShape shape) {
        return ((shape.frame.frameWidth + shape.strideWidth - 1) / shape.strideWidth | 1) * LANES;
    }

    /** Elements from one vector of channels to the next. */
    static int vectorSize(ConvShape shape) {
        return phaseSize(shape) * shape.strideWidth;
    }

    /** Elements from one row to the next. */
    static int rowSize(ConvShape shape) {
        return vectors(shape) * vectorSize(shape);
    }

    /** Frame rows that {@code rows} output rows read. */
    static int frameRows(ConvShape shape, int rows) {
        return (rows - 1) * shape.strideHeight + (shape.kernelHeight - 1) * shape.dilationHeight + 1;
    }

    /** Notes where each tap lies behind the first. */
    static void taps(ConvShape shape, int[] start) {
        for (int tap = 0; tap < shape.runs(); tap++) {
            int row = tap / shape.kernelWidth * shape.dilationHeight;
            start[tap] = row * rowSize(shape) + column(shape, tap % shape.kernelWidth * shape.dilationWidth);
        }
    }

    /** Where frame column {@code w} lies in its row. */
    private static int column(ConvShape shape, int w) {
        return w % shape.strideWidth * phaseSize(shape) + w / shape.strideWidth * LANES;
    }

    /** Elements that a block for {@code rows} output rows needs at most. */
    static int size(ConvShape shape, int rows) {
        long columns = shape.frame.frameWidth + 2L * shape.strideWidth;
        return Checks.workspace(columns * frameRows(shape, rows) * vectors(shape) * LANES);
    }

    /** Output rows of an image that are computed at a time, so that what they read and write stays in the cache. */
    static int rowsOfTask(ConvShape shape) {
        return Math.clamp(ELEMENTS / (shape.outWidth * shape.outChannels), 1, shape.outHeight);
    }

    /**
     * Sorts frame rows {@code first .. end - 1} of the image at {@code xOff} into {@code to}, vectors
     * {@code fromVector .. toVector - 1} of their channels.
     */
    static void pack(
            ConvShape shape,
            float[] x,
            int xOff,
            int first,
            int end,
            int fromVector,
            int toVector,
            float[] to,
            int toOff) {
        Frame frame = shape.frame;
        int size = vectorSize(shape);
        int rowSize = rowSize(shape);
        int used = frame.left + (frame.width - 1) * frame.spacingWidth + 1;
        boolean whole = frame.spacingWidth > 1;
        for (int row = first; row < end; row++, toOff += rowSize) {
            int below = row - frame.top;
            int h = below / frame.spacingHeight;
            int at = toOff + fromVector * size;
            if (below < 0 || h >= frame.height || h * frame.spacingHeight != below) {
                Arrays.fill(to, at, toOff + toVector * size, 0f);
                continue;
            }
            if (whole) {
                Arrays.fill(to, at, toOff + toVector * size, 0f);
            } else {
                clear(shape, 0, Math.min(frame.left, frame.frameWidth), fromVector, toVector, to, toOff);
                clear(shape, Math.max(0, used), frame.frameWidth, fromVector, toVector, to, toOff);
            }
            packRow(shape, x, xOff + h * frame.width * frame.channels, fromVector, toVector, to, toOff);
        }
    }

    /** Clears frame columns {@code from .. end - 1} of a row. */
    private static void clear(ConvShape shape, int from, int end, int fromVector, int toVector, float[] to, int toOff) {
        int size = vectorSize(shape);
        for (int w = from; w < end; w++) {
            int place = toOff + column(shape, w);
            for (int v = fromVector; v < toVector; v++) {
                Arrays.fill(to, place + v * size, place + v * size + LANES, 0f);
            }
        }
    }

    private static void packRow(
            ConvShape shape, float[] x, int xOff, int fromVector, int toVector, float[] to, int toOff) {
        Frame frame = shape.frame;
        int channels = frame.channels;
        int size = vectorSize(shape);
        int phaseSize = phaseSize(shape);
        int bulk = Math.min(toVector * LANES, F32.loopBound(channels));
        boolean rest = channels > LANES && toVector * LANES > channels;
        int first = frame.left >= 0 ? 0 : (-frame.left + frame.spacingWidth - 1) / frame.spacingWidth;
        int column = frame.left + first * frame.spacingWidth;
        int phase = column % shape.strideWidth;
        int slot = column / shape.strideWidth;
        int from = xOff + first * channels;
        int end = xOff + frame.width * channels;
        for (; from < end && column < frame.frameWidth; from += channels, column += frame.spacingWidth) {
            int place = toOff + fromVector * size + phase * phaseSize + slot * LANES;
            for (int c = fromVector * LANES; c < bulk; c += LANES, place += size) {
                fromArray(F32, x, from + c).intoArray(to, place);
            }
            if (channels < LANES) {
                System.arraycopy(x, from, to, place, channels);
            } else if (rest) {
                fromArray(F32, x, from + channels - LANES).intoArray(to, place);
            }
            for (phase += frame.spacingWidth; phase >= shape.strideWidth; phase -= shape.strideWidth) {
                slot++;
            }
        }
    }
}
