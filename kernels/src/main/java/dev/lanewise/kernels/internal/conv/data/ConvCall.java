package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.conv.ConvShape.TASKS_PER_THREAD;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.depthwise.DepthwiseBlock;
import dev.lanewise.kernels.internal.conv.depthwise.DepthwiseRows;
import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.Follower;
import org.jspecify.annotations.Nullable;

/**
 * A convolution as a matrix product whose A, the im2col matrix, is only ever there in parts: a block of patches is packed
 * from the images when the micro-kernel needs it.
 *
 * <pre>
 *   pack the weights into panels, lay the images into frames where {@link ConvBlock} wants them     in parallel
 *   for each block of output pixels                                                    in parallel
 *     for each CONV_K elements of their patches, or in place                           packed: second-level cache
 *       for each panel of output channels                                              first-level cache
 *         for each tile of pixels                                                      micro-kernel
 * </pre>
 *
 * <p>An output element is one chain over (window row, window column, input channel), so it has the bits of im2col and
 * {@code sgemm}. Serves the forward pass and, over turned weights, the gradient by the input.
 */
public final class ConvCall implements IndexedTask {

    /** Packed weights that stay in a second-level cache of 1 MiB; of more, every block fetches all. */
    private static final int WEIGHTS = 1 << 18;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvCall> CALLS = new Recycler<>(ConvCall::new);

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
    private @Nullable Follower follower;

    private enum Phase {
        PREPARE,
        BLOCKS,
        PIECES,
        PLANES,
        DEPTHWISE
    }

    private Phase phase = Phase.PREPARE;
    private int[] runStart = new int[16];
    private int packings;
    private int stripes;
    private int pixels;
    private boolean pixelRows;
    private int blockPixels;
    private int blockRows;
    private int rowBlocks;

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
        return shape.packedSize() + CacheLines.FLOATS + (ConvBlock.readsImages(shape) ? 0 : shape.framesSize());
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
            int biasOff,
            @Nullable Follower follower) {
        this.images = x;
        this.imagesOff = xOff;
        this.weights = weights;
        this.weightsOff = weightsOff;
        this.y = y;
        this.yOff = yOff;
        this.workspace = workspace;
        this.packedOff = CacheLines.next(workspaceOff);
        this.framesOff = packedOff + (int) shape.packedSize();
        this.finish = finish;
        this.bias = bias;
        this.biasOff = biasOff;
        this.follower = follower;
        pixels = shape.batch * shape.outPixelsOfImage();
        try {
            if (pixels == 0) {
                return;
            }
            long work = (long) pixels * shape.patchSize() * shape.outChannels;
            WorkerPool threads = ConvShape.threads(pool, work);
            if (shape.depthwise()) {
                depthwise(threads);
            } else if (PlaneRows.serves(shape)) {
                planes(threads);
            } else {
                convolve(threads);
            }
            if (follower != null && phase != Phase.PIECES) {
                follower.readAll(pool);
            }
        } finally {
            this.images = EMPTY;
            this.weights = EMPTY;
            this.y = EMPTY;
            this.workspace = EMPTY;
            this.bias = EMPTY;
            this.follower = null;
            CALLS.give(this);
        }
    }

    /** The rows of a depthwise convolution, a few of an image a task. */
    private void depthwise(WorkerPool pool) {
        growStarts(shape.runs());
        shape.runStarts(runStart);
        cutRows(DepthwiseBlock.rowsOfTask(shape), pool.threads());
        phase = Phase.DEPTHWISE;
        pool.run(shape.batch * rowBlocks, this);
    }

    /** The rows of a convolution with few output channels, likewise. */
    private void planes(WorkerPool pool) {
        PlaneRows.pack(shape, weights, weightsOff, workspace, packedOff);
        cutRows(PlaneRows.rowsOfTask(shape), pool.threads());
        growStarts(shape.patchSize());
        PlaneRows.places(shape, blockRows, runStart);
        phase = Phase.PLANES;
        pool.run(shape.batch * rowBlocks, this);
    }

    private void growStarts(int count) {
        if (runStart.length < count) {
            runStart = new int[count];
        }
    }

    /** Cuts the rows of an image into blocks of at most {@code most}, of which every thread gets a few. */
    private void cutRows(int most, int threads) {
        int blocks = (shape.outHeight + most - 1) / most;
        if (threads > 1) {
            blocks = Math.max(blocks, TASKS_PER_THREAD * threads / shape.batch);
        }
        blockRows = (shape.outHeight + blocks - 1) / blocks;
        rowBlocks = (shape.outHeight + blockRows - 1) / blockRows;
    }

    private void convolve(WorkerPool pool) {
        phase = Phase.PREPARE;
        boolean framed = !ConvBlock.readsImages(shape);
        packings = ConvPanels.tasks(shape);
        stripes = framed ? shape.frameStripes(pool.threads()) : 0;
        pool.run(packings + shape.batch * stripes, this);
        if (framed) {
            images = workspace;
            imagesOff = framesOff;
        }
        pixelRows = PixelRows.serves(shape);
        int most = pixelRows ? PixelRows.mostPixels(shape) : ConvBlock.mostPixels(shape);
        Follower along = follower;
        int enough = pool.threads() == 1 ? 1 : TASKS_PER_THREAD * pool.threads();
        if (along != null && along.pieces() >= enough) {
            phase = Phase.PIECES;
            blockPixels = blockPixels(along.rowsOfPiece(), 1, most);
            pool.run(along.pieces(), this);
        } else {
            phase = Phase.BLOCKS;
            int few = Math.clamp(pixels / ConvBlock.AMPLE, pool.threads(), enough);
            blockPixels = blockPixels(pixels, shape.packedSize() > WEIGHTS ? few : enough, most);
            pool.run(Math.ceilDiv(pixels, blockPixels), this);
        }
    }

    /** Pixels of each of about equal blocks, a multiple of {@code least} blocks of about {@code most} pixels. */
    private int blockPixels(int count, int least, int most) {
        int blocks = roundUp(Math.ceilDiv(count, most), least);
        int each = Math.ceilDiv(count, blocks);
        return roundUp(each, pixelRows && each >= shape.outWidth ? shape.outWidth : ConvPanels.rowsOfTile(shape));
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PREPARE -> prepare(index);
            case BLOCKS -> block(index * blockPixels, pixels);
            case PIECES -> piece(index);
            case PLANES -> planes(index);
            case DEPTHWISE -> depthwise(index);
        }
    }

    private void prepare(int index) {
        if (index < packings) {
            ConvPanels.pack(shape, index, weights, weightsOff, workspace, packedOff);
        } else {
            shape.fillFrame(index - packings, stripes, images, imagesOff, workspace, framesOff);
        }
    }

    /** Computes the block of output pixels from {@code from} on, none from {@code end} on. */
    private void block(int from, int end) {
        int count = Math.min(blockPixels, end - from);
        if (pixelRows) {
            PixelRows.multiply(
                    shape, images, imagesOff, workspace, packedOff, from, count, y, yOff, finish, bias, biasOff);
        } else {
            ConvBlock.multiply(
                    shape, images, imagesOff, workspace, packedOff, from, count, y, yOff, finish, bias, biasOff);
        }
    }

    /** Computes the output pixels of one of the follower's pieces, which reads them block by block. */
    @SuppressWarnings("NullAway") // there is a follower for as long as pieces run
    private void piece(int index) {
        int first = index * follower.rowsOfPiece();
        int end = index == follower.pieces() - 1 ? pixels : first + follower.rowsOfPiece();
        int read = 0;
        for (int from = first; from < end; from += blockPixels) {
            block(from, end);
            read = follower.follow(index, read, Math.min(end, from + blockPixels) - first);
        }
    }

    /** Computes one block of output rows of an image, pixels as lanes. */
    private void planes(int index) {
        int image = index / rowBlocks;
        int from = index % rowBlocks * blockRows;
        int to = Math.min(shape.outHeight, from + blockRows);
        PlaneRows.forward(
                shape, image, from, to, blockRows, runStart, images, imagesOff, workspace, packedOff, y, yOff, finish,
                bias, biasOff);
    }

    /** Computes one block of output rows of an image, channels as lanes. */
    private void depthwise(int index) {
        int image = index / rowBlocks;
        int from = index % rowBlocks * blockRows;
        int to = Math.min(shape.outHeight, from + blockRows);
        DepthwiseRows.forward(
                shape,
                image,
                from,
                to,
                runStart,
                images,
                imagesOff,
                weights,
                weightsOff,
                y,
                yOff,
                finish,
                bias,
                biasOff);
    }
}
