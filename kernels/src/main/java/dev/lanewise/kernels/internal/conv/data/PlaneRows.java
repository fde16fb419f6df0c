package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.Tiles;
import dev.lanewise.kernels.internal.transpose.Transposition;
import java.util.Arrays;

/**
 * Output rows of a convolution with few output channels, on one thread. The lanes are pixels: with output channels as
 * lanes ({@link BlockKernel}) most columns of a tile would be empty.
 *
 * <pre>
 *   sort the framed rows into planes, one for each input channel            second-level cache
 *   for each PIXELS pixels, counted through whole framed rows
 *     for each 4 output channels                                            {@link Planes4x6}
 *       for each element of a patch: its plane's pixels x 4 weights
 *       copy what lies inside the output's rows
 * </pre>
 *
 * <p>Pixels are counted through the frame, so what a tap reads is one run of its plane wherever the rows end; the few
 * pixels in the right border are computed and dropped. An output is one chain over (kh, kw, c), as everywhere.
 */
final class PlaneRows {

    /** Output channels of a tile. */
    private static final int CHANNELS = 4;

    /** Pixels of a tile. */
    private static final int PIXELS = LANES * (Tiles.TALL ? Planes4x6.VECTORS : Planes4x3.VECTORS);

    /** Elements of the planes of a task: half of a second-level cache of 1 MiB. */
    private static final int ELEMENTS = 1 << 17;

    private PlaneRows() {}

    /**
     * Whether this is the faster way: by the multiply-adds of both, empty lanes included, and a cycle for each element
     * that is sorted.
     */
    static boolean serves(ConvShape shape) {
        Frame frame = shape.frame;
        boolean fits = shape.groups == 1
                && shape.strideHeight == 1
                && shape.strideWidth == 1
                && frame.spacingHeight == 1
                && frame.spacingWidth == 1
                && shape.outChannels <= Tiles.COLUMNS;
        if (!fits) {
            return false;
        }
        long steps = shape.patchSize();
        long pixels = Tiles.roundUp(shape.outHeight * frame.frameWidth, PIXELS);
        long cycles = pixels * quads(shape) * steps * CHANNELS / 2 / LANES + frame.size();
        return 5 * cycles < 4 * steps * shape.outPixelsOfImage();
    }

    private static int quads(ConvShape shape) {
        return (shape.outChannels + CHANNELS - 1) / CHANNELS;
    }

    private static int reachHeight(ConvShape shape) {
        return (shape.kernelHeight - 1) * shape.dilationHeight;
    }

    private static int reachWidth(ConvShape shape) {
        return (shape.kernelWidth - 1) * shape.dilationWidth;
    }

    /** Output rows of a task. */
    static int rowsOfTask(ConvShape shape) {
        int row = shape.frame.frameWidth * shape.frame.channels;
        return Math.clamp(ELEMENTS / row - reachHeight(shape), 1, shape.outHeight);
    }

    /** Elements from one plane to the next for a task of {@code rows} output rows: an odd number of cache lines. */
    private static int planeSize(ConvShape shape, int rows) {
        return ((rows + reachHeight(shape)) * shape.frame.frameWidth / 16 | 1) * 16 + 32;
    }

    /** Notes where each step of a patch starts, for tasks of {@code rows} output rows. */
    static void places(ConvShape shape, int rows, int[] place) {
        int channels = shape.frame.channels;
        int planeSize = planeSize(shape, rows);
        for (int p = 0; p < shape.patchSize(); p++) {
            int tap = p / channels;
            int row = tap / shape.kernelWidth * shape.dilationHeight;
            int column = tap % shape.kernelWidth * shape.dilationWidth;
            place[p] = p % channels * planeSize + row * shape.frame.frameWidth + column;
        }
    }

    /** Packs the weights: for each 4 output channels, for each step, the 4 values, zeros past the last channel. */
    static void pack(ConvShape shape, float[] weights, int weightsOff, float[] to, int toOff) {
        int outputs = shape.outChannels;
        int inputs = shape.frame.channels;
        int steps = shape.patchSize();
        for (int c = 0; c < quads(shape) * CHANNELS; c++) {
            int at = toOff + c / CHANNELS * steps * CHANNELS + c % CHANNELS;
            for (int p = 0; p < steps; p++, at += CHANNELS) {
                int turned = steps / inputs - 1 - p / inputs;
                int from = shape.flipped ? (turned * outputs + c) * inputs + p % inputs : p * outputs + c;
                to[at] = c < outputs ? weights[weightsOff + from] : 0f;
            }
        }
    }

    /**
     * Computes output rows {@code from .. to - 1} of one image.
     *
     * @param shape the convolution
     * @param image index of the image
     * @param rows output rows for which the places were noted, at least {@code to - from}
     * @param place where the steps start ({@link #places})
     * @param x images
     * @param xOff first element of image 0
     * @param packed weights ({@link #pack})
     * @param packedOff first element of the weights
     * @param y result
     * @param yOff first element of image 0 of the result
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a channel
     * @param biasOff first element of the bias
     */
    static void forward(
            ConvShape shape,
            int image,
            int from,
            int to,
            int rows,
            int[] place,
            float[] x,
            int xOff,
            float[] packed,
            int packedOff,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int steps = shape.patchSize();
        int planeSize = planeSize(shape, rows);
        int outputs = shape.outChannels;
        int size = shape.frame.channels * planeSize + reachWidth(shape) + PIXELS;
        int imageAt = xOff + image * shape.frame.height * shape.frame.width * shape.frame.channels;
        int yAt = yOff + (image * shape.outHeight + from) * shape.outWidth * outputs;
        int pixels = (to - from) * shape.frame.frameWidth;
        float[] planes = Scratch.take(size);
        float[] tile = Scratch.take(quads(shape) * CHANNELS * PIXELS);
        if (!shape.frame.trivial()) {
            Arrays.fill(planes, 0, size, 0f);
        }
        sort(shape.frame, x, imageAt, from, to + reachHeight(shape), planes, planeSize);
        for (int q = 0; q < pixels; q += PIXELS) {
            for (int c = 0; c < outputs; c += CHANNELS) {
                multiply(planes, q, place, steps, packed, packedOff + c * steps, tile, c * PIXELS);
            }
            copy(shape, tile, q, Math.min(PIXELS, pixels - q), y, yAt);
        }
        Finish.rows(y, yAt, (to - from) * shape.outWidth, outputs, finish, bias, biasOff);
        Scratch.give(tile);
        Scratch.give(planes);
    }

    private static void multiply(
            float[] x, int xOff, int[] place, int steps, float[] w, int wOff, float[] tile, int tileOff) {
        if (Tiles.TALL) {
            Planes4x6.multiply(x, xOff, place, steps, w, wOff, tile, tileOff);
        } else {
            Planes4x3.multiply(x, xOff, place, steps, w, wOff, tile, tileOff);
        }
    }

    /** Sorts frame rows {@code first .. end - 1} of the image at {@code xOff} into planes; leaves the borders alone. */
    private static void sort(Frame frame, float[] x, int xOff, int first, int end, float[] planes, int planeSize) {
        int channels = frame.channels;
        int column = Math.max(0, -frame.left);
        int columns = Math.min(frame.width, frame.frameWidth - frame.left) - column;
        int top = Math.max(first, frame.top);
        int bottom = Math.min(end, frame.top + frame.height);
        for (int row = top; row < bottom; row++) {
            int from = xOff + ((row - frame.top) * frame.width + column) * channels;
            int to = (row - first) * frame.frameWidth + frame.left + column;
            Transposition.block(x, from, channels, planes, to, planeSize, columns, channels);
        }
    }

    /** Copies the pixels {@code q .. q + count - 1} that do not lie in the border, channels side by side again. */
    private static void copy(ConvShape shape, float[] tile, int q, int count, float[] y, int yOff) {
        int across = shape.frame.frameWidth;
        int width = shape.outWidth;
        int outputs = shape.outChannels;
        int row = q / across;
        int column = q % across;
        for (int p = 0; p < count; row++) {
            int run = Math.min(across - column, count - p);
            int inside = Math.min(run, width - column);
            Transposition.block(tile, p, PIXELS, y, yOff + (row * width + column) * outputs, outputs, outputs, inside);
            p += run;
            column = 0;
        }
    }
}
