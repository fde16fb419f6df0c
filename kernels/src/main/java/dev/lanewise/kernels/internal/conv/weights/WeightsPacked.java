package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Patches;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.PackedRows;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * The gradient of a convolution by its weights, as a matrix product that packs both of its operands, on one thread: the
 * transposed im2col matrix times dy. Neither is ever there as a whole.
 *
 * <pre>
 *   for each CONV_K output pixels, counted through all images       pack patches and dy
 *     for each panel of output channels, for each tile              micro-kernel
 * </pre>
 */
final class WeightsPacked {

    private static final float[] NO_BIAS = new float[0];
    private static final Recycler<Patches> PATCHES = new Recycler<>(Patches::new);
    private static final Recycler<int[]> STARTS = new Recycler<>(() -> new int[CONV_K]);

    private WeightsPacked() {}

    /**
     * Sums the gradient of a block of rows of one group's weights over images {@code from .. to - 1}.
     *
     * @param shape the convolution
     * @param from first image
     * @param to one past the last image
     * @param group which group
     * @param row first row of the block
     * @param rows its rows
     * @param images framed images
     * @param imagesOff first element of image 0
     * @param dy gradient of the output
     * @param dyOff first element of image 0 of the gradient
     * @param sums result, all weights; this block's are overwritten
     * @param sumsOff first element of the result
     */
    static void multiply(
            ConvShape shape,
            int from,
            int to,
            int group,
            int row,
            int rows,
            float[] images,
            int imagesOff,
            float[] dy,
            int dyOff,
            float[] sums,
            int sumsOff) {
        Patches patches = PATCHES.take();
        int[] starts = STARTS.take();
        int outputs = shape.groupOutputs();
        int first = from * shape.outPixelsOfImage();
        int end = to * shape.outPixelsOfImage();
        int stretch = Tiles.evenly(end - first, CONV_K);
        BlockKernel kernel = BlockKernel.take(
                true,
                false,
                rows,
                outputs,
                stretch < end - first,
                PackedRows.size(rows),
                sums,
                sumsOff + row * shape.outChannels + group * outputs,
                shape.outChannels,
                false,
                0,
                NO_BIAS,
                0);
        int pixel = first;
        do {
            int steps = Math.min(stretch, end - pixel);
            shape.patchStarts(pixel, steps, imagesOff, starts);
            for (int i = 0; i < rows && steps > 0; i += ROWS) {
                patches.setStretch(shape, row + i, Math.min(ROWS, rows - i));
                patches.packSideBySide(
                        images,
                        starts,
                        steps,
                        group * shape.groupInputs(),
                        kernel.rows,
                        BlockKernel.ROWS_OFF + i / ROWS * PackedRows.tileSize(steps));
            }
            for (int j = 0; j < outputs; j += COLUMNS) {
                int columns = dyOff + pixel * shape.outChannels + group * outputs + j;
                int cols = Math.min(COLUMNS, outputs - j);
                Panels.pack(dy, columns, shape.outChannels, steps, cols, COLUMNS, kernel.panel, kernel.panelOff);
                kernel.multiply(j, steps, pixel == first, pixel + steps == end);
            }
            pixel += steps;
        } while (pixel < end);
        kernel.giveBack();
        STARTS.give(starts);
        PATCHES.give(patches);
    }
}
