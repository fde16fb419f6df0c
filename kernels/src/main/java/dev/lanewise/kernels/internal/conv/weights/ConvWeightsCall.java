package dev.lanewise.kernels.internal.conv.weights;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.CONV_M;
import static dev.lanewise.kernels.internal.tile.Tiles.ROWS;
import static dev.lanewise.kernels.internal.tile.Tiles.roundUp;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.conv.ConvShape;
import dev.lanewise.kernels.internal.conv.depthwise.DepthwiseBlock;
import dev.lanewise.kernels.internal.conv.depthwise.DepthwiseWeights;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * The gradient of a convolution by its weights: for each tap and input channel, the sum over output pixels of input
 * times gradient.
 *
 * <pre>
 *   lay the images into frames where padding is not left out                   in parallel
 *   for each chunk of images, for each part of the weights                     in parallel, each into a partial sum
 *     {@link WindowRows} or {@link WeightsInPlace}, {@link DepthwiseWeights}, {@link WeightsPacked}
 *   add the chunks' partial sums, in the order of the chunks                   in parallel over the weights
 * </pre>
 *
 * <p>The chunks depend on the shape alone, so neither threads nor width show in the bits. They have {@link #CHUNK_PIXELS}
 * output pixels or more: shorter chains would spend their time on loading, storing and adding sums.
 */
public final class ConvWeightsCall implements IndexedTask {

    /** Most chunks of a batch. */
    private static final int CHUNKS = 16;

    /** Output pixels that a chunk has at least, where there is more than one. */
    private static final int CHUNK_PIXELS = 1024;

    /** Weights whose partial sums one task adds. */
    private static final int SUM_ELEMENTS = 1 << 12;

    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvWeightsCall> CALLS = new Recycler<>(ConvWeightsCall::new);

    private enum Phase {
        PREPARE,
        PACKED,
        WINDOW_ROWS,
        IN_PLACE,
        DEPTHWISE,
        SUM
    }

    private final ConvShape shape = new ConvShape();
    private float[] images = EMPTY;
    private int imagesOff;
    private float[] dy = EMPTY;
    private int dyOff;
    private float[] dWeights = EMPTY;
    private int dWeightsOff;
    private float[] workspace = EMPTY;
    private int framesOff;
    private int partialsOff;

    private Phase phase = Phase.PREPARE;
    private int stripes;
    private int chunkImages;
    private int chunks;
    private int rowBlock;
    private int rowBlocks;
    private int[] tapStart = new int[16];
    private int weightsParts;

    private ConvWeightsCall() {}

    /** A borrowed call, to be given a shape and run once. */
    public static ConvWeightsCall borrow() {
        return CALLS.take();
    }

    /** The shape of this call. */
    public ConvShape shape() {
        return shape;
    }

    /** Floats of workspace that the gradient of a convolution of this shape needs. */
    public static long workspace(ConvShape shape) {
        return framesSize(shape) + partialsSize(shape);
    }

    /** Floats of the frames that the images are laid into, 0 where they are read as they are. */
    private static long framesSize(ConvShape shape) {
        return WeightsInPlace.leavesPaddingOut(shape) ? 0 : shape.framesSize();
    }

    /** Output pixels of a chunk. */
    static long chunkPixels(ConvShape shape) {
        return (long) chunkImages(shape) * shape.outPixelsOfImage();
    }

    private static long partialsSize(ConvShape shape) {
        int chunks = chunks(shape);
        return chunks == 1 ? 0 : (long) chunks * shape.patchSize() * shape.outChannels;
    }

    private static int chunks(ConvShape shape) {
        int images = chunkImages(shape);
        return Math.max(1, (shape.batch + images - 1) / images);
    }

    /** Images of a chunk; the last one may have fewer. */
    private static int chunkImages(ConvShape shape) {
        long wanted = Math.clamp((long) shape.batch * shape.outPixelsOfImage() / CHUNK_PIXELS, 1, CHUNKS);
        return (int) Math.max(1, (shape.batch + wanted - 1) / wanted);
    }

    /** Computes the gradient and gives the call back. */
    public void run(
            WorkerPool pool,
            float[] x,
            int xOff,
            float[] dy,
            int dyOff,
            float[] dWeights,
            int dWeightsOff,
            float[] workspace,
            int workspaceOff) {
        this.images = x;
        this.imagesOff = xOff;
        this.dy = dy;
        this.dyOff = dyOff;
        this.dWeights = dWeights;
        this.dWeightsOff = dWeightsOff;
        this.workspace = workspace;
        framesOff = workspaceOff;
        partialsOff = framesOff + (int) framesSize(shape);
        try {
            long work = (long) shape.batch * shape.outPixelsOfImage() * shape.patchSize() * shape.outChannels;
            gradient(ConvShape.threads(pool, work));
        } finally {
            this.images = EMPTY;
            this.dy = EMPTY;
            this.dWeights = EMPTY;
            this.workspace = EMPTY;
            CALLS.give(this);
        }
    }

    private void gradient(WorkerPool pool) {
        chunkImages = chunkImages(shape);
        chunks = chunks(shape);
        int threads = pool.threads();
        if (framesSize(shape) > 0) {
            phase = Phase.PREPARE;
            stripes = shape.frameStripes(threads);
            pool.run(shape.batch * stripes, this);
            images = workspace;
            imagesOff = framesOff;
        }
        if (shape.depthwise()) {
            int taps = shape.runs();
            tapStart = tapStart.length < taps ? new int[taps] : tapStart;
            shape.runStarts(tapStart);
            phase = Phase.DEPTHWISE;
            weightsParts = ConvShape.parts(chunks, threads, DepthwiseBlock.vectors(shape, 0));
            pool.run(chunks * weightsParts, this);
        } else if (WindowRows.serves(shape)) {
            runParts(pool, Phase.WINDOW_ROWS, WindowRows.items(shape));
        } else if (WeightsInPlace.serves(shape)) {
            runParts(pool, Phase.IN_PLACE, WeightsInPlace.items(shape));
        } else {
            phase = Phase.PACKED;
            cutRows(threads);
            pool.run(chunks * rowBlocks * shape.groups, this);
        }
        if (chunks > 1) {
            phase = Phase.SUM;
            pool.run((weightsSize() + SUM_ELEMENTS - 1) / SUM_ELEMENTS, this);
        }
    }

    /** Runs a phase over the parts of each chunk, at most {@code items}. */
    private void runParts(WorkerPool pool, Phase parts, int items) {
        phase = parts;
        boolean alike = shape.batch % chunkImages == 0; // a smaller last chunk would leave a thread without work
        weightsParts = ConvShape.parts(alike ? chunks : 1, pool.threads(), items);
        pool.run(chunks * weightsParts, this);
    }

    /** Cuts the rows of the weights into blocks, more of them where the chunks alone are too few tasks. */
    private void cutRows(int threads) {
        int size = shape.patchSize();
        int least = (size + CONV_M - 1) / CONV_M;
        int blocks =
                least * ConvShape.parts(chunks * shape.groups * least, threads, Math.max(1, size / least / (2 * ROWS)));
        rowBlock = roundUp((size + blocks - 1) / blocks, ROWS);
        rowBlocks = (size + rowBlock - 1) / rowBlock;
    }

    private int weightsSize() {
        return shape.patchSize() * shape.outChannels;
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PREPARE -> shape.fillFrame(index, stripes, images, imagesOff, workspace, framesOff);
            case PACKED -> packed(index % chunks, index / chunks);
            case WINDOW_ROWS, IN_PLACE -> inPlace(index / weightsParts, index % weightsParts);
            case DEPTHWISE -> depthwise(index % chunks, index / chunks);
            case SUM -> sum(index * SUM_ELEMENTS, Math.min(weightsSize(), (index + 1) * SUM_ELEMENTS));
        }
    }

    /** Sums one block of rows of one group's weights over one chunk of images. */
    private void packed(int chunk, int part) {
        int row = part % rowBlocks * rowBlock;
        WeightsPacked.multiply(
                shape,
                chunk * chunkImages,
                endImage(chunk),
                part / rowBlocks,
                row,
                Math.min(rowBlock, shape.patchSize() - row),
                images,
                imagesOff,
                dy,
                dyOff,
                sums(),
                sumsOff(chunk));
    }

    /** Sums a part of the weights over one chunk of images, which are read in place; a thread mostly has all its parts. */
    private void inPlace(int chunk, int part) {
        int from = chunk * chunkImages;
        int to = endImage(chunk);
        float[] sums = sums();
        int sumsOff = sumsOff(chunk);
        if (phase == Phase.WINDOW_ROWS) {
            WindowRows.multiply(shape, from, to, part, weightsParts, images, imagesOff, dy, dyOff, sums, sumsOff);
        } else {
            WeightsInPlace.multiply(shape, from, to, part, weightsParts, images, imagesOff, dy, dyOff, sums, sumsOff);
        }
    }

    /** Sums a part of the vectors of channels over one chunk of images. */
    private void depthwise(int chunk, int part) {
        int vectors = DepthwiseBlock.vectors(shape, DepthwiseBlock.shift(shape, images, imagesOff));
        DepthwiseWeights.multiply(
                shape,
                chunk * chunkImages,
                endImage(chunk),
                vectors * part / weightsParts,
                vectors * (part + 1) / weightsParts,
                tapStart,
                images,
                imagesOff,
                dy,
                dyOff,
                sums(),
                sumsOff(chunk));
    }

    /** One past the last image of a chunk. */
    private int endImage(int chunk) {
        return Math.min(shape.batch, (chunk + 1) * chunkImages);
    }

    /** Where the sums of a chunk go: the result itself, if there is one chunk. */
    private float[] sums() {
        return chunks > 1 ? workspace : dWeights;
    }

    /** First element of the sums of a chunk. */
    private int sumsOff(int chunk) {
        return chunks > 1 ? partialsOff + chunk * weightsSize() : dWeightsOff;
    }

    /** Adds the partial sums of the chunks, first to last, for the weights {@code from .. to - 1}. */
    private void sum(int from, int to) {
        int count = to - from;
        System.arraycopy(workspace, partialsOff + from, dWeights, dWeightsOff + from, count);
        for (int chunk = 1, at = partialsOff + from; chunk < chunks; chunk++) {
            at += weightsSize();
            add(workspace, at, dWeights, dWeightsOff + from, count);
        }
    }

    private static void add(float[] x, int xOff, float[] sums, int sumsOff, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            fromArray(F32, sums, sumsOff + i).add(fromArray(F32, x, xOff + i)).intoArray(sums, sumsOff + i);
        }
        for (; i < n; i++) {
            sums[sumsOff + i] += x[xOff + i];
        }
    }
}
