package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.EdgeTile;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * Output pixels of a convolution of up to three input channels, on one thread. Packing would cost a quarter of what is done
 * with a patch of 27 elements, so a tile reads the images where they are, if neighbouring pixels read their patches
 * {@link #APART} floats apart, as in colour images without a stride; otherwise from {@link SortedRows}, where they do.
 *
 * <pre>
 *   for each output row, as far as the block has its pixels
 *     for each panel of output channels
 *       for each tile of the row                                  {@link Pixels12x2}, {@link Pixels8x2}, {@link Pixels4x2}
 *         for each element of a patch, where the table says
 *         bias and activation                                     first-level cache
 * </pre>
 *
 * <p>With a window of 3 x 3 pixels of one channel the weights stay in registers instead ({@link HeldRows}).
 *
 * <p>A constant distance leaves C2 one address for all rows of a tile, and the table one loop for all rows of the window: with
 * a loop for each of them it spills, at half the speed. The last tile of a row reaches back over pixels that are there
 * already, for the same bits. An output is one chain over (kh, kw, c) from zero on, as everywhere.
 */
final class PixelRows {

    /** Floats from the patch of a pixel to that of its neighbour. */
    static final int APART = 3;

    /** Rows of the tile of most pixels; two heights make up any multiple of four from eight on. */
    private static final int TALL = 12;

    /** Rows of the other tile. */
    private static final int MIDDLE = 8;

    /** Rows of the tile for 16 vector registers. */
    private static final int SHORT = 4;

    /** Elements of a patch of which packing is a quarter of the time. */
    private static final int BRIEF = 48;

    private static final Recycler<PixelRows> BUFFERS = new Recycler<>(PixelRows::new);

    private final SortedRows sorted = new SortedRows();
    private final int[] at = new int[CONV_K];
    private final float[] edge = new float[TALL * COLUMNS];
    private final float[] edgeBias = new float[COLUMNS];

    private PixelRows() {}

    /** Whether this is the faster way; padding has to lie in frames, and a row of pixels to be no shorter than a tile. */
    static boolean serves(ConvShape shape) {
        return shape.groups == 1
                && (inPlace(shape) || HeldRows.serves(shape) || SortedRows.serves(shape))
                && shape.outChannels > LANES
                && shape.outWidth >= leastWidth(shape)
                && shape.patchSize() <= CONV_K
                && shape.frame.trivial() == ConvBlock.readsImages(shape);
    }

    /** Of the long patches of short rows, packing is a small part, and tiles of 8 gain less than that. */
    private static int leastWidth(ConvShape shape) {
        return shape.patchSize() > BRIEF ? 2 * TALL : Tiles.TALL ? MIDDLE : SHORT;
    }

    private static boolean inPlace(ConvShape shape) {
        return shape.strideWidth * shape.frame.channels == APART;
    }

    /** Most output pixels of a block. */
    static int mostPixels(ConvShape shape) {
        return Math.max(1, ConvBlock.BLOCK_ELEMENTS / shape.outChannels);
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
        if (HeldRows.serves(shape)) {
            HeldRows.multiply(shape, images, imagesOff, packed, packedOff, from, count, y, yOff, finish, bias, biasOff);
            return;
        }
        PixelRows buffer = BUFFERS.take();
        buffer.listElements(shape);
        boolean inPlace = inPlace(shape);
        if (!inPlace) {
            buffer.sorted.take();
        }
        int width = shape.outWidth;
        int end = from + count;
        int last = (end + width - 1) / width;
        for (int pixel = from, stop; pixel < end; pixel = stop) {
            int row = pixel / width;
            stop = Math.min(end, (row + 1) * width);
            int patch =
                    inPlace ? imagesOff + patch(shape, row) : buffer.sorted.patch(shape, row, last, images, imagesOff);
            int place = yOff + row * width * shape.outChannels;
            for (int j = 0; j < shape.outChannels; j += COLUMNS) {
                int panel = packedOff + j * shape.patchSize();
                buffer.row(
                        shape,
                        inPlace ? images : buffer.sorted.rows,
                        patch,
                        packed,
                        panel,
                        j,
                        pixel - row * width,
                        stop - row * width,
                        y,
                        place + j,
                        finish,
                        bias,
                        biasOff + j);
            }
        }
        if (!inPlace) {
            buffer.sorted.giveBack();
        }
        BUFFERS.give(buffer);
    }

    /** Where the patch of the first pixel of a row, counted through all images, starts in place. */
    static int patch(ConvShape shape, int row) {
        return row / shape.outHeight * (int) shape.frame.size()
                + shape.patchStart(row % shape.outHeight * shape.outWidth);
    }

    private void listElements(ConvShape shape) {
        Frame frame = shape.frame;
        boolean inPlace = inPlace(shape);
        for (int kh = 0, p = 0; kh < shape.kernelHeight; kh++) {
            for (int kw = 0; kw < shape.kernelWidth; kw++) {
                int row = kh * shape.dilationHeight;
                int column = kw * shape.dilationWidth;
                int pixel = inPlace
                        ? (row * frame.frameWidth + column) * frame.channels
                        : SortedRows.place(shape, row, column);
                for (int c = 0; c < frame.channels; c++) {
                    at[p++] = pixel + c;
                }
            }
        }
    }

    /**
     * Computes columns {@code j .. j + COLUMNS - 1}, as far as they exist, of pixels {@code from .. to - 1} of a row.
     *
     * @param patch where the patch of pixel 0 of the row starts
     * @param place where column j of that pixel lies in y
     * @param biasOff bias of column j
     */
    private void row(
            ConvShape shape,
            float[] images,
            int patch,
            float[] packed,
            int panel,
            int j,
            int from,
            int to,
            float[] y,
            int place,
            int finish,
            float[] bias,
            int biasOff) {
        int outputs = shape.outChannels;
        int steps = shape.patchSize();
        int cols = Math.min(COLUMNS, outputs - j);
        if (cols < COLUMNS && (finish & Finish.BIAS) != 0) {
            System.arraycopy(bias, biasOff, edgeBias, 0, cols);
            bias = edgeBias;
            biasOff = 0;
        }
        for (int pixel = from, height; pixel < to; pixel += height) {
            height = height(to - pixel, shape.outWidth);
            boolean inside = to - from >= height;
            int first = Math.min(pixel, (inside ? to : shape.outWidth) - height);
            int patches = patch + first * APART;
            if (inside && cols == COLUMNS) {
                int c = place + first * outputs;
                tile(height, images, patches, at, steps, packed, panel, y, c, outputs);
                Finish.tile(y, c, outputs, height, COLUMNS, finish, bias, biasOff);
            } else {
                tile(height, images, patches, at, steps, packed, panel, edge, 0, COLUMNS);
                Finish.tile(edge, 0, COLUMNS, height, COLUMNS, finish, bias, biasOff);
                int count = Math.min(to - pixel, height);
                EdgeTile.store(edge, COLUMNS, pixel - first, count, cols, y, place + pixel * outputs, outputs);
            }
        }
    }

    /** Rows of the next tile where {@code left} pixels of a row of {@code width} are left. */
    private static int height(int left, int width) {
        if (!Tiles.TALL) {
            return SHORT;
        }
        boolean middle = left <= MIDDLE || left > TALL && left <= 2 * MIDDLE || width < TALL;
        return middle ? MIDDLE : TALL;
    }

    /**
     * Multiplies one tile of {@code height} pixels.
     *
     * @param a images
     * @param aOff first element of the patch of the first pixel; the others {@link #APART} further on each
     * @param at where the elements of a patch lie behind its first
     * @param steps number of them
     * @param b panel of the weights, {@link Tiles#COLUMNS} floats a step
     * @param bOff first of them
     * @param c result
     * @param cOff first element of the first pixel
     * @param ldc elements from one pixel to the next
     */
    private static void tile(
            int height, float[] a, int aOff, int[] at, int steps, float[] b, int bOff, float[] c, int cOff, int ldc) {
        switch (height) {
            case TALL -> Pixels12x2.multiply(a, aOff, at, steps, b, bOff, c, cOff, ldc);
            case MIDDLE -> Pixels8x2.multiply(a, aOff, at, steps, b, bOff, c, cOff, ldc);
            default -> Pixels4x2.multiply(a, aOff, at, steps, b, bOff, c, cOff, ldc);
        }
    }
}
