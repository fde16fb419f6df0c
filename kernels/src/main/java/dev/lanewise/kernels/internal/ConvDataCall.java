package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.BLOCK_K;
import static dev.lanewise.kernels.internal.Tiles.BLOCK_M;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.ROWS;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * The gradient of a convolution by its input where the convolution over the spread-out gradient ({@link ConvCall}) would
 * mostly multiply zeros: strides, and images not much larger than the window without padding.
 *
 * <pre>
 *   pack the turned weights into panels                                      in parallel
 *   for each class of rows x class of columns: the pixels with the same taps
 *     for each block of them, of all images                                  in parallel
 *       a matrix product over these taps and the channels of dy              {@link BlockKernel}
 *       copy its rows to their pixels
 * </pre>
 *
 * <p>An element is the chain of {@link ConvCall} without its zeros: the same bits, unless a weight is infinite or NaN.
 */
public final class ConvDataCall implements IndexedTask {

    private static final int TASKS_PER_THREAD = 4;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvDataCall> CALLS = new Recycler<>(ConvDataCall::new);
    private static final Recycler<Patches> PATCHES = new Recycler<>(Patches::new);
    private static final Recycler<int[]> PLACES = new Recycler<>(() -> new int[BLOCK_M]);

    private final ConvShape shape = new ConvShape();
    private final TapClasses rows = new TapClasses();
    private final TapClasses columns = new TapClasses();
    private float[] dy = EMPTY;
    private int dyOff;
    private float[] weights = EMPTY;
    private int weightsOff;
    private float[] dx = EMPTY;
    private int dxOff;
    private float[] workspace = EMPTY;
    private int packedOff;
    private boolean packing;
    private int blockPixels;

    private ConvDataCall() {}

    /** A borrowed call, to be given a forward shape, asked and perhaps run; {@link #giveBack} ends the loan. */
    public static ConvDataCall borrow() {
        return CALLS.take();
    }

    /** The shape of this call. */
    public ConvShape shape() {
        return shape;
    }

    /**
     * Turns the forward shape into that of the gradient, and tells whether this call serves it: whether more than a fifth
     * of the products of {@link ConvCall} would be with zeros.
     */
    public boolean serves() {
        Frame x = shape.frame;
        rows.set(x.height, shape.outHeight, shape.kernelHeight, shape.strideHeight, shape.dilationHeight, x.top);
        columns.set(x.width, shape.outWidth, shape.kernelWidth, shape.strideWidth, shape.dilationWidth, x.left);
        long all = (long) x.height * shape.kernelHeight * x.width * shape.kernelWidth;
        shape.turnToBackwardData();
        return !shape.depthwise() && rows.pairs * columns.pairs < 0.8 * all;
    }

    /** Floats of workspace that this call needs. */
    public long workspace() {
        return shape.packedSize();
    }

    /** Computes the gradient. */
    public void run(
            WorkerPool pool,
            float[] dy,
            int dyOff,
            float[] weights,
            int weightsOff,
            float[] dx,
            int dxOff,
            float[] workspace,
            int workspaceOff) {
        this.dy = dy;
        this.dyOff = dyOff;
        this.weights = weights;
        this.weightsOff = weightsOff;
        this.dx = dx;
        this.dxOff = dxOff;
        this.workspace = workspace;
        packedOff = workspaceOff;
        long work = shape.batch * rows.pairs * columns.pairs * shape.groupInputs() * shape.outChannels;
        WorkerPool threads = ConvShape.threads(pool, work);
        packing = true;
        threads.run(shape.groups * shape.groupPanels(), this);
        packing = false;
        int pixels = shape.batch * shape.outPixelsOfImage();
        int parts = threads.threads() == 1 ? 1 : TASKS_PER_THREAD * threads.threads();
        blockPixels = Math.clamp(Tiles.roundUp(pixels / parts, ROWS), 2 * ROWS, BLOCK_M);
        int tasks = 0;
        for (int pair = 0; pair < rows.classes * columns.classes; pair++) {
            tasks += blocks(pair);
        }
        threads.run(tasks, this);
    }

    /** Ends the loan. */
    public void giveBack() {
        dy = EMPTY;
        weights = EMPTY;
        dx = EMPTY;
        workspace = EMPTY;
        CALLS.give(this);
    }

    private int pixels(int pair) {
        return shape.batch * rows.size(pair / columns.classes) * columns.size(pair % columns.classes);
    }

    private int blocks(int pair) {
        return (pixels(pair) + blockPixels - 1) / blockPixels;
    }

    @Override
    public void run(int index) {
        if (packing) {
            int group = index / shape.groupPanels();
            int panel = index % shape.groupPanels();
            int to = packedOff + ConvPanels.offset(shape, group, panel);
            ConvPanels.pack(shape, group, panel, weights, weightsOff, workspace, to);
            return;
        }
        int pair = 0;
        for (; index >= blocks(pair); pair++) {
            index -= blocks(pair);
        }
        block(pair, index * blockPixels);
    }

    /** Computes a block of pixels of one pair of classes. */
    private void block(int pair, int from) {
        int rowClass = pair / columns.classes;
        int columnClass = pair % columns.classes;
        int count = Math.min(blockPixels, pixels(pair) - from);
        int[] starts = PLACES.take();
        int[] places = PLACES.take();
        locate(rowClass, columnClass, from, count, starts, places);
        Patches patches = PATCHES.take();
        int outputs = shape.groupOutputs();
        float[] block = Scratch.take(count * outputs);
        int size = rows.taps(rowClass) * columns.taps(columnClass) * shape.groupInputs();
        int stretch = Math.max(1, Tiles.evenly(size, BLOCK_K));
        for (int group = 0; group < shape.groups; group++) {
            BlockKernel kernel =
                    BlockKernel.take(false, count, outputs, stretch < size, 1, block, 0, outputs, false, 0, EMPTY, 0);
            int p = 0;
            do {
                int steps = Math.min(stretch, size - p);
                setPieces(columnClass, p, steps, patches);
                patches.packOneByOne(
                        dy, starts, 0, count, group * shape.groupInputs(), kernel.rows, BlockKernel.ROWS_OFF);
                for (int j = 0; j < outputs; j += COLUMNS) {
                    copyPanel(rowClass, columnClass, group, j / COLUMNS, p, steps, kernel);
                    kernel.multiply(j, steps, p == 0, p + steps == size);
                }
                p += steps;
            } while (p < size);
            kernel.giveBack();
            for (int i = 0; i < count; i++) {
                System.arraycopy(block, i * outputs, dx, places[i] + group * outputs, outputs);
            }
        }
        Scratch.give(block);
        PATCHES.give(patches);
        PLACES.give(places);
        PLACES.give(starts);
    }

    /** Notes where the first tap of each pixel lies in dy, and where the pixel lies in dx. */
    private void locate(int rowClass, int columnClass, int from, int count, int[] starts, int[] places) {
        int across = columns.size(columnClass);
        int down = rows.size(rowClass);
        Frame out = shape.frame;
        for (int p = 0; p < count; p++) {
            int pixel = from + p;
            int column = columns.member(columnClass, pixel % across);
            int row = rows.member(rowClass, pixel / across % down);
            int image = pixel / across / down;
            int outRow = image * out.height + rows.start(row);
            starts[p] = dyOff + (outRow * out.width + columns.start(column)) * out.channels;
            places[p] = dxOff + ((image * shape.outHeight + row) * shape.outWidth + column) * shape.outChannels;
        }
    }

    private void setPieces(int columnClass, int from, int steps, Patches patches) {
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

    private void copyPanel(
            int rowClass, int columnClass, int group, int panel, int from, int steps, BlockKernel kernel) {
        int depth = shape.groupInputs();
        int across = columns.taps(columnClass);
        int panelOff = packedOff + ConvPanels.offset(shape, group, panel);
        int to = kernel.panelOff;
        for (int p = from; p < from + steps; ) {
            int n = p / depth;
            int length = Math.min(depth - p % depth, from + steps - p);
            int tap = rows.tap(rowClass, n / across) * shape.kernelWidth + columns.tap(columnClass, n % across);
            int at = panelOff + (tap * depth + p % depth) * COLUMNS;
            System.arraycopy(workspace, at, kernel.panel, to, length * COLUMNS);
            to += length * COLUMNS;
            p += length;
        }
    }
}
