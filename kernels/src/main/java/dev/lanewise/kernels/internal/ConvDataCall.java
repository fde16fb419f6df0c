package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.Tiles.ROWS;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * The gradient of a convolution by its input where the convolution over the spread-out gradient ({@link ConvCall}) would
 * mostly multiply zeros: strides, and images not much larger than the window without padding.
 *
 * <pre>
 *   pack the turned weights into panels                                      in parallel
 *   for each few images                                                      second-level cache
 *     for each class of rows x class of columns: the pixels with the same taps
 *       for each block of them                                               in parallel
 *         a matrix product over these taps and the channels of dy            {@link ConvDataBlock}
 *         copy its rows to their pixels
 * </pre>
 *
 * <p>An element is the chain of {@link ConvCall} without its zeros: the same bits, unless a weight is infinite or NaN.
 */
public final class ConvDataCall implements IndexedTask {

    /** Elements of dy and dx of the images that all classes go over before the next ones: 2 MiB. */
    private static final int ELEMENTS = 1 << 19;

    private static final int TASKS_PER_THREAD = 4;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvDataCall> CALLS = new Recycler<>(ConvDataCall::new);

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
    private int rowsOfTile;
    private int imagesAtATime;
    private int tasksAtATime;

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
        shape.inPlace &= columns.advance == 1; // taps of a row lie side by side in dy
        long work = shape.batch * rows.pairs * columns.pairs * shape.groupInputs() * shape.outChannels;
        WorkerPool threads = ConvShape.threads(pool, work);
        packing = true;
        threads.run(ConvPanels.tasks(shape), this);
        packing = false;
        int pixels = shape.batch * shape.outPixelsOfImage();
        int parts = threads.threads() == 1 ? 1 : TASKS_PER_THREAD * threads.threads();
        blockPixels = Math.clamp(Tiles.roundUp(pixels / parts, ROWS), 2 * ROWS, CONV_M / 2);
        rowsOfTile = ConvPanels.rowsOfTile(shape);
        long size = (long) shape.frame.height * shape.frame.width * shape.frame.channels
                + (long) shape.outPixelsOfImage() * shape.outChannels;
        imagesAtATime = Math.max(1, Tiles.evenly(shape.batch, (int) Math.max(1, ELEMENTS / size)));
        tasksAtATime = tasks(0);
        int times = shape.batch / imagesAtATime;
        threads.run(times * tasksAtATime + tasks(times * imagesAtATime), this);
    }

    /** Ends the loan. */
    public void giveBack() {
        dy = EMPTY;
        weights = EMPTY;
        dx = EMPTY;
        workspace = EMPTY;
        CALLS.give(this);
    }

    /** Pixels of a class in {@code images} images. */
    private int pixels(int images, int pair) {
        return images * rows.size(pair / columns.classes) * columns.size(pair % columns.classes);
    }

    /** The image after the few that start with {@code image}. */
    private int end(int image) {
        return Math.min(shape.batch, image + imagesAtATime);
    }

    private int tasks(int image) {
        int tasks = 0;
        for (int pair = 0; pair < rows.classes * columns.classes; pair++) {
            tasks += blocks(image, pair);
        }
        return tasks;
    }

    private int blocks(int image, int pair) {
        int block = block(image, pair);
        return (pixels(end(image) - image, pair) + block - 1) / block;
    }

    /** Pixels of a block: nearly the same for all blocks of a class, or one task might be a quarter of the work. */
    private int block(int image, int pair) {
        int pixels = Math.max(1, pixels(end(image) - image, pair));
        return Tiles.roundUp(Tiles.evenly(pixels, blockPixels), rowsOfTile);
    }

    @Override
    public void run(int index) {
        if (packing) {
            ConvPanels.pack(shape, index, weights, weightsOff, workspace, packedOff);
            return;
        }
        int image = index / tasksAtATime * imagesAtATime;
        int block = index % tasksAtATime;
        int pair = 0;
        for (; block >= blocks(image, pair); pair++) {
            block -= blocks(image, pair);
        }
        int size = block(image, pair);
        int from = pixels(image, pair) + block * size;
        ConvDataBlock.multiply(
                shape,
                rows,
                columns,
                pair / columns.classes,
                pair % columns.classes,
                from,
                Math.min(size, pixels(end(image), pair) - from),
                dy,
                dyOff,
                workspace,
                packedOff,
                dx,
                dxOff);
    }
}
