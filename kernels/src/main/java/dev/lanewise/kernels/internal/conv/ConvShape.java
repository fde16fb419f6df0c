package dev.lanewise.kernels.internal.conv;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * The window of a convolution over framed images, as the micro-kernels see it: where the runs of a patch start and how
 * long they are. Without dilation and groups a run is a whole window row, {@code kernelWidth * channels} consecutive
 * floats; otherwise it is one tap of one group.
 *
 * <p>Mutable, because a call keeps one and fills it again: a kernel in steady state allocates nothing.
 */
public final class ConvShape {

    /** Convolutions with fewer multiplications stay on the calling thread. */
    private static final long SERIAL_BELOW = 1 << 18;

    /** Tasks of a thread, so that one that is late leaves some to the others. */
    public static final int TASKS_PER_THREAD = 4;

    /** How an image lies in its frame. */
    public final Frame frame = new Frame();
    /** Images. */
    public int batch;
    /** Output rows. */
    public int outHeight;
    /** Output columns. */
    public int outWidth;
    /** Output channels. */
    public int outChannels;
    /** Window rows. */
    public int kernelHeight;
    /** Window columns. */
    public int kernelWidth;
    /** Frame rows from one output row to the next. */
    public int strideHeight;
    /** Frame columns from one output column to the next. */
    public int strideWidth;
    /** Frame rows from one window row to the next. */
    public int dilationHeight;
    /** Frame columns from one window column to the next. */
    public int dilationWidth;
    /** Groups of channels. */
    public int groups;
    /** Whether the weights are read turned around, inputs and outputs exchanged. */
    public boolean flipped;

    /** Takes a convolution as it reads its input x; arguments as in {@code Conv2dGeometry}, checked. */
    public void setForward(
            int batch,
            int height,
            int width,
            int inChannels,
            int outChannels,
            int kernelHeight,
            int kernelWidth,
            int strideHeight,
            int strideWidth,
            int padTop,
            int padBottom,
            int padLeft,
            int padRight,
            int dilationHeight,
            int dilationWidth,
            int groups) {
        this.batch = batch;
        this.outHeight = Checks.windows(height, kernelHeight, strideHeight, padTop, padBottom, dilationHeight);
        this.outWidth = Checks.windows(width, kernelWidth, strideWidth, padLeft, padRight, dilationWidth);
        this.outChannels = outChannels;
        this.kernelHeight = kernelHeight;
        this.kernelWidth = kernelWidth;
        this.strideHeight = strideHeight;
        this.strideWidth = strideWidth;
        this.dilationHeight = dilationHeight;
        this.dilationWidth = dilationWidth;
        this.groups = groups;
        flipped = false;
        frame.setImage(height, width, inChannels);
        frame.setFrame(height + padTop + padBottom, width + padLeft + padRight, padTop, padLeft, 1, 1);
    }

    /**
     * Turns the convolution taken by {@link #setForward} into the one that carries the gradient of its output to its
     * input: over the output's gradient, spread out by the stride, with the window turned around and its inputs and
     * outputs exchanged.
     */
    public void turnToBackwardData() {
        int height = frame.height;
        int width = frame.width;
        int reachHeight = (kernelHeight - 1) * dilationHeight;
        int reachWidth = (kernelWidth - 1) * dilationWidth;
        int top = reachHeight - frame.top;
        int left = reachWidth - frame.left;
        int inChannels = frame.channels;
        frame.setImage(outHeight, outWidth, outChannels);
        frame.setFrame(height + reachHeight, width + reachWidth, top, left, strideHeight, strideWidth);
        outHeight = height;
        outWidth = width;
        outChannels = inChannels;
        strideHeight = 1;
        strideWidth = 1;
        flipped = true;
    }

    /** Input channels of a group. */
    public int groupInputs() {
        return frame.channels / groups;
    }

    /** Output channels of a group. */
    public int groupOutputs() {
        return outChannels / groups;
    }

    /** Whether every group is one input and one output channel: channels are the lanes, weights are used in place. */
    public boolean depthwise() {
        return groups > 1 && frame.channels == groups && outChannels == groups;
    }

    /** Whether a window row is one contiguous run. */
    private boolean rowsAreRuns() {
        return groups == 1 && (dilationWidth == 1 || kernelWidth == 1);
    }

    /** Whether the window is 3 x 3 neighbours of one channel. */
    public boolean nineOfOneChannel() {
        return frame.channels == 1 && kernelHeight == 3 && kernelWidth == 3 && rowsAreRuns();
    }

    /** Runs of a patch. */
    public int runs() {
        return rowsAreRuns() ? kernelHeight : kernelHeight * kernelWidth;
    }

    /** Notes where every run starts. */
    public void runStarts(int[] starts) {
        for (int r = 0; r < runs(); r++) {
            starts[r] = runStart(r);
        }
    }

    /** Elements of a run. */
    public int runLength() {
        return rowsAreRuns() ? windowRow() : groupInputs();
    }

    /** First element of run r, relative to the first element of the patch. */
    public int runStart(int r) {
        int row = rowsAreRuns() ? r : r / kernelWidth;
        int column = rowsAreRuns() ? 0 : r % kernelWidth;
        return (row * dilationHeight * frame.frameWidth + column * dilationWidth) * frame.channels;
    }

    /** Has {@code runs} take the whole window; there is one group. */
    public void take(TapRuns runs) {
        int rowStep = dilationHeight * frame.frameWidth * frame.channels;
        runs.set(rowsAreRuns(), kernelHeight, kernelWidth, frame.channels, rowStep, dilationWidth * frame.channels);
    }

    /** Elements of a patch under one row of the window, in one run or in several. */
    public int windowRow() {
        return kernelWidth * groupInputs();
    }

    /** Elements of a patch. */
    public int patchSize() {
        return runs() * runLength();
    }

    /** Output pixels of an image. */
    public int outPixelsOfImage() {
        return outHeight * outWidth;
    }

    /** First element of the patch of output pixel {@code p} of an image, relative to the framed image. */
    public int patchStart(int p) {
        int row = p / outWidth * strideHeight;
        int column = p % outWidth * strideWidth;
        return (row * frame.frameWidth + column) * frame.channels;
    }

    /**
     * Notes where the patches of {@code count} output pixels start, from pixel {@code first} of all images on.
     *
     * @param imagesOff first element of the first framed image
     */
    public void patchStarts(int first, int count, int imagesOff, int[] starts) {
        int column = first % outWidth;
        int row = first / outWidth % outHeight;
        int image = first / outWidth / outHeight;
        int across = strideWidth * frame.channels;
        int imageAt = imagesOff + image * (int) frame.size();
        for (int p = 0; p < count; row++) {
            if (row == outHeight) {
                row = 0;
                imageAt += (int) frame.size();
            }
            int rowAt = imageAt + row * strideHeight * frame.frameWidth * frame.channels;
            int end = Math.min(outWidth, column + count - p);
            for (; column < end; column++, p++) {
                starts[p] = rowAt + column * across;
            }
            column = 0;
        }
    }

    /** Panels that hold the columns of one group. */
    public int groupPanels() {
        return (groupOutputs() + Tiles.COLUMNS - 1) / Tiles.COLUMNS;
    }

    /** Elements of the weights of all groups, packed into panels. */
    public long packedSize() {
        return depthwise() ? 0 : (long) groups * groupPanels() * patchSize() * Tiles.COLUMNS;
    }

    /** Elements of all framed images, or 0 where they need no frame; a depthwise convolution frames a few rows at a time. */
    public long framesSize() {
        return frame.trivial() || depthwise() ? 0 : batch * frame.size();
    }

    /** Stripes that the frame of an image is filled in, each by a task. */
    public int frameStripes(int threads) {
        return parts(batch, threads, frame.frameHeight);
    }

    /** Lays stripe {@code index % stripes} of image {@code index / stripes} into its frame. */
    public void fillFrame(int index, int stripes, float[] images, int imagesOff, float[] frames, int framesOff) {
        int image = index / stripes;
        int from = (int) ((long) frame.frameHeight * (index % stripes) / stripes);
        int to = (int) ((long) frame.frameHeight * (index % stripes + 1) / stripes);
        int at = framesOff + image * (int) frame.size() + from * frame.frameWidth * frame.channels;
        int size = frame.height * frame.width * frame.channels;
        frame.fillRows(images, imagesOff + image * size, from, to, 0, frame.channels, frames, at);
    }

    /**
     * Parts that each of {@code tasks} tasks is cut into, at most {@code most}: as few as give every thread as many
     * tasks, or {@link #TASKS_PER_THREAD} of them. For what the parts share, each packs or fetches for itself.
     */
    public static int parts(int tasks, int threads, int most) {
        int parts = 1;
        while (parts < most && tasks * parts % threads != 0 && tasks * parts < TASKS_PER_THREAD * threads) {
            parts++;
        }
        return parts;
    }

    /** {@code pool}, or the calling thread alone where a call has so few multiplications. */
    public static WorkerPool threads(WorkerPool pool, long multiplications) {
        return multiplications < SERIAL_BELOW ? WorkerPool.SERIAL : pool;
    }
}
