package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.conv.Patches;
import dev.lanewise.kernels.internal.conv.TapRuns;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PackedRows;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * A block of output pixels of a convolution, on one thread: their patches, in place ({@link ConvInPlace}) or packed from the
 * images, times the packed weights.
 *
 * <p>Borrowed for the length of a task; a kernel in steady state allocates nothing.
 */
final class ConvBlock implements ConvInPlace.Weights {

    /** Packed elements of patches that stay in the first-level cache beside the panels and the result. */
    private static final int L1_ELEMENTS = 1 << 11;

    /** Output elements of a block: half of a second-level cache of 1 MiB. */
    static final int BLOCK_ELEMENTS = 1 << 17;

    /** Pixels for which to fetch a panel of the weights from memory takes a tenth of the time that their tiles take. */
    static final int AMPLE = Math.min(14 * ROWS, CONV_M / 2);

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvBlock> BLOCKS = new Recycler<>(ConvBlock::new);

    private final Patches patches = new Patches();
    /** Places of the pixels, whole tiles of them, and of a tile behind them. */
    private final int[] starts = new int[CONV_M + 2 * ROWS];

    private final SharedRuns runs = new SharedRuns();
    private final TapRuns tapRuns = new TapRuns();

    private ConvShape shape = new ConvShape();
    private float[] packed = EMPTY;
    private int packedOff;

    private ConvBlock() {}

    /**
     * Computes output pixels {@code from .. from + count - 1}, counted through all images: at most
     * {@link Tiles#CONV_M}, up to a whole tile.
     *
     * @param shape the convolution
     * @param images framed images, or those of the shape where it {@link #readsImages}
     * @param imagesOff first element of image 0
     * @param packed weights ({@link ConvPanels})
     * @param packedOff first element of the weights
     * @param from first output pixel
     * @param count number of output pixels
     * @param y result
     * @param yOff first element of image 0 of the result
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a channel
     * @param biasOff first element of the bias
     */
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
        ConvBlock block = BLOCKS.take();
        block.shape = shape;
        block.packed = packed;
        block.packedOff = packedOff;
        if (ConvInPlace.serves(shape)) {
            shape.patchStarts(from, count, imagesOff, block.starts);
            Arrays.fill(block.starts, count, count + ROWS, block.starts[count - 1]);
            shape.take(block.tapRuns);
            int place = yOff + from * shape.outChannels;
            ConvInPlace.multiply(
                    shape, block.tapRuns, images, block.starts, block, count, y, place, finish, bias, biasOff);
        } else {
            block.multiplyPacked(images, imagesOff, from, count, y, yOff, finish, bias, biasOff);
        }
        block.packed = EMPTY;
        BLOCKS.give(block);
    }

    @Override
    public float[] array() {
        return packed;
    }

    @Override
    public int panel(int j, int from, int steps) {
        return packedOff + ConvPanels.offset(shape, 0, j) + from * ConvPanels.columns(shape);
    }

    private void multiplyPacked(
            float[] images,
            int imagesOff,
            int from,
            int count,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        int size = shape.patchSize();
        int outputs = shape.groupOutputs();
        boolean brief = brief(shape);
        boolean shared = sharesRuns(shape);
        boolean wide = ConvPanels.wide(shape);
        if (shared) {
            listRuns(imagesOff, from, count);
        } else {
            shape.patchStarts(from, count, imagesOff, starts);
        }
        for (int group = 0; group < shape.groups; group++) {
            int place = yOff + from * shape.outChannels + group * outputs;
            int panels = packedOff + ConvPanels.offset(shape, group, 0);
            BlockKernel kernel = BlockKernel.take(
                    false,
                    wide,
                    count,
                    outputs,
                    shared || size > CONV_K,
                    shared ? runs.size() : PackedRows.size(count),
                    y,
                    place,
                    shape.outChannels,
                    false,
                    finish,
                    bias,
                    biasOff + group * outputs);
            if (shared) {
                tapRows(images, group, panels, kernel);
            } else if (brief) {
                allPanels(images, count, group, panels, kernel);
            } else {
                panelByPanel(images, count, group, panels, kernel);
            }
            kernel.giveBack();
        }
    }

    private static boolean brief(ConvShape shape) {
        return shape.groupPanels() * shape.patchSize() <= CONV_K;
    }

    private static boolean sharesRuns(ConvShape shape) {
        return !ConvInPlace.serves(shape)
                && !brief(shape)
                && shape.strideHeight == 1
                && shape.dilationHeight == 1
                && SharedRuns.serves(shape.outHeight, shape.outWidth, shape.kernelHeight, shape.windowRow());
    }

    /** Whether the images are read as they are, without a frame for their padding. */
    static boolean readsImages(ConvShape shape) {
        Frame frame = shape.frame;
        return frame.trivial()
                || sharesRuns(shape)
                        && frame.spacingHeight == 1
                        && frame.spacingWidth == 1
                        && shape.runs() == shape.kernelHeight
                        && shape.strideWidth == 1
                        && shape.kernelWidth <= frame.width;
    }

    private void listRuns(int imagesOff, int from, int count) {
        Frame frame = shape.frame;
        boolean framed = !readsImages(shape);
        int width = framed ? frame.frameWidth : frame.width;
        runs.set(
                imagesOff,
                (framed ? frame.frameHeight : frame.height) * width * frame.channels,
                width * frame.channels,
                shape.strideWidth * frame.channels,
                shape.outHeight,
                shape.outWidth,
                shape.kernelHeight,
                shape.windowRow());
        if (!framed && !frame.trivial()) {
            runs.setPadding(frame.top, frame.left, frame.height, frame.width * frame.channels);
        }
        runs.list(from, count, ConvPanels.rowsOfTile(shape));
    }

    /** Most output pixels of a block. */
    static int mostPixels(ConvShape shape) {
        boolean longRuns = sharesRuns(shape) && shape.windowRow() > CONV_K;
        return Math.clamp(BLOCK_ELEMENTS / shape.outChannels, AMPLE, longRuns ? CONV_M / 2 : CONV_M);
    }

    /** One row of the window after the other, over runs that the rows share. */
    private void tapRows(float[] images, int group, int panels, BlockKernel kernel) {
        int length = shape.windowRow();
        int stretch = SharedRuns.stretch(length);
        int width = ConvPanels.columns(shape);
        for (int p = 0; p < length; p += stretch) {
            int steps = Math.min(stretch, length - p);
            patches.setStretch(shape, p, steps);
            runs.pack(patches, p, steps, images, group * shape.groupInputs(), kernel);
        }
        for (int tap = 0; tap < shape.kernelHeight; tap++) {
            for (int p = 0; p < length; p += stretch) {
                int steps = Math.min(stretch, length - p);
                for (int j = 0; j < shape.groupOutputs(); j += width) {
                    int panel = panels + j * shape.patchSize() + (tap * length + p) * width;
                    System.arraycopy(packed, panel, kernel.panel, kernel.panelOff, steps * width);
                    runs.multiply(kernel, tap, p, steps, j);
                }
            }
        }
    }

    private void panelByPanel(float[] images, int count, int group, int panels, BlockKernel kernel) {
        int size = shape.patchSize();
        int stretch = Tiles.evenly(size, CONV_K);
        int width = ConvPanels.columns(shape);
        for (int p = 0; p < size; p += stretch) {
            int steps = Math.min(stretch, size - p);
            patches.setStretch(shape, p, steps);
            patches.packOneByOne(
                    images, starts, 0, count, group * shape.groupInputs(), kernel.rows, BlockKernel.ROWS_OFF);
            for (int j = 0; j < shape.groupOutputs(); j += width) {
                int panel = panels + j * size + p * width;
                System.arraycopy(packed, panel, kernel.panel, kernel.panelOff, steps * width);
                kernel.multiply(j, steps, p == 0, p + steps == size);
            }
        }
    }

    /** Patches so short that all panels of a group fit into the place of one: a few tiles of them at a time. */
    private void allPanels(float[] images, int count, int group, int panels, BlockKernel kernel) {
        int size = shape.patchSize();
        int width = ConvPanels.columns(shape);
        int part = roundUp(Math.max(L1_ELEMENTS / size, 2 * ROWS), ConvPanels.rowsOfTile(shape));
        patches.setStretch(shape, 0, size);
        System.arraycopy(packed, panels, kernel.panel, kernel.panelOff, ConvPanels.offset(shape, 1, 0));
        for (int i = 0; i < count; i += part) {
            int rows = Math.min(part, count - i);
            patches.packOneByOne(
                    images, starts, i, rows, group * shape.groupInputs(), kernel.rows, BlockKernel.ROWS_OFF);
            for (int j = 0; j < shape.groupOutputs(); j += width) {
                kernel.multiply(0, i, rows, kernel.panel, kernel.panelOff + j * size, j, size, true, true);
            }
        }
    }
}
