package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.PanelBuffer;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * The gradient by the weights of a first layer, or of as many output channels as a vector has lanes, on one thread: a tile's
 * rows are consecutive floats under a row of the window, or the nine under a window of 3 x 3 pixels of one channel, so the
 * images need no packing.
 *
 * <pre>
 *   for each image, for each few output rows
 *     for each panel of output channels                          their gradient: first-level cache
 *       for each tile of each row of the window                  {@link Window9x2}, {@link Window9x1}, {@link Window24x1}
 * </pre>
 *
 * <p>A row of the window that is no multiple of a tile ends with a tile that reaches back, for the same bits. 9 floats are
 * the first layer of colour images, 3 pixels of 3 channels. A gradient of as many channels as a tile has columns is read in
 * place too. A sum is one chain over (image, oh, ow), as everywhere.
 */
final class WindowRows {

    /** Rows of the tile for one vector of output channels. */
    private static final int NARROW = 24;

    /** Rows of the tile for a window row of as many floats, or for as many pixels of one channel. */
    private static final int NINE = 9;

    /** Elements of the gradient in place that are read once for each row of the window. */
    private static final int IN_PLACE = 1 << 12;

    private static final Recycler<WindowRows> BUFFERS = new Recycler<>(WindowRows::new);

    private final PanelBuffer panel = new PanelBuffer();

    private WindowRows() {}

    /** Whether the shape is served. */
    static boolean serves(ConvShape shape) {
        return Tiles.TALL
                && shape.groups == 1
                && shape.runs() == shape.kernelHeight
                && shape.outWidth <= CONV_K
                && shape.outPixelsOfImage() >= WeightsInPlace.PIXELS
                && (runLength(shape) == NINE || narrow(shape))
                && (long) items(shape) * tileSize(shape) <= WeightsInPlace.SUMS;
    }

    /** Rows of the weights that lie under a row of the window, or under all of it. */
    private static int runLength(ConvShape shape) {
        return shape.nineOfOneChannel() ? NINE : shape.runLength();
    }

    /** Elements from one third of a run of nine to the next. */
    private static int third(ConvShape shape) {
        return shape.nineOfOneChannel() ? shape.runStart(1) : NINE / 3;
    }

    /** Whether a tile has one vector of columns, which are all the output channels, and most rows are of use. */
    private static boolean narrow(ConvShape shape) {
        int run = shape.runLength();
        boolean fits = run == NINE || run >= NARROW && RunTiles.mostlyOfUse(run, NARROW);
        return shape.outChannels == LANES && fits;
    }

    private static int columns(ConvShape shape) {
        return narrow(shape) ? LANES : COLUMNS;
    }

    private static int tileSize(ConvShape shape) {
        return height(shape) * columns(shape);
    }

    private static int height(ConvShape shape) {
        return runLength(shape) == NINE ? NINE : NARROW;
    }

    /** Tiles of a row of the window. */
    private static int across(ConvShape shape) {
        return (runLength(shape) + height(shape) - 1) / height(shape);
    }

    private static int tiles(ConvShape shape) {
        return shape.patchSize() / runLength(shape) * across(shape);
    }

    /** Tiles of all panels: the most parts that the sums over a chunk can be cut into. */
    static int items(ConvShape shape) {
        return shape.groupPanels() * tiles(shape);
    }

    /**
     * Sums the gradient of one part of the weights over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param part which part
     * @param parts number of parts, at most {@link #items}
     * @param images framed images
     * @param imagesOff first element of image 0
     * @param dy gradient of the output
     * @param dyOff first element of image 0 of the gradient
     * @param sums result, all weights; this part's are overwritten
     * @param sumsOff first element of the result
     */
    static void multiply(
            ConvShape shape,
            int from,
            int to,
            int part,
            int parts,
            float[] images,
            int imagesOff,
            float[] dy,
            int dyOff,
            float[] sums,
            int sumsOff) {
        WindowRows buffer = BUFFERS.take();
        int all = tiles(shape);
        int first = (int) ((long) items(shape) * part / parts);
        int end = (int) ((long) items(shape) * (part + 1) / parts);
        int size = (end - first) * tileSize(shape);
        boolean inPlace = inPlace(shape);
        int pixels = inPlace ? IN_PLACE / shape.outChannels : CONV_K;
        int most = Math.clamp(pixels / shape.outWidth, 1, shape.outHeight);
        float[] tiles = CacheLines.take(size);
        Arrays.fill(tiles, CacheLines.FIRST, CacheLines.FIRST + size, 0f);
        for (int image = from; image < to; image++) {
            for (int row = 0; row < shape.outHeight; row += most) {
                int rows = Math.min(most, shape.outHeight - row);
                int at = imagesOff + image * (int) shape.frame.size() + shape.patchStart(row * shape.outWidth);
                int dyAt = dyOff + (image * shape.outHeight + row) * shape.outWidth * shape.outChannels;
                int sum = CacheLines.FIRST;
                for (int item = first, next; item < end; item = next) {
                    next = Math.min(end, (item / all + 1) * all);
                    int j = item / all * COLUMNS;
                    float[] b = dy;
                    int bOff = dyAt + j;
                    if (!inPlace) {
                        int cols = Math.min(COLUMNS, shape.outChannels - j);
                        int steps = rows * shape.outWidth;
                        b = buffer.panel.data;
                        bOff = buffer.panel.off;
                        Panels.pack(dy, dyAt + j, shape.outChannels, steps, cols, COLUMNS, b, bOff);
                    }
                    int count = next - item;
                    add(shape, item % all, count, rows, images, at, b, bOff, tiles, sum);
                    sum += count * tileSize(shape);
                }
            }
        }
        for (int item = first, sum = CacheLines.FIRST; item < end; item++, sum += tileSize(shape)) {
            store(shape, item % all, item / all * COLUMNS, tiles, sum, sums, sumsOff);
        }
        Scratch.give(tiles);
        BUFFERS.give(buffer);
    }

    private static boolean inPlace(ConvShape shape) {
        return shape.outChannels == columns(shape);
    }

    /** Where tile number {@code tile} of a row of the window starts; the last one reaches back. */
    private static int start(ConvShape shape, int tile) {
        return Math.min(tile * height(shape), runLength(shape) - height(shape));
    }

    /** Continues the {@code count} tiles from {@code first} on of one panel by a few output rows. */
    private static void add(
            ConvShape shape,
            int first,
            int count,
            int rows,
            float[] images,
            int at,
            float[] b,
            int bOff,
            float[] tiles,
            int to) {
        int height = height(shape);
        int across = across(shape);
        int step = shape.strideWidth * shape.frame.channels;
        int down = shape.strideHeight * shape.frame.frameWidth * shape.frame.channels;
        int width = shape.outWidth;
        for (int tile = first; tile < first + count; tile++, to += tileSize(shape)) {
            int from = at + shape.runStart(tile / across) + start(shape, tile % across);
            if (height == NARROW) {
                Window24x1.multiply(images, from, step, down, b, bOff, rows, width, tiles, to);
            } else if (columns(shape) == LANES) {
                Window9x1.multiply(images, from, step, down, b, bOff, rows, width, tiles, to);
            } else {
                Window9x2.multiply(images, from, third(shape), step, down, b, bOff, rows, width, tiles, to);
            }
        }
    }

    /** Stores the columns {@code j .. j + COLUMNS - 1} of one tile, as far as they exist. */
    private static void store(
            ConvShape shape, int tile, int j, float[] tiles, int tilesOff, float[] sums, int sumsOff) {
        int outputs = shape.outChannels;
        int cols = Math.min(COLUMNS, outputs - j);
        int row = tile / across(shape) * runLength(shape) + start(shape, tile % across(shape));
        for (int i = 0; i < height(shape); i++) {
            System.arraycopy(tiles, tilesOff + i * columns(shape), sums, sumsOff + (row + i) * outputs + j, cols);
        }
    }
}
