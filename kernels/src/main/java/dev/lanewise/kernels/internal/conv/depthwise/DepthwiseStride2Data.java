package dev.lanewise.kernels.internal.conv.depthwise;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * The gradient of a depthwise convolution by its input, 3x3 window, stride 2, on one thread: rows of dx, two at a time.
 *
 * <p>It leaves out the products with the zeros between the gradients, for any number of channels: so an infinite weight
 * shows only where a gradient or the padding meets it.
 */
final class DepthwiseStride2Data {

    private DepthwiseStride2Data() {}

    /** Whether a shape, turned to the gradient by the input, is served. */
    static boolean serves(ConvShape shape) {
        return shape.flipped
                && shape.kernelHeight == 3
                && shape.kernelWidth == 3
                && shape.dilationHeight == 1
                && shape.dilationWidth == 1
                && shape.frame.spacingHeight == 2
                && shape.frame.spacingWidth == 2;
    }

    /**
     * Computes rows {@code from .. to - 1} of dx of one image.
     *
     * @param shape the gradient's shape
     * @param shift how many channels before a multiple of a vector each vector begins
     * @param from first row
     * @param to one past the last row
     * @param dy gradient of the output
     * @param dyOff first element of the image's gradient
     * @param weights one value a tap and channel
     * @param w0 first weight of the turned window
     * @param wStep elements from one tap of it to the next
     * @param dx result
     * @param dxOff first element of the image's result
     */
    static void backward(
            ConvShape shape,
            int shift,
            int from,
            int to,
            float[] dy,
            int dyOff,
            float[] weights,
            int w0,
            int wStep,
            float[] dx,
            int dxOff) {
        float[] unwanted = Scratch.take(LANES);
        int top = shape.frame.top;
        for (int q = -Math.floorDiv(top - from, 2); 2 * q - 1 + top < to; q++) {
            for (int v = 0; v < DepthwiseBlock.vectors(shape, shift); v++) {
                int c = DepthwiseBlock.channel(shape, shift, v);
                boolean first = 2 * q - 1 + top >= from;
                boolean second = 2 * q + top < to;
                twoRows(
                        shape,
                        q,
                        dy,
                        dyOff + c,
                        weights,
                        w0 + c,
                        wStep,
                        first ? dx : unwanted,
                        second ? dx : unwanted,
                        unwanted,
                        dxOff + c);
            }
        }
        Scratch.give(unwanted);
    }

    /** Rows {@code 2 q - 1 + top} and {@code 2 q + top} of one vector of channels, unless they are {@code unwanted}. */
    private static void twoRows(
            ConvShape shape,
            int q,
            float[] dy,
            int dyOff,
            float[] weights,
            int w0,
            int wStep,
            float[] first,
            float[] second,
            float[] unwanted,
            int dxOff) {
        Frame frame = shape.frame;
        int channels = shape.outChannels;
        int dyRow = frame.width * channels;
        int dxRow = shape.outWidth * channels;
        int at = dxOff + (2 * q - 1 + frame.top) * dxRow;
        boolean above = q >= 0 && q < frame.height;
        boolean below = q >= -1 && q + 1 < frame.height;
        Depthwise3x3Stride2Data.backward(
                above ? dy : Tiles.zeros(),
                above ? dyOff + q * dyRow : 0,
                above ? channels : 0,
                below ? dy : Tiles.zeros(),
                below ? dyOff + (q + 1) * dyRow : 0,
                below ? channels : 0,
                frame.width,
                frame.left,
                weights,
                w0,
                wStep,
                first,
                first == unwanted ? 0 : at,
                first == unwanted ? 0 : channels,
                second,
                second == unwanted ? 0 : at + dxRow,
                second == unwanted ? 0 : channels,
                shape.outWidth,
                Math.min(channels, LANES));
    }
}
