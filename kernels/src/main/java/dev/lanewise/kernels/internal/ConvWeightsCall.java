package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Tiles.COLUMNS;
import static dev.lanewise.kernels.internal.Tiles.MAX_ELEMENTS;
import static dev.lanewise.kernels.internal.Tiles.OUTER_ROWS;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.Arrays;

/**
 * The gradient of a convolution by its weights: for each tap and input channel, the sum over output pixels of input
 * times gradient, a sum of outer products.
 *
 * <pre>
 *   lay the images into frames, pack the last, incomplete columns of dy        in parallel
 *   for each chunk of images, for each run of the window                       in parallel, each into a partial sum
 *     for each panel of output channels, for each 12 rows of the run           micro-kernel over a few images at a time
 *   add the chunks' partial sums, in the order of the chunks                   in parallel over the weights
 * </pre>
 *
 * <p>The chunks depend on the batch alone, so neither threads nor width show in the bits.
 */
public final class ConvWeightsCall implements IndexedTask {

    /** Partial sums over the batch. */
    private static final int CHUNKS = 16;

    /** Input and gradient of the images that one pass of a tile goes over: 32,768 floats are 128 KiB. */
    private static final int PASS_ELEMENTS = 1 << 15;

    /** Weights whose partial sums one task adds. */
    private static final int SUM_ELEMENTS = 1 << 12;

    /** Floats that a tile may read past the last image. */
    private static final int SLACK = OUTER_ROWS;

    private static final long SERIAL_BELOW = 1 << 18;
    private static final float[] EMPTY = new float[0];
    private static final Recycler<ConvWeightsCall> CALLS = new Recycler<>(ConvWeightsCall::new);

    private enum Phase {
        PREPARE,
        MULTIPLY,
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
    private int tailsOff;
    private int partialsOff;

    private Phase phase = Phase.PREPARE;
    private boolean framed;
    private int chunkImages;
    private int chunks;
    private int passImages;
    private int[] patchStart = new int[0];

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
        return framesSize(shape) + tailsSize(shape) + partialsSize(shape);
    }

    private static boolean framed(ConvShape shape) {
        return !shape.frame.trivial() || shape.runLength() < OUTER_ROWS && !shape.depthwise();
    }

    private static long framesSize(ConvShape shape) {
        return framed(shape) ? shape.batch * shape.frame.size() + SLACK : 0;
    }

    private static long tailsSize(ConvShape shape) {
        boolean tails = shape.groupOutputs() % COLUMNS != 0 && !shape.depthwise();
        return tails ? (long) shape.groups * shape.batch * shape.outPixelsOfImage() * COLUMNS : 0;
    }

    private static long partialsSize(ConvShape shape) {
        return Math.min(CHUNKS, shape.batch) <= 1
                ? 0
                : (long) Math.min(CHUNKS, shape.batch) * shape.patchSize() * shape.outChannels;
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
        tailsOff = framesOff + (int) framesSize(shape);
        partialsOff = tailsOff + (int) tailsSize(shape);
        try {
            long work = (long) shape.batch * shape.outPixelsOfImage() * shape.patchSize() * shape.groupOutputs();
            gradient(work < SERIAL_BELOW ? WorkerPool.SERIAL : pool);
        } finally {
            this.images = EMPTY;
            this.dy = EMPTY;
            this.dWeights = EMPTY;
            this.workspace = EMPTY;
            CALLS.give(this);
        }
    }

    private void gradient(WorkerPool pool) {
        framed = framed(shape);
        int wanted = Math.max(1, Math.min(CHUNKS, shape.batch));
        chunkImages = (shape.batch + wanted - 1) / wanted;
        chunks = shape.batch == 0 ? 1 : (shape.batch + chunkImages - 1) / chunkImages;
        phase = Phase.PREPARE;
        if (framed || tailsSize(shape) > 0) {
            pool.run(shape.batch, this);
        }
        if (framed) {
            images = workspace;
            imagesOff = framesOff;
        }
        tabulatePatches();
        phase = Phase.MULTIPLY;
        pool.run(chunks * shape.runs() * (shape.depthwise() ? 1 : shape.groups), this);
        if (chunks > 1) {
            phase = Phase.SUM;
            pool.run((weightsSize() + SUM_ELEMENTS - 1) / SUM_ELEMENTS, this);
        }
    }

    /** Notes where the patches of the images of one pass start, relative to the first of them. */
    private void tabulatePatches() {
        int imagePixels = shape.outPixelsOfImage();
        long imageElements = shape.frame.size() + (long) imagePixels * shape.outChannels;
        passImages = (int) Math.max(1, Math.min(chunkImages, PASS_ELEMENTS / imageElements));
        if (patchStart.length < passImages * imagePixels) {
            patchStart = new int[passImages * imagePixels];
        }
        for (int p = 0; p < passImages * imagePixels; p++) {
            patchStart[p] = p / imagePixels * (int) shape.frame.size() + shape.patchStart(p % imagePixels);
        }
    }

    private int weightsSize() {
        return shape.patchSize() * shape.outChannels;
    }

    @Override
    public void run(int index) {
        switch (phase) {
            case PREPARE -> prepare(index);
            case MULTIPLY -> {
                int run = index / chunks;
                if (shape.depthwise()) {
                    depthwise(index % chunks, run);
                } else {
                    multiply(index % chunks, run / shape.groups, run % shape.groups);
                }
            }
            case SUM -> sum(index * SUM_ELEMENTS, Math.min(weightsSize(), (index + 1) * SUM_ELEMENTS));
        }
    }

    private void prepare(int image) {
        if (framed) {
            int size = shape.frame.height * shape.frame.width * shape.frame.channels;
            shape.frame.fill(images, imagesOff + image * size, workspace, framesOff + image * (int) shape.frame.size());
        }
        int tail = shape.groupOutputs() % COLUMNS;
        if (tail == 0 || shape.depthwise()) {
            return;
        }
        int imagePixels = shape.outPixelsOfImage();
        for (int group = 0; group < shape.groups; group++) {
            int column = (group + 1) * shape.groupOutputs() - tail;
            Panels.pack(
                    dy,
                    dyOff + image * imagePixels * shape.outChannels + column,
                    shape.outChannels,
                    imagePixels,
                    tail,
                    workspace,
                    tailOff(group) + image * imagePixels * COLUMNS);
        }
    }

    private int tailOff(int group) {
        return tailsOff + group * shape.batch * shape.outPixelsOfImage() * COLUMNS;
    }

    /** Sums the rows of one run of the window over one chunk of images. */
    private void multiply(int chunk, int run, int group) {
        float[] edge = Scratch.take(MAX_ELEMENTS);
        int length = shape.runLength();
        int rowOff = chunks > 1 ? partialsOff + chunk * weightsSize() : dWeightsOff;
        rowOff += run * length * shape.outChannels + group * shape.groupOutputs();
        for (int j = 0; j < shape.groupOutputs(); j += COLUMNS) {
            for (int i = 0; i < length; i += OUTER_ROWS) {
                tile(chunk, run, group, i, j, chunks > 1 ? workspace : dWeights, rowOff, edge);
            }
        }
        Scratch.give(edge);
    }

    private void tile(int chunk, int run, int group, int i, int j, float[] sums, int sumsOff, float[] edge) {
        int length = shape.runLength();
        int rows = Math.min(OUTER_ROWS, length - i);
        int back = Math.min(i, OUTER_ROWS - rows);
        int cols = Math.min(COLUMNS, shape.groupOutputs() - j);
        boolean tail = cols < COLUMNS;
        boolean whole = rows == OUTER_ROWS && !tail;
        float[] columns = tail ? workspace : dy;
        int columnsOff = tail ? tailOff(group) : dyOff + group * shape.groupOutputs() + j;
        int columnsStep = tail ? COLUMNS : shape.outChannels;
        int columnsPlane = shape.outPixelsOfImage() * columnsStep;
        int frameSize = (int) shape.frame.size();
        int rowsOff = imagesOff + shape.runStart(run) + group * shape.groupInputs() + i - back;
        int to = sumsOff + i * shape.outChannels + j;
        float[] tile = whole ? sums : edge;
        int tileOff = whole ? to : 0;
        int ldTile = whole ? shape.outChannels : COLUMNS;
        int end = Math.min(shape.batch, (chunk + 1) * chunkImages);
        int image = chunk * chunkImages;
        boolean first = true;
        do {
            OuterTile.multiply(
                    images,
                    rowsOff + image * frameSize,
                    patchStart,
                    Math.min(passImages, end - image) * shape.outPixelsOfImage(),
                    columns,
                    columnsOff + image * columnsPlane,
                    columnsStep,
                    tile,
                    tileOff,
                    ldTile,
                    first ? Tiles.ZEROS : tile,
                    first ? 0 : tileOff,
                    first ? 0 : ldTile);
            first = false;
            image += passImages;
        } while (image < end);
        if (!whole) {
            EdgeTile.store(edge, 0, back, rows, cols, sums, to, shape.outChannels);
        }
    }

    /** Sums one tap of all channels over one chunk of images. */
    private void depthwise(int chunk, int tap) {
        int channels = shape.outChannels;
        float[] sums = chunks > 1 ? workspace : dWeights;
        int to = (chunks > 1 ? partialsOff + chunk * weightsSize() : dWeightsOff) + tap * channels;
        Arrays.fill(sums, to, to + channels, 0f);
        int end = Math.min(shape.batch, (chunk + 1) * chunkImages);
        for (int image = chunk * chunkImages; image < end; image++) {
            int from = imagesOff + image * (int) shape.frame.size() + shape.runStart(tap);
            for (int row = 0; row < shape.outHeight; row++) {
                DepthwiseTile.accumulate(
                        images,
                        from + shape.patchStart(row * shape.outWidth),
                        shape.strideWidth * channels,
                        dy,
                        dyOff + (image * shape.outHeight + row) * shape.outWidth * channels,
                        shape.outWidth,
                        sums,
                        to,
                        channels);
            }
        }
    }

    /** Adds the partial sums of the chunks, first to last, for the weights {@code from .. to - 1}. */
    private void sum(int from, int to) {
        int size = weightsSize();
        int i = from;
        for (int end = from + F32.loopBound(to - from); i < end; i += LANES) {
            var sum = fromArray(F32, workspace, partialsOff + i);
            for (int chunk = 1; chunk < chunks; chunk++) {
                sum = sum.add(fromArray(F32, workspace, partialsOff + chunk * size + i));
            }
            sum.intoArray(dWeights, dWeightsOff + i);
        }
        for (; i < to; i++) {
            float sum = workspace[partialsOff + i];
            for (int chunk = 1; chunk < chunks; chunk++) {
                sum += workspace[partialsOff + chunk * size + i];
            }
            dWeights[dWeightsOff + i] = sum;
        }
    }
}
