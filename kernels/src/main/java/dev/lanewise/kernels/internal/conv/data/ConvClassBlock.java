package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.tile.Tiles.CONV_K;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.conv.Patches;
import dev.lanewise.kernels.internal.conv.TapRuns;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.tile.BlockKernel;
import dev.lanewise.kernels.internal.tile.Finish;
import dev.lanewise.kernels.internal.tile.PackedRows;
import dev.lanewise.kernels.internal.tile.PanelBuffer;
import dev.lanewise.kernels.internal.tile.Tiles;
import java.util.Arrays;

/**
 * A block of pixels of one pair of tap classes ({@link ConvClassCall}), on one thread: what their taps read of x, in place
 * ({@link ConvInPlace}) or packed, times the packed weights of these taps.
 *
 * <p>Borrowed for the length of a task; a kernel in steady state allocates nothing.
 */
final class ConvClassBlock implements ConvInPlace.Weights {

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvClassBlock> BLOCKS = new Recycler<>(ConvClassBlock::new);

    private final Patches patches = new Patches();
    private final SharedRuns runs = new SharedRuns();
    private final int[] starts = new int[CONV_M + ROWS];
    private final int[] places = new int[CONV_M];
    private final TapRuns tapRuns = new TapRuns();
    private final PanelBuffer panel = new PanelBuffer();

    private ConvShape shape = new ConvShape();
    private TapClasses rows = new TapClasses();
    private TapClasses columns = new TapClasses();
    private int rowClass;
    private int columnClass;
    private float[] packed = EMPTY;
    private int packedOff;
    private boolean wholeRows;
    private int finish;
    private float[] bias = EMPTY;
    private int biasOff;

    private ConvClassBlock() {}

    /**
     * Computes pixels {@code from .. from + count - 1}, counted through the pair of classes of all images, at most
     * {@link Tiles#CONV_M}.
     *
     * @param shape the convolution
     * @param rows taps of the rows of y
     * @param columns taps of its columns
     * @param rowClass class of rows
     * @param columnClass class of columns
     * @param from first pixel
     * @param count number of pixels
     * @param x images
     * @param xOff first element of image 0 of x
     * @param packed weights ({@link ConvPanels})
     * @param packedOff first element of the weights
     * @param y result
     * @param yOff first element of image 0 of y
     * @param finish what follows the last step, bits of {@link Finish}
     * @param bias one value a channel of y
     * @param biasOff first element of the bias
     */
    static void multiply(
            ConvShape shape,
            TapClasses rows,
            TapClasses columns,
            int rowClass,
            int columnClass,
            int from,
            int count,
            float[] x,
            int xOff,
            float[] packed,
            int packedOff,
            float[] y,
            int yOff,
            int finish,
            float[] bias,
            int biasOff) {
        ConvClassBlock block = BLOCKS.take();
        block.shape = shape;
        block.rows = rows;
        block.columns = columns;
        block.rowClass = rowClass;
        block.columnClass = columnClass;
        block.packed = packed;
        block.packedOff = packedOff;
        block.finish = finish;
        block.bias = bias;
        block.biasOff = biasOff;
        block.multiply(from, count, x, xOff, y, yOff);
        block.packed = EMPTY;
        block.bias = EMPTY;
        BLOCKS.give(block);
    }

    private void multiply(int from, int count, float[] x, int xOff, float[] y, int yOff) {
        locate(from, count, xOff, yOff);
        int outputs = shape.groupOutputs();
        float[] sums = Scratch.take(count * outputs);
        for (int group = 0; group < shape.groups; group++) {
            if (ConvInPlace.serves(shape)) {
                multiplyInPlace(count, x, sums);
            } else {
                multiplyPacked(group, from, count, x, xOff, sums);
            }
            for (int i = 0; i < count; i++) {
                System.arraycopy(sums, i * outputs, y, places[i] + group * outputs, outputs);
            }
        }
        Scratch.give(sums);
    }

    private void multiplyInPlace(int count, float[] x, float[] sums) {
        Arrays.fill(starts, count, count + ROWS, starts[count - 1]);
        int channels = shape.frame.channels;
        int down = rows.taps(rowClass);
        int across = columns.taps(columnClass);
        int rowStep = rows.advance * shape.frame.width * channels;
        tapRuns.set(columns.advance == 1, down, across, channels, rowStep, columns.advance * channels);
        if (tapRuns.size() == 0) {
            Arrays.fill(sums, 0, count * shape.outChannels, 0f);
            Finish.rows(sums, 0, count, shape.outChannels, finish, bias, biasOff);
            return;
        }
        wholeRows = across == shape.kernelWidth && (rows.step == 1 || down == 1);
        ConvInPlace.multiply(shape, tapRuns, x, starts, this, count, sums, 0, finish, bias, biasOff);
    }

    @Override
    public float[] array() {
        return wholeRows ? packed : panel.data;
    }

    /** The packed weights themselves where the class has whole rows of taps behind each other, and otherwise a copy. */
    @Override
    public int panel(int j, int from, int steps) {
        int at = packedOff + ConvPanels.offset(shape, 0, j);
        if (wholeRows) {
            int firstTap = rows.tap(rowClass, 0) * shape.kernelWidth;
            return at + (firstTap * shape.frame.channels + from) * ConvPanels.columns(shape);
        }
        copyPanel(at, from, steps, panel.data, panel.off);
        return panel.off;
    }

    private void multiplyPacked(int group, int from, int count, float[] x, int xOff, float[] sums) {
        int tapRows = rows.taps(rowClass);
        int run = columns.taps(columnClass) * shape.groupInputs();
        boolean shared = rows.neighbours
                && columns.neighbours
                && SharedRuns.serves(rows.size(rowClass), columns.size(columnClass), tapRows, run);
        if (shared) {
            Frame frame = shape.frame;
            int row = rows.start(rows.member(rowClass, 0));
            int column = columns.start(columns.member(columnClass, 0));
            runs.set(
                    xOff + (row * frame.width + column) * frame.channels,
                    frame.height * frame.width * frame.channels,
                    frame.width * frame.channels,
                    frame.channels,
                    rows.size(rowClass),
                    columns.size(columnClass),
                    tapRows,
                    run);
            runs.list(from, count, ConvPanels.rowsOfTile(shape));
        }
        int outputs = shape.groupOutputs();
        int size = tapRows * run;
        int stretch = shared ? SharedRuns.stretch(run) : Math.max(1, Tiles.evenly(size, CONV_K));
        int rowsSize = shared ? runs.size() : PackedRows.size(count);
        int width = ConvPanels.columns(shape);
        BlockKernel kernel = BlockKernel.take(
                false,
                ConvPanels.wide(shape),
                count,
                outputs,
                stretch < size,
                rowsSize,
                sums,
                0,
                outputs,
                false,
                finish,
                bias,
                biasOff + group * outputs);
        int p = 0;
        do {
            int steps = Math.min(stretch, shared ? run - p % run : size - p);
            int shift = group * shape.groupInputs();
            if (!shared) {
                setPieces(p, steps);
                patches.packOneByOne(x, starts, 0, count, shift, kernel.rows, BlockKernel.ROWS_OFF);
            } else if (p < run) {
                setPieces(p, steps);
                runs.pack(patches, p, steps, x, shift, kernel);
            }
            for (int j = 0; j < outputs; j += width) {
                int at = packedOff + ConvPanels.offset(shape, group, j);
                copyPanel(at, p, steps, kernel.panel, kernel.panelOff);
                if (shared) {
                    runs.multiply(kernel, p / run, p % run, steps, j);
                } else {
                    kernel.multiply(j, steps, p == 0, p + steps == size);
                }
            }
            p += steps;
        } while (p < size);
        kernel.giveBack();
    }

    /** Notes where the first tap of each pixel lies in x, and where the pixel lies in y. */
    private void locate(int from, int count, int xOff, int yOff) {
        int across = columns.size(columnClass);
        int down = rows.size(rowClass);
        Frame out = shape.frame;
        int i = from % across;
        int line = from / across;
        for (int p = 0; p < count; line++, i = 0) {
            int row = rows.member(rowClass, line % down);
            int image = line / down;
            int start = xOff + (image * out.height + rows.start(row)) * out.width * out.channels;
            int place = yOff + (image * shape.outHeight + row) * shape.outWidth * shape.outChannels;
            for (; i < across && p < count; i++, p++) {
                int column = columns.member(columnClass, i);
                starts[p] = start + columns.start(column) * out.channels;
                places[p] = place + column * shape.outChannels;
            }
        }
    }

    /** Notes the pieces of steps {@code from .. from + steps - 1} of a pixel. */
    private void setPieces(int from, int steps) {
        int depth = shape.groupInputs();
        int across = columns.taps(columnClass);
        patches.clear();
        for (int p = from; p < from + steps; ) {
            int tap = p / depth;
            int length = Math.min(depth - p % depth, from + steps - p);
            int pixels = tap / across * rows.advance * shape.frame.width + tap % across * columns.advance;
            patches.add(pixels * shape.frame.channels + p % depth, length);
            p += length;
        }
    }

    /** Copies steps {@code from .. from + steps - 1} of the panel at {@code panelOff}: the weights of the class's taps. */
    private void copyPanel(int panelOff, int from, int steps, float[] to, int toOff) {
        int depth = shape.groupInputs();
        int across = columns.taps(columnClass);
        int width = ConvPanels.columns(shape);
        for (int p = from; p < from + steps; ) {
            int n = p / depth;
            int length = Math.min(depth - p % depth, from + steps - p);
            int tap = rows.tap(rowClass, n / across) * shape.kernelWidth + columns.tap(columnClass, n % across);
            int at = panelOff + (tap * depth + p % depth) * width;
            System.arraycopy(packed, at, to, toOff, length * width);
            toOff += length * width;
            p += length;
        }
    }
}
