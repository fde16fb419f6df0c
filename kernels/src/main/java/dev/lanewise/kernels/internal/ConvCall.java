package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.MAX_ELEMENTS;
import static dev.lanewise.kernels.internal.Tiles.ROWS;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * A direct convolution: a matrix product whose A is never made, because the row of an output pixel is read from the
 * image itself ("im2col in the address computation").
 *
 * <pre>
 *   pack the weights into panels, lay the images into frames where there is padding     in parallel
 *   for each block of output pixels                                                    in parallel
 *     for each panel of output channels                                                second-level cache
 *       for each tile of 6 pixels                                                      micro-kernel, whole chain
 * </pre>
 *
 * <p>An output element is one chain over (window row, window column, input channel), so it has the bits of im2col and
 * {@code sgemm}. Serves the forward pass and, over turned weights, the gradient by the input.
 */
public final class ConvCall implements IndexedTask {

    /** Output pixels of a task: their patches stay in the second-level cache while the panels go by. */
    private static final int BLOCK_PIXELS = 32 * ROWS;

    private static final int TASKS_PER_THREAD = 4;

    /** Convolutions with fewer multiplications stay on the calling thread. */
    private static final long SERIAL_BELOW = 1 << 18;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvCall> CALLS = new Recycler<>(ConvCall::new);
    private static final Recycler<int[]> PATCHES = new Recycler<>(() -> new int[BLOCK_PIXELS + ROWS]);

    private final ConvShape shape = new ConvShape();
    private float[] images = EMPTY;
    private int imagesOff;
    private float[] weights = EMPTY;
    private int weightsOff;
    private float[] y = EMPTY;
    private int yOff;
    private float[] workspace = EMPTY;
    private int packedOff;
    private int framesOff;
    private int finish;
    private float[] bias = EMPTY;
    private int biasOff;

    private boolean preparing;
    private int[] runStart = new int[16];
    private int panels;
    private int pixels;
    private int blockPixels;

    private ConvCall() {}

    /** A borrowed call, to be given a shape and run once. */
    public static ConvCall borrow() {
        return CALLS.take();
    }

    /** The shape of this call. */
    public ConvShape shape() {
        return shape;
    }

    /** Floats of workspace that a convolution of this shape needs. */
    public static long workspace(ConvShape shape) {
        return shape.packedSize() + shape.framesSize();
    }

    /** Computes the convolution of the shape and gives the call back. */
    public void run(
            WorkerPool pool,
            float[] x,
            int xOff,
            float[] weights,
            int weightsOff,
            float[] y,
            int yOff,
            float[] workspace,
            int workspaceOff,
            int finish,
            float[] bias,
            int biasOff) {
        this.images = x;
        this.imagesOff = xOff;
        this.weights = weights;
        this.weightsOff = weightsOff;
        this.y = y;
        this.yOff = yOff;
        this.workspace = workspace;
        this.packedOff = workspaceOff;
        this.framesOff = workspaceOff + (int) shape.packedSize();
        this.finish = finish;
        this.bias = bias;
        this.biasOff = biasOff;
        pixels = shape.batch * shape.outPixelsOfImage();
        try {
            if (pixels == 0) {
                return;
            }
            long work = (long) pixels * shape.patchSize() * shape.groupOutputs();
            convolve(work < SERIAL_BELOW ? WorkerPool.SERIAL : pool);
        } finally {
            this.images = EMPTY;
            this.weights = EMPTY;
            this.y = EMPTY;
            this.workspace = EMPTY;
            this.bias = EMPTY;
            CALLS.give(this);
        }
    }

    private void convolve(WorkerPool pool) {
        int runs = shape.runs();
        if (runStart.length < runs) {
            runStart = new int[runs];
        }
        for (int r = 0; r < runs; r++) {
            runStart[r] = shape.runStart(r);
        }
        preparing = true;
        boolean framed = !shape.frame.trivial();
        panels = shape.depthwise() ? 0 : shape.groups * shape.groupPanels();
        pool.run(panels + (framed ? shape.batch : 0), this);
        preparing = false;
        if (framed) {
            images = workspace;
            imagesOff = framesOff;
        }
        int blocks = (pixels + BLOCK_PIXELS - 1) / BLOCK_PIXELS;
        if (pool.threads() > 1) {
            blocks = Math.max(blocks, TASKS_PER_THREAD * pool.threads());
        }
        blockPixels = Math.max(1, (pixels + blocks - 1) / blocks);
        blockPixels = (blockPixels + ROWS - 1) / ROWS * ROWS;
        pool.run((pixels + blockPixels - 1) / blockPixels, this);
    }

    @Override
    public void run(int index) {
        if (!preparing) {
            block(index);
        } else if (index < panels) {
            packPanel(index / shape.groupPanels(), index % shape.groupPanels());
        } else {
            int image = index - panels;
            int size = shape.frame.height * shape.frame.width * shape.frame.channels;
            shape.frame.fill(images, imagesOff + image * size, workspace, framesOff + image * (int) shape.frame.size());
        }
    }

    private void packPanel(int group, int panel) {
        int cols = Math.min(COLUMNS, shape.groupOutputs() - panel * COLUMNS);
        int to = panelOff(group, panel);
        if (!shape.flipped) {
            int from = weightsOff + group * shape.groupOutputs() + panel * COLUMNS;
            Panels.pack(weights, from, shape.outChannels, shape.patchSize(), cols, workspace, to);
            return;
        }
        int taps = shape.kernelHeight * shape.kernelWidth;
        int channels = shape.frame.channels;
        int steps = shape.groupInputs();
        for (int tap = 0; tap < taps; tap++) {
            int row = (taps - 1 - tap) * shape.groupOutputs() + panel * COLUMNS;
            int from = weightsOff + row * channels + group * steps;
            Panels.packTransposed(weights, from, channels, steps, cols, workspace, to + tap * steps * COLUMNS);
        }
    }

    private int panelOff(int group, int panel) {
        return packedOff + (group * shape.groupPanels() + panel) * shape.patchSize() * COLUMNS;
    }

    /** Computes one block of output pixels. */
    private void block(int index) {
        int from = index * blockPixels;
        int count = Math.min(blockPixels, pixels - from);
        int[] patch = PATCHES.take();
        float[] edge = Scratch.take(MAX_ELEMENTS + COLUMNS);
        int imagePixels = shape.outPixelsOfImage();
        for (int p = 0; p < count + ROWS - 1; p++) {
            int pixel = from + Math.min(p, count - 1);
            patch[p] =
                    imagesOff + pixel / imagePixels * (int) shape.frame.size() + shape.patchStart(pixel % imagePixels);
        }
        if (shape.depthwise()) {
            depthwise(from, count, patch);
        }
        for (int group = 0; group < panels / shape.groupPanels(); group++) {
            for (int panel = 0; panel < shape.groupPanels(); panel++) {
                tiles(group, panel, from, count, patch, edge);
            }
        }
        Scratch.give(edge);
        PATCHES.give(patch);
    }

    private void depthwise(int from, int count, int[] patch) {
        int channels = shape.outChannels;
        int taps = shape.runs();
        DepthwiseTile.multiply(
                images,
                patch,
                count,
                runStart,
                taps,
                weights,
                shape.flipped ? weightsOff + (taps - 1) * channels : weightsOff,
                shape.flipped ? -channels : channels,
                y,
                yOff + from * channels,
                channels,
                finish,
                bias,
                biasOff);
    }

    private void tiles(int group, int panel, int from, int count, int[] patch, float[] edge) {
        int ldy = shape.outChannels;
        int column = group * shape.groupOutputs() + panel * COLUMNS;
        int cols = Math.min(COLUMNS, shape.groupOutputs() - panel * COLUMNS);
        int panelOff = panelOff(group, panel);
        int shift = group * shape.groupInputs();
        if (cols < COLUMNS && (finish & Finish.BIAS) != 0) {
            System.arraycopy(bias, biasOff + column, edge, MAX_ELEMENTS, cols);
        }
        for (int p = 0; p < count; p += ROWS) {
            int rows = Math.min(ROWS, count - p);
            int to = yOff + (from + p) * ldy + column;
            boolean whole = rows == ROWS && cols == COLUMNS;
            float[] tile = whole ? y : edge;
            int tileOff = whole ? to : 0;
            int ldTile = whole ? ldy : COLUMNS;
            RowsTile.multiply(
                    images,
                    patch[p] + shift,
                    patch[p + 1] + shift,
                    patch[p + 2] + shift,
                    patch[p + 3] + shift,
                    patch[p + 4] + shift,
                    patch[p + 5] + shift,
                    runStart,
                    shape.runs(),
                    shape.runLength(),
                    workspace,
                    panelOff,
                    COLUMNS,
                    tile,
                    tileOff,
                    ldTile,
                    Tiles.ZEROS,
                    0,
                    0);
            if (finish != 0) {
                boolean own = cols < COLUMNS;
                Finish.tile(
                        tile, tileOff, ldTile, rows, finish, own ? edge : bias, own ? MAX_ELEMENTS : biasOff + column);
            }
            if (!whole) {
                EdgeTile.store(edge, 0, 0, rows, cols, y, to, ldy);
            }
        }
    }
}
