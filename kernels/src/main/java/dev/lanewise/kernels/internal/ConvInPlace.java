package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.MOST_STEPS;
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

    private static final Recycler<float[]> EDGES = new Recycler<>(() -> new float[ROWS * WIDE_COLUMNS]);

    private ConvInPlace() {}

    /** Whether this is the faster way: panels are whole, and a row of the window is one run. */
    static boolean serves(ConvShape shape) {
        return shape.groups == 1
                && shape.runs() == shape.kernelHeight
                && shape.frame.channels >= CHANNELS
                && shape.outChannels % COLUMNS == 0
                && Tiles.wide(shape.batch * shape.outPixelsOfImage());
    }

    /** Pixels of a tile. */
    static int rowsOfTile(boolean wide) {
        return wide ? Tiles.WIDE_ROWS : ROWS;
    }

    /**
     * Computes {@code count} output pixels.
     *
     * @param shape the convolution
     * @param images images or frames
     * @param starts where the patch of each pixel starts, filled up to whole tiles
     * @param packed weights ({@link ConvPanels})
     * @param packedOff first element of the weights
     * @param count number of pixels
     * @param y result
     * @param yOff first element of the first pixel
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a channel
     * @param biasOff first element of the bias
     */
    static void multiply(
            ConvShape shape,
            float[] images,
            int[] starts,
            float[] packed,
            int packedOff,
            int count,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int length = shape.runLength();
        int stretch = Tiles.evenly(length, MOST_STEPS);
        int runsAtATime = stretch < length ? 1 : Math.min(MOST_STEPS / length, shape.runs());
        int runStep = shape.runStart(1);
        int width = ConvPanels.columns(shape);
        boolean wide = width == WIDE_COLUMNS;
        int tileRows = rowsOfTile(wide);
        int ldy = shape.outChannels;
        float[] edge = EDGES.take();
        for (int run = 0; run < shape.runs(); run += runsAtATime) {
            int runs = Math.min(runsAtATime, shape.runs() - run);
            for (int p = 0; p < length; p += stretch) {
                int steps = Math.min(stretch, length - p);
                boolean first = run == 0 && p == 0;
                boolean last = run + runs == shape.runs() && p + steps == length;
                for (int j = 0; j < ldy; j += width) {
                    int panel = packedOff + j * shape.patchSize() + (run * length + p) * width;
                    for (int i = 0; i < count; i += tileRows) {
                        int rows = Math.min(tileRows, count - i);
                        boolean whole = rows == tileRows;
                        int place = yOff + i * ldy + j;
                        float[] c = whole ? y : edge;
                        int cOff = whole ? place : 0;
                        int ldc = whole ? ldy : width;
                        if (!whole && !first) {
                            EdgeTile.load(y, place, ldy, rows, width, edge, width);
                        }
                        tile(
                                wide,
                                images,
                                starts,
                                i,
                                run * runStep + p,
                                runs,
                                runStep,
                                steps,
                                packed,
                                panel,
                                c,
                                cOff,
                                ldc,
                                first ? Tiles.ZEROS : c,
                                first ? 0 : cOff,
                                first ? 0 : ldc);
                        if (last) {
                            Finish.tile(c, cOff, ldc, tileRows, width, finish, bias, biasOff + j);
                        }
                        if (!whole) {
                            EdgeTile.store(edge, width, 0, rows, width, y, place, ldy);
                        }
                    }
                }
            }
        }
        EDGES.give(edge);
    }

    private static void tile(
            boolean wide,
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
        if (wide) {
            Places6x4.multiply(
                    a, a0, a1, a2, a3, a4, a5, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff, ldFrom);
        } else {
            int a6 = starts[i + 6] + shift;
            int a7 = starts[i + 7] + shift;
            Places8x2.multiply(
                    a, a0, a1, a2, a3, a4, a5, a6, a7, runs, runStep, steps, b, bOff, c, cOff, ldc, from, fromOff,
                    ldFrom);
        }
    }
}
