package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.TapRuns;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PlaceTiles;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * A block of output pixels of a convolution whose patches are read where they lie in the images, or in their frames: nothing
 * of them is packed.
 *
 * <pre>
 *   for each few runs of the window, up to MOST_STEPS steps
 *     for each panel of weights                              second-level cache
 *       for each tile of pixels                              {@link PlaceTiles}
 * </pre>
 */
final class ConvInPlace {

    /** Channels below which runs are so short that other ways are faster. */
    private static final int CHANNELS = 16;

    private ConvInPlace() {}

    /** Whether this is the faster way: there is one panel, or all are whole. */
    static boolean serves(ConvShape shape) {
        return shape.groups == 1
                && shape.frame.channels >= CHANNELS
                && (shape.outChannels % COLUMNS == 0 || shape.outChannels < COLUMNS)
                && Tiles.wide(shape.batch * shape.outPixelsOfImage());
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
                    PlaceTiles.multiply(
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
}
