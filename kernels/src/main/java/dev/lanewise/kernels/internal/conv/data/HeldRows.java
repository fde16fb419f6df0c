package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * Output pixels of a convolution with a window of 3 x 3 pixels of one channel, on one thread: the images are read where they
 * are, whatever the stride, and the weights of a panel stay in registers for a row of pixels.
 *
 * <pre>
 *   for each output row, as far as the block has its pixels
 *     for each panel of output channels                           {@link Held9x2}
 *       bias and activation                                       first-level cache
 * </pre>
 */
final class HeldRows {

    private HeldRows() {}

    /** Whether the shape is one of those, and its panels are whole. */
    static boolean serves(ConvShape shape) {
        return Tiles.TALL && shape.nineOfOneChannel() && shape.outChannels % COLUMNS == 0;
    }

    /** Computes output pixels {@code from .. from + count - 1}; arguments as in {@link ConvBlock#multiply}. */
    static void multiply(
            ConvShape shape,
            float[] images,
            int imagesOff,
            float[] packed,
            int packedOff,
            int from,
            int count,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int outputs = shape.outChannels;
        int width = shape.outWidth;
        int step = shape.strideWidth;
        int third = shape.runStart(1);
        int panelSize = shape.patchSize() * COLUMNS;
        int end = from + count;
        for (int pixel = from, pixels; pixel < end; pixel += pixels) {
            int row = pixel / width;
            int column = pixel % width;
            pixels = Math.min(end - pixel, width - column);
            int patch = imagesOff + PixelRows.patch(shape, row) + column * step;
            int panel = packedOff;
            for (int j = 0; j < outputs; j += COLUMNS, panel += panelSize) {
                int c = yOff + pixel * outputs + j;
                Held9x2.multiply(images, patch, step, third, pixels, packed, panel, y, c, outputs);
                Finish.tile(y, c, outputs, pixels, COLUMNS, finish, bias, biasOff + j);
            }
        }
    }
}
