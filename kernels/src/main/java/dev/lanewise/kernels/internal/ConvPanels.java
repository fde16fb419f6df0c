package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;

/**
 * The weights of a convolution, packed into panels: for each group and each {@link Tiles#COLUMNS} of its output channels,
 * one step for each element of a patch. For a gradient by the input the window is turned around, and its inputs and
 * outputs are exchanged.
 */
final class ConvPanels {

    /** Weights that a task packs: as many rows of them as stay in the first-level cache. */
    private static final int STRIP = 1 << 13;

    private ConvPanels() {}

    /** Offset of a panel from the first one. */
    static int offset(ConvShape shape, int group, int panel) {
        return (group * shape.groupPanels() + panel) * shape.patchSize() * COLUMNS;
    }

    /** Tasks that packing is cut into. */
    static int tasks(ConvShape shape) {
        return shape.groups * (shape.flipped ? shape.groupPanels() : strips(shape));
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
            int group = task / shape.groupPanels();
            int panel = task % shape.groupPanels();
            packTurned(shape, group, panel, weights, weightsOff, packed, packedOff + offset(shape, group, panel));
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
        int to = packedOff + offset(shape, group, 0) + row * COLUMNS;
        for (int j = 0; j < outputs; j += COLUMNS, to += shape.patchSize() * COLUMNS) {
            Panels.pack(weights, from + j, shape.outChannels, rows, Math.min(COLUMNS, outputs - j), packed, to);
        }
    }

    /** Packs one panel of the weights turned around. */
    private static void packTurned(
            ConvShape shape, int group, int panel, float[] weights, int weightsOff, float[] to, int toOff) {
        int cols = Math.min(COLUMNS, shape.groupOutputs() - panel * COLUMNS);
        int taps = shape.kernelHeight * shape.kernelWidth;
        int channels = shape.frame.channels;
        int steps = shape.groupInputs();
        for (int tap = 0; tap < taps; tap++) {
            int row = (taps - 1 - tap) * shape.groupOutputs() + panel * COLUMNS;
            int from = weightsOff + row * channels + group * steps;
            Panels.packTransposed(weights, from, channels, steps, cols, to, toOff + tap * steps * COLUMNS);
        }
    }
}
