package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;

import dev.lanewise.kernels.internal.parallel.Scratch;
import java.util.Arrays;

/**
 * The gradient by the weights of a first layer, windows of 3 pixels of 3 channels across, on one thread. A window row is 9
 * floats, so nearly as many of a tile's rows as {@link ConvWeightsCall} fills, and nothing has to be packed:
 *
 * <pre>
 *   for each image, for each few output rows                    their gradient: first-level cache
 *     for each row of the window, for each panel of outputs     {@link Window9x2}
 * </pre>
 *
 * <p>A sum is one chain over (image, oh, ow), as everywhere.
 */
final class WindowRows {

    /** Floats under a row of the window. */
    private static final int ROW = 9;

    /** Elements of the gradient that are read once for each row of the window. */
    private static final int ELEMENTS = 1 << 12;

    private WindowRows() {}

    /** Whether the shape is such a layer, and its outputs fill whole panels. */
    static boolean serve(ConvShape shape) {
        return Tiles.TALL
                && shape.groups == 1
                && shape.runs() == shape.kernelHeight
                && shape.runLength() == ROW
                && shape.outChannels % COLUMNS == 0;
    }

    /**
     * Sums the gradient of all weights over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param images framed images
     * @param imagesOff first element of image 0
     * @param dy gradient of the output
     * @param dyOff first element of image 0 of the gradient
     * @param sums result, overwritten
     * @param sumsOff first element of the result
     */
    static void multiply(
            ConvShape shape,
            int from,
            int to,
            float[] images,
            int imagesOff,
            float[] dy,
            int dyOff,
            float[] sums,
            int sumsOff) {
        int outputs = shape.outChannels;
        int size = shape.patchSize() * outputs;
        int most = Math.clamp(ELEMENTS / (shape.outWidth * outputs), 1, shape.outHeight);
        float[] tiles = Scratch.take(size);
        Arrays.fill(tiles, 0, size, 0f);
        for (int image = from; image < to; image++) {
            for (int row = 0; row < shape.outHeight; row += most) {
                int rows = Math.min(most, shape.outHeight - row);
                int at = imagesOff + image * (int) shape.frame.size() + shape.patchStart(row * shape.outWidth);
                int dyAt = dyOff + (image * shape.outHeight + row) * shape.outWidth * outputs;
                add(shape, rows, images, at, dy, dyAt, tiles);
            }
        }
        for (int i = 0; i < shape.patchSize(); i++) {
            for (int j = 0; j < outputs; j += COLUMNS) {
                int tile = (i / ROW * outputs + j) * ROW;
                System.arraycopy(tiles, tile + i % ROW * COLUMNS, sums, sumsOff + i * outputs + j, COLUMNS);
            }
        }
        Scratch.give(tiles);
    }

    private static void add(ConvShape shape, int rows, float[] images, int at, float[] dy, int dyAt, float[] tiles) {
        int outputs = shape.outChannels;
        int across = shape.strideWidth * shape.frame.channels;
        int down = shape.strideHeight * shape.frame.frameWidth * shape.frame.channels;
        int width = shape.outWidth;
        for (int run = 0; run < shape.runs(); run++) {
            int from = at + shape.runStart(run);
            for (int j = 0; j < outputs; j += COLUMNS) {
                int tile = (run * outputs + j) * ROW;
                Window9x2.multiply(images, from, across, down, dy, dyAt + j, outputs, rows, width, tiles, tile);
            }
        }
    }
}
