package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.tile.Tiles.WIDE_COLUMNS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.tile.Panels;
import dev.lanewise.kernels.internal.tile.PlaceTiles;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * The weights of a convolution, packed into panels: for each group and each {@link #columns} of its output channels, one
 * step for each element of a patch. For a gradient by the input the window is turned around, and its inputs and
 * outputs are exchanged.
 */
final class ConvPanels {

    /** Weights that a task packs: as many rows of them as stay in the first-level cache. */
    private static final int STRIP = 1 << 13;

    private ConvPanels() {}

    /** Whether the panels are wide: all of a group are, or none. */
    static boolean wide(ConvShape shape) {
        return Tiles.wide(shape.batch * shape.outPixelsOfImage())
                && shape.groupOutputs() % WIDE_COLUMNS == 0
                && !PixelRows.serves(shape);
    }

    /** Columns of a panel. */
    static int columns(ConvShape shape) {
        return ConvInPlace.serves(shape) && shape.outChannels <= LANES ? LANES : Tiles.columns(wide(shape));
    }

    /** Rows of a whole tile. */
    static int rowsOfTile(ConvShape shape) {
        return ConvInPlace.serves(shape) ? PlaceTiles.rowsOfTile(columns(shape)) : Tiles.rowsOfTile(wide(shape));
    }

    /** Where the panel that begins with output channel {@code j} of a group lies behind the first one. */
    static int offset(ConvShape shape, int group, int j) {
        return (group * shape.groupPanels() * COLUMNS + j) * shape.patchSize();
    }

    /** Tasks that packing is cut into. */
    static int tasks(ConvShape shape) {
        return shape.groups * (shape.flipped ? panels(shape) : strips(shape));
    }

    private static int panels(ConvShape shape) {
        return Math.ceilDiv(shape.groupOutputs(), columns(shape));
    }

    private static int strips(ConvShape shape) {
        return (shape.patchSize() + stripRows(shape) - 1) / stripRows(shape);
    }

    private static int stripRows(ConvShape shape) {
        return Math.max(8, STRIP / shape.groupOutputs());
    }

    /** Runs one of the tasks. */
    static void pack(ConvShape shape, int task, float[] weights, int weightsOff, float[] packed, int packedOff) {
        if (shape.flipped) {
            int group = task / panels(shape);
            int j = task % panels(shape) * columns(shape);
            packTurned(shape, group, j, weights, weightsOff, packed, packedOff + offset(shape, group, j));
        } else {
            int row = task % strips(shape) * stripRows(shape);
            packStrip(shape, task / strips(shape), row, weights, weightsOff, packed, packedOff);
        }
    }

    /** Packs a few rows of the weights of a group into all of its panels: a row is read on, and not a piece of many rows. */
    private static void packStrip(
            ConvShape shape, int group, int row, float[] weights, int weightsOff, float[] packed, int packedOff) {
        int rows = Math.min(stripRows(shape), shape.patchSize() - row);
        int outputs = shape.groupOutputs();
        int from = weightsOff + row * shape.outChannels + group * outputs;
        int width = columns(shape);
        int to = packedOff + offset(shape, group, 0) + row * width;
        for (int j = 0; j < outputs; j += width, to += shape.patchSize() * width) {
            Panels.pack(weights, from + j, shape.outChannels, rows, Math.min(width, outputs - j), width, packed, to);
        }
    }

    /** Packs one panel of the weights turned around, from output channel {@code j} of the group on. */
    private static void packTurned(
            ConvShape shape, int group, int j, float[] weights, int weightsOff, float[] to, int toOff) {
        int width = columns(shape);
        int cols = Math.min(width, shape.groupOutputs() - j);
        int taps = shape.kernelHeight * shape.kernelWidth;
        int channels = shape.frame.channels;
        int steps = shape.groupInputs();
        for (int tap = 0; tap < taps; tap++) {
            int row = (taps - 1 - tap) * shape.groupOutputs() + j;
            int from = weightsOff + row * channels + group * steps;
            Panels.packTransposed(weights, from, channels, steps, cols, width, to, toOff + tap * steps * width);
        }
    }
}
