package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;

/**
 * The weights of a convolution, packed into panels: for each group and each {@link Tiles#COLUMNS} of its output channels,
 * one step for each element of a patch. For a gradient by the input the window is turned around, and its inputs and
 * outputs are exchanged.
 */
final class ConvPanels {

    private ConvPanels() {}

    /** Offset of a panel from the first one. */
    static int offset(ConvShape shape, int group, int panel) {
        return (group * shape.groupPanels() + panel) * shape.patchSize() * COLUMNS;
    }

    /** Packs one panel of one group. */
    static void pack(ConvShape shape, int group, int panel, float[] weights, int weightsOff, float[] to, int toOff) {
        int cols = Math.min(COLUMNS, shape.groupOutputs() - panel * COLUMNS);
        if (!shape.flipped) {
            int from = weightsOff + group * shape.groupOutputs() + panel * COLUMNS;
            Panels.pack(weights, from, shape.outChannels, shape.patchSize(), cols, to, toOff);
            return;
        }
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
