package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * The gradient of a convolution by its weights, the images read where they are, on one thread: the rows of a tile are
 * consecutive floats under a row of the window, or under one tap.
 *
 * <pre>
 *   for each few panels of output channels
 *     for each CONV_K output pixels, counted through all images           pack dy: second-level cache
 *       for each run of the window                                        list the pixels whose run lies in the image
 *         for each few tiles of the run                                   images: second-level cache
 *           for each panel                                                first-level cache
 *             for each tile                                               {@link Window12x2}, {@link Window8x2}; with 16
 *                                                                         registers {@link Window6x2}, {@link Window4x2}
 * </pre>
 *
 * <p>Padding is left out ({@link #leavesPaddingOut}): a run is one tap then. Images of few channels have frames instead. A
 * gradient of as many channels as a tile has columns is read in place too. A sum is one chain over (image, oh, ow), as
 * everywhere.
 *
 * <p>Arguments of the kernels: {@code places} says of {@code pixels} pixels where they lie behind {@code aOff} in a, and where
 * their gradient lies in b ({@link PixelList#places}). Each element of {@code c} is continued by one chain of fused
 * multiply-adds in the order of the pixels.
 */
final class WeightsInPlace {

    /** Output pixels below which loading and storing the sums costs more than packing. */
    static final int PIXELS = 96;

    /** Sums that stay in the second-level cache; more of them, visited once, are no faster than packing. */
    static final int SUMS = 1 << 17;

    /** Output pixels up to which padding is not left out, for the same reason. */
    private static final int FEW_PIXELS = 256;

    /** Output channels up to which padding is not left out: lanes of the widest vectors, which {@link WindowRows} wants. */
    private static final int NARROW = 16;

    /** Panels of dy that stay in the second-level cache beside the images and the sums. */
    private static final int PANELS = 4;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<WeightsInPlace> CALLS = new Recycler<>(WeightsInPlace::new);

    private final PixelList pixels = new PixelList();

    private ConvShape shape = new ConvShape();
    private float[] images = EMPTY;
    private int imagesOff;
    private float[] dy = EMPTY;
    private int dyOff;
    private float[] packed = EMPTY;
    private float[] tiles = EMPTY;
    private int length;
    private int rows;
    private int stripsOfRun;
    private int strips;
    private boolean taps;
    private int first;
    private int end;
    private int listedRun;
    private int listedGradient;

    private WeightsInPlace() {}

    /** Whether this is the way to compute the gradient. */
    static boolean serves(ConvShape shape) {
        long pixels = ConvWeightsCall.chunkPixels(shape);
        boolean fewSums = (long) shape.patchSize() * shape.outChannels <= SUMS;
        boolean faster = Tiles.TALL && pixels >= PIXELS && (pixels > CONV_K || fewSums);
        return leavesPaddingOut(shape) || faster && shape.groups == 1 && RunTiles.fit(shape.runLength());
    }

    /**
     * Whether a run is one tap, and only the pixels are listed that have it in the image. The shape alone decides, on all
     * machines: otherwise an infinite gradient beside padding gives NaN there, and not here.
     */
    static boolean leavesPaddingOut(ConvShape shape) {
        return !shape.frame.trivial()
                && shape.groups == 1
                && RunTiles.fit(shape.frame.channels)
                && shape.outChannels > NARROW
                && ConvWeightsCall.chunkPixels(shape) > FEW_PIXELS;
    }

    private static int runLength(ConvShape shape) {
        return leavesPaddingOut(shape) ? shape.frame.channels : shape.runLength();
    }

    /** Parts into which the weights can be cut: the strips of all panels. */
    static int items(ConvShape shape) {
        return shape.groupPanels() * stripsOfPanel(shape);
    }

    private static int stripsOfPanel(ConvShape shape) {
        int length = runLength(shape);
        return shape.patchSize() / length * RunTiles.strips(length);
    }

    /**
     * Sums the gradient of one part of the weights over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param part which part
     * @param parts number of parts, at most {@link #items}
     * @param images images, framed unless their padding is left out
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
        WeightsInPlace call = CALLS.take();
        call.shape = shape;
        call.images = images;
        call.imagesOff = imagesOff;
        call.dy = dy;
        call.dyOff = dyOff;
        call.length = runLength(shape);
        call.rows = RunTiles.rows(call.length);
        call.stripsOfRun = RunTiles.strips(call.length);
        call.strips = stripsOfPanel(shape);
        call.first = (int) ((long) items(shape) * part / parts);
        call.end = (int) ((long) items(shape) * (part + 1) / parts);
        call.taps = leavesPaddingOut(shape);
        call.pixels.setImages(shape.frame, !call.taps);
        int firstPanel = call.first / call.strips;
        int endPanel = Math.ceilDiv(call.end, call.strips);
        int panels = Tiles.evenly(endPanel - firstPanel, PANELS);
        int imagePixels = shape.outPixelsOfImage();
        for (int panel = firstPanel; panel < endPanel; panel += panels) {
            int next = Math.min(endPanel, panel + panels);
            call.panels(panel, next, from * imagePixels, to * imagePixels, sums, sumsOff);
        }
        call.images = EMPTY;
        call.dy = EMPTY;
        call.packed = EMPTY;
        call.tiles = EMPTY;
        CALLS.give(call);
    }

    /** Sums a few panels, as far as they are of this part, over output pixels {@code from .. to - 1}. */
    private void panels(int panel, int endPanel, int from, int to, float[] sums, int sumsOff) {
        int most = Tiles.evenly(to - from, CONV_K);
        int size = most * COLUMNS;
        int sumsOfPanel = shape.patchSize() / length * rows * COLUMNS;
        boolean inPlace = shape.outChannels == COLUMNS;
        packed = inPlace ? dy : CacheLines.take((endPanel - panel) * size);
        tiles = CacheLines.take((endPanel - panel) * sumsOfPanel);
        Arrays.fill(tiles, CacheLines.FIRST, CacheLines.FIRST + (endPanel - panel) * sumsOfPanel, 0f);
        for (int pixel = from; pixel < to; pixel += most) {
            int count = Math.min(most, to - pixel);
            int gradient = inPlace ? dyOff + pixel * COLUMNS : CacheLines.FIRST;
            if (!inPlace) {
                pack(pixel, count, panel, endPanel, size);
            }
            listedRun = -1;
            for (int strip = 0; strip < strips; strip++) {
                for (int q = fromPanel(panel, strip); q < toPanel(endPanel, strip); q++) {
                    list(strip / stripsOfRun, pixel, count, gradient + (q - panel) * size);
                    strip(strip, CacheLines.FIRST + (q - panel) * sumsOfPanel);
                }
            }
        }
        for (int strip = 0; strip < strips; strip++) {
            for (int q = fromPanel(panel, strip); q < toPanel(endPanel, strip); q++) {
                store(strip, q * COLUMNS, CacheLines.FIRST + (q - panel) * sumsOfPanel, sums, sumsOff);
            }
        }
        Scratch.give(tiles);
        if (!inPlace) {
            Scratch.give(packed);
        }
    }

    /** The first panel from {@code panel} on whose strip is of this part. */
    private int fromPanel(int panel, int strip) {
        return Math.max(panel, Math.ceilDiv(first - strip, strips));
    }

    /** One past the last panel before {@code endPanel} whose strip is of this part. */
    private int toPanel(int endPanel, int strip) {
        return Math.min(endPanel, Math.ceilDiv(end - strip, strips));
    }

    /** Packs the gradient of some pixels in some panels, of which the very last one may be cut. */
    private void pack(int pixel, int count, int panel, int endPanel, int size) {
        int outputs = shape.outChannels;
        int from = dyOff + pixel * outputs + panel * COLUMNS;
        int whole = Math.min(endPanel, outputs / COLUMNS) - panel;
        Panels.packWhole(dy, from, outputs, count, whole, COLUMNS, packed, CacheLines.FIRST, size);
        if (panel + whole < endPanel) {
            int at = CacheLines.FIRST + whole * size;
            Panels.pack(dy, from + whole * COLUMNS, outputs, count, outputs % COLUMNS, COLUMNS, packed, at);
        }
    }

    /** Lists what a run reads of some pixels, and their gradient in one panel: anew only where other pixels are inside. */
    private void list(int run, int from, int count, int gradient) {
        if (taps ? run != listedRun : listedRun < 0) {
            int kh = taps ? run / shape.kernelWidth : 0;
            int kw = taps ? run % shape.kernelWidth : 0;
            pixels.list(shape, kh, kw, imagesOff, from, count, gradient);
            listedRun = run;
        } else if (gradient != listedGradient) {
            pixels.moveGradient(gradient - listedGradient);
        }
        listedGradient = gradient;
    }

    /** Continues the sums of one strip of a panel by the listed pixels. */
    private void strip(int strip, int tilesAt) {
        int run = strip / stripsOfRun;
        int shift = taps ? 0 : shape.runStart(run);
        int endTile = RunTiles.to(length, strip % stripsOfRun);
        for (int tile = RunTiles.from(strip % stripsOfRun); tile < endTile; tile++) {
            int start = shift + RunTiles.first(length, tile);
            tile(RunTiles.height(length, tile), start, tilesAt + (run * rows + RunTiles.row(length, tile)) * COLUMNS);
        }
    }

    private void tile(int height, int start, int at) {
        int[] places = pixels.places;
        int count = pixels.count;
        switch (height) {
            case 12 -> Window12x2.multiply(images, start, packed, places, count, tiles, at);
            case 8 -> Window8x2.multiply(images, start, packed, places, count, tiles, at);
            case 6 -> Window6x2.multiply(images, start, packed, places, count, tiles, at);
            default -> Window4x2.multiply(images, start, packed, places, count, tiles, at);
        }
    }

    /** Stores the sums of one strip in columns {@code j} and following, as far as they exist. */
    private void store(int strip, int j, int tilesAt, float[] sums, int sumsOff) {
        int run = strip / stripsOfRun;
        int outputs = shape.outChannels;
        int cols = Math.min(COLUMNS, outputs - j);
        int endTile = RunTiles.to(length, strip % stripsOfRun);
        for (int tile = RunTiles.from(strip % stripsOfRun); tile < endTile; tile++) {
            int at = tilesAt + (run * rows + RunTiles.row(length, tile)) * COLUMNS;
            int to = sumsOff + (run * length + RunTiles.first(length, tile)) * outputs + j;
            for (int r = RunTiles.height(length, tile); r > 0; r--, at += COLUMNS, to += outputs) {
                System.arraycopy(tiles, at, sums, to, cols);
            }
        }
    }
}
