package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.WIDE_COLUMNS;

import dev.lanewise.kernels.internal.parallel.Recycler;

/**
 * A block of output pixels of a convolution whose patches are read where they lie in the images, or in their frames: nothing
 * of them is packed.
 *
 * <pre>
 *   for each few runs of the window, up to MOST_STEPS steps
 *     for each panel of weights                              second-level cache
 *       for each tile of pixels                              {@link Places6x4}, {@link Places8x2}
 * </pre>
 *
 * <p>Arguments of the kernels: run r of the window begins at {@code a0 + r * runStep} for the first pixel of the tile and
 * has {@code steps} elements; the panel of weights at {@code bOff} holds a row for each of them, run after run; pixels of c
 * lie {@code ldc} apart. Each element of c is one chain of fused multiply-adds in the order of the steps, started from what
 * {@code from} holds.
 */
final class ConvInPlace {

    /** Pixels of a tile whose panels have two vectors. */
    private static final int ROWS = 8;

    /** Channels below which runs are so short that other ways are faster. */
    private static final int CHANNELS = 16;

    /** Where the bias of columns that end inside a panel lies, behind a tile. */
    private static final int EDGE_BIAS = ROWS * WIDE_COLUMNS;

    private static final Recycler<float[]> EDGES = new Recycler<>(() -> new float[EDGE_BIAS + WIDE_COLUMNS]);

    private ConvInPlace() {}

    /** Whether this is the faster way: there is one panel, or all are whole. */
    static boolean serves(ConvShape shape) {
        return shape.groups == 1
                && shape.frame.channels >= CHANNELS
                && (shape.outChannels % COLUMNS == 0 || shape.outChannels < COLUMNS)
                && Tiles.wide(shape.batch * shape.outPixelsOfImage());
    }

    /** Pixels of a tile whose panels have {@code width} columns. */
    static int rowsOfTile(int width) {
        return width == WIDE_COLUMNS ? Tiles.WIDE_ROWS : ROWS;
    }

    /** The packed weights of some taps. */
    interface Weights {

        /** The array in which {@link #panel} finds a panel. */
        float[] array();

        /** First element of the panel of columns {@code j} and following, at step {@code from}, for so many steps. */
        int panel(int j, int from, int steps);
    }

    /**
     * Computes {@code count} output pixels.
     *
     * @param shape the convolution
     * @param runs what each pixel reads
     * @param images images or frames
     * @param starts where the patch of each pixel starts, filled up to whole tiles
     * @param weights one step for each element of the runs
     * @param count number of pixels
     * @param y result, pixels behind each other
     * @param yOff first element of the first pixel
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a channel
     * @param biasOff first element of the bias
     */
    static void multiply(
            ConvShape shape,
            TapRuns runs,
            float[] images,
            int[] starts,
            Weights weights,
            int count,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int width = ConvPanels.columns(shape);
        int outputs = shape.outChannels;
        for (int run = 0, some; run < runs.count; run += some) {
            some = runs.atATime(run);
            for (int p = 0, steps; p < runs.length; p += steps) {
                steps = Math.min(runs.stretch(), runs.length - p);
                int from = run * runs.length + p;
                boolean last = from + some * steps == runs.size();
                for (int j = 0; j < outputs; j += width) {
                    int panel = weights.panel(j, from, some * steps);
                    tiles(
                            width,
                            Math.min(width, outputs - j),
                            images,
                            starts,
                            runs.start(run) + p,
                            some,
                            runs.step,
                            steps,
                            weights.array(),
                            panel,
                            count,
                            y,
                            yOff + j,
                            outputs,
                            from == 0,
                            last ? finish : 0,
                            bias,
                            biasOff + j);
                }
            }
        }
    }

    /**
     * Continues the columns of one panel, of {@code count} pixels, by a few runs.
     *
     * @param width columns of the panel
     * @param cols columns of it that exist
     * @param images what is read
     * @param starts where the patch of each pixel starts, filled up to whole tiles
     * @param shift where the first run begins, behind a start
     * @param runs number of runs
     * @param runStep elements from one run to the next
     * @param steps elements of a run
     * @param panel weights
     * @param panelOff first element of the panel
     * @param count number of pixels
     * @param y result
     * @param yOff first element
     * @param ldy elements from one pixel to the next
     * @param first whether the chains start here
     * @param finish what follows, bits of {@link Finish}
     * @param bias one value a column
     * @param biasOff first element of the bias
     */
    static void tiles(
            int width,
            int cols,
            float[] images,
            int[] starts,
            int shift,
            int runs,
            int runStep,
            int steps,
            float[] panel,
            int panelOff,
            int count,
            float[] y,
            int yOff,
            int ldy,
            boolean first,
            int finish,
            float[] bias,
            int biasOff) {
        float[] edge = EDGES.take();
        boolean cut = cols < width && (finish & Finish.BIAS) != 0;
        if (cut) {
            System.arraycopy(bias, biasOff, edge, EDGE_BIAS, cols);
        }
        int tileRows = rowsOfTile(width);
        for (int i = 0; i < count; i += tileRows) {
            int rows = Math.min(tileRows, count - i);
            int place = yOff + i * ldy;
            boolean whole = rows == tileRows && cols == width;
            float[] c = whole ? y : edge;
            int cOff = whole ? place : 0;
            int ldc = whole ? ldy : width;
            if (!whole && !first) {
                EdgeTile.load(y, place, ldy, rows, cols, edge, width);
            }
            tile(
                    width,
                    images,
                    starts,
                    i,
                    shift,
                    runs,
                    runStep,
                    steps,
                    panel,
                    panelOff,
                    c,
                    cOff,
                    ldc,
                    first ? Tiles.ZEROS : c,
                    first ? 0 : cOff,
                    first ? 0 : ldc);
            Finish.tile(c, cOff, ldc, tileRows, width, finish, cut ? edge : bias, cut ? EDGE_BIAS : biasOff);
            if (!whole) {
                EdgeTile.store(edge, width, 0, rows, cols, y, place, ldy);
            }
        }
        EDGES.give(edge);
    }

    private static void tile(
            int width,
            float[] a,
            int[] starts,
            int i,
            int shift,
            int runs,
            int runStep,
            int steps,
            float[] b,
            int bOff,
            float[] c,
            int cOff,
            int ldc,
            float[] from,
            int fromOff,
            int ldFrom) {
        int a0 = starts[i] + shift;
        int a1 = starts[i + 1] + shift;
        int a2 = starts[i + 2] + shift;
        int a3 = starts[i + 3] + shift;
        int a4 = starts[i + 4] + shift;
        int a5 = starts[i + 5] + shift;
        if (width == WIDE_COLUMNS) {
            Places6x4.multiply(
                    a, a0, a1, a2, a3, a4, a5, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
            return;
        }
        int a6 = starts[i + 6] + shift;
        int a7 = starts[i + 7] + shift;
        if (width == LANES) {
            Places8x1.multiply(
                    a, a0, a1, a2, a3, a4, a5, a6, a7, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff,
                    ldFrom);
        } else {
            Places8x2.multiply(
                    a, a0, a1, a2, a3, a4, a5, a6, a7, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff,
                    ldFrom);
        }
    }
}
