package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.conv.ConvShape.TASKS_PER_THREAD;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.Frame;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.Follower;
import dev.lanewise.kernels.internal.tile.Tiles;
import org.jspecify.annotations.Nullable;

/**
 * A convolution whose pixels are taken in classes, those with the same taps inside of the image, and without the others: for
 * shapes of which {@link ConvCall} would often multiply zeros. Those are padded convolutions of small images, and gradients by
 * the input, convolutions over dy with the weights turned, of strided ones and of small images.
 *
 * <pre>
 *   pack the weights into panels                                             in parallel
 *   for each few images                                                      second-level cache
 *     for each class of rows x class of columns: the pixels with the same taps
 *       for each block of them                                               in parallel
 *         a matrix product over these taps and the channels of x             {@link ConvClassBlock}
 *         copy its rows to their pixels
 * </pre>
 *
 * <p>An element is the chain of {@link ConvCall} without its zeros: the same bits, unless a weight is infinite or NaN, or a
 * sum has underflowed to -0.
 */
public final class ConvClassCall implements IndexedTask {

    /** Elements of x and y of the images that all classes go over before the next ones: 2 MiB. */
    private static final int ELEMENTS = 1 << 19;

    /** A gradient with so few products that are not with zeros is always faster by classes, ... */
    private static final double MOSTLY_INSIDE = 0.8;

    /** ... and so is any convolution with these that has as many channels on both sides ... */
    private static final double INSIDE = 0.96;

    private static final int CHANNELS = 32;

    /** ... and leaves out the products of as many pixels: each class fetches the weights of its taps again. */
    private static final int PIXELS = 64;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvClassCall> CALLS = new Recycler<>(ConvClassCall::new);

    private final ConvShape shape = new ConvShape();
    private final TapClasses rows = new TapClasses();
    private final TapClasses columns = new TapClasses();
    private float[] x = EMPTY;
    private int xOff;
    private float[] weights = EMPTY;
    private int weightsOff;
    private float[] y = EMPTY;
    private int yOff;
    private float[] workspace = EMPTY;
    private int packedOff;
    private int finish;
    private float[] bias = EMPTY;
    private int biasOff;
    private boolean packing;
    private int blockPixels;
    private int rowsOfTile;
    private int imagesAtATime;
    private int tasksAtATime;

    private ConvClassCall() {}

    /** A borrowed call, to be given a forward shape, asked and perhaps run; {@link #giveBack} ends the loan. */
    public static ConvClassCall borrow() {
        return CALLS.take();
    }

    /** The shape of this call. */
    public ConvShape shape() {
        return shape;
    }

    /** Whether this call serves the forward shape, or the gradient by its input, to which it turns the shape. */
    public boolean serves(boolean backward) {
        return backward ? servesBackward() : servesForward();
    }

    private boolean servesForward() {
        if (!wide()) {
            return false;
        }
        Frame x = shape.frame;
        rows.setForward(shape.outHeight, x.height, shape.kernelHeight, shape.strideHeight, shape.dilationHeight, x.top);
        columns.setForward(shape.outWidth, x.width, shape.kernelWidth, shape.strideWidth, shape.dilationWidth, x.left);
        return leavesOutEnough();
    }

    private boolean servesBackward() {
        Frame x = shape.frame;
        rows.setBackward(
                x.height, shape.outHeight, shape.kernelHeight, shape.strideHeight, shape.dilationHeight, x.top);
        columns.setBackward(x.width, shape.outWidth, shape.kernelWidth, shape.strideWidth, shape.dilationWidth, x.left);
        shape.turnToBackwardData();
        return !shape.depthwise() && inside() < MOSTLY_INSIDE || wide() && leavesOutEnough();
    }

    private boolean wide() {
        return shape.groups == 1 && Math.min(shape.frame.channels, shape.outChannels) >= CHANNELS;
    }

    private boolean leavesOutEnough() {
        double inside = inside();
        return inside < INSIDE && (1 - inside) * shape.batch * shape.outPixelsOfImage() >= PIXELS;
    }

    /** The share of the products that are not with zeros around an image, or between the elements of dy. */
    private double inside() {
        long taps = (long) shape.kernelHeight * shape.kernelWidth;
        return (double) rows.pairs * columns.pairs / Math.max(1, taps * shape.outPixelsOfImage());
    }

    /** Floats of workspace that this call needs. */
    public long workspace() {
        return shape.packedSize() + CacheLines.FLOATS;
    }

    /** Computes the convolution. */
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
            int biasOff,
            @Nullable Follower follower) {
        this.x = x;
        this.xOff = xOff;
        this.weights = weights;
        this.weightsOff = weightsOff;
        this.y = y;
        this.yOff = yOff;
        this.workspace = workspace;
        this.finish = finish;
        this.bias = bias;
        this.biasOff = biasOff;
        packedOff = CacheLines.next(workspaceOff);
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
        if (follower != null) {
            follower.readAll(pool);
        }
    }

    /** Ends the loan. */
    public void giveBack() {
        x = EMPTY;
        weights = EMPTY;
        y = EMPTY;
        workspace = EMPTY;
        bias = EMPTY;
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
        ConvClassBlock.multiply(
                shape,
                rows,
                columns,
                pair / columns.classes,
                pair % columns.classes,
                from,
                Math.min(size, pixels(end(image), pair) - from),
                x,
                xOff,
                workspace,
                packedOff,
                y,
                yOff,
                finish,
                bias,
                biasOff);
    }
}
