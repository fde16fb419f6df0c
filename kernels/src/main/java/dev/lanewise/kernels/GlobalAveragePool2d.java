package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.F64;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.F2D;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import jdk.incubator.vector.DoubleVector;

/**
 * Mean over all pixels of an image, channel by channel, {@code y[b][c] = sum over p of x[b][p][c] / pixels}.
 *
 * <p>The sum is one chain over the pixels in double precision, divided there and rounded once, so {@code y} is within
 * {@code 2^-24 * |mean| + pixels * 2^-53 * sum(|x|) / pixels} of the exact mean: however large the image and however
 * far the mean from 0. The same bits for any threads, width and CPU.
 */
public final class GlobalAveragePool2d {

    private static final int DOUBLES = F64.length();

    private static final Recycler<Task> TASKS = new Recycler<>(Task::new);

    private GlobalAveragePool2d() {}

    /**
     * Writes the means.
     *
     * @param parallelism threads to use
     * @param batch number of images
     * @param pixels pixels of an image, {@code height * width}
     * @param channels channels of a pixel
     * @param x input {@code [batch, pixels, channels]}
     * @param xOff first element of {@code x}
     * @param y means {@code [batch, channels]}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is out of range, an array is too short, or {@code x} and {@code y}
     *     overlap
     */
    public static void forward(
            Parallelism parallelism, int batch, int pixels, int channels, float[] x, int xOff, float[] y, int yOff) {
        checkSizes(batch, pixels, channels);
        long size = (long) batch * pixels * channels;
        Checks.vector("x", x, xOff, size);
        Checks.vector("y", y, yOff, (long) batch * channels);
        Checks.disjoint("y", y, yOff, (long) batch * channels, x, xOff, size);
        int imageSize = pixels * channels;
        run(
                parallelism,
                batch,
                pixels,
                channels,
                x,
                xOff,
                imageSize,
                y,
                yOff,
                channels,
                GlobalAveragePool2d::forwardImage);
    }

    /**
     * {@code dx[b][p][c] = dy[b][c] / pixels}, correctly rounded.
     *
     * @param parallelism threads to use
     * @param batch number of images
     * @param pixels pixels of an image
     * @param channels channels of a pixel
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism,
            int batch,
            int pixels,
            int channels,
            float[] dy,
            int dyOff,
            float[] dx,
            int dxOff) {
        checkSizes(batch, pixels, channels);
        long size = (long) batch * pixels * channels;
        Checks.vector("dy", dy, dyOff, (long) batch * channels);
        Checks.vector("dx", dx, dxOff, size);
        Checks.disjoint("dx", dx, dxOff, size, dy, dyOff, (long) batch * channels);
        int imageSize = pixels * channels;
        run(
                parallelism,
                batch,
                pixels,
                channels,
                dy,
                dyOff,
                channels,
                dx,
                dxOff,
                imageSize,
                GlobalAveragePool2d::backwardImage);
    }

    private static void checkSizes(int batch, int pixels, int channels) {
        Checks.nonNegative("batch", batch);
        Checks.positive("pixels", pixels);
        Checks.positive("channels", channels);
        Checks.elements("input", batch, pixels, channels, 1);
    }

    private static void run(
            Parallelism parallelism,
            int batch,
            int pixels,
            int channels,
            float[] from,
            int fromOff,
            int fromSize,
            float[] to,
            int toOff,
            int toSize,
            Kernel kernel) {
        Task task = TASKS.take();
        task.kernel = kernel;
        task.batch = batch;
        task.pixels = pixels;
        task.channels = channels;
        task.from = from;
        task.fromOff = fromOff;
        task.fromSize = fromSize;
        task.to = to;
        task.toOff = toOff;
        task.toSize = toSize;
        task.images = (int) Math.max(1, Ranges.CHUNK / ((long) pixels * channels));
        int tasks = Math.ceilDiv(batch, task.images);
        if (task.sums.length < tasks * channels) {
            task.sums = new double[tasks * channels];
        }
        try {
            parallelism.pool().run(tasks, task);
        } finally {
            task.from = Task.NONE;
            task.to = Task.NONE;
            TASKS.give(task);
        }
    }

    private static void forwardImage(
            int pixels, int channels, float[] x, int xAt, float[] y, int yAt, double[] sums, int sumsAt) {
        int end = Math.min(channels, x.length - (xAt + (pixels - 1) * channels) - DOUBLES);
        int c = 0;
        for (; c + 4 * DOUBLES <= end; c += 4 * DOUBLES) {
            fourSums(pixels, channels, x, xAt + c, sums, sumsAt + c);
        }
        if (end >= DOUBLES) {
            for (; c < end; c += DOUBLES) {
                int at = Math.min(c, end - DOUBLES);
                sum(pixels, channels, x, xAt + at, sums, sumsAt + at);
            }
            c = end;
        }
        for (; c < channels; c++) {
            sums[sumsAt + c] = sumOfOne(pixels, channels, x, xAt + c);
        }
        for (c = 0; c < channels; c++) {
            y[yAt + c] = (float) (sums[sumsAt + c] / pixels);
        }
    }

    /** Four chains side by side, because one waits for each of its additions. */
    private static void fourSums(int pixels, int channels, float[] x, int xAt, double[] sums, int sumsAt) {
        DoubleVector sum0 = DoubleVector.zero(F64);
        DoubleVector sum1 = DoubleVector.zero(F64);
        DoubleVector sum2 = DoubleVector.zero(F64);
        DoubleVector sum3 = DoubleVector.zero(F64);
        for (int p = 0, at = xAt; p < pixels; p++, at += channels) {
            sum0 = sum0.add(load(x, at));
            sum1 = sum1.add(load(x, at + DOUBLES));
            sum2 = sum2.add(load(x, at + 2 * DOUBLES));
            sum3 = sum3.add(load(x, at + 3 * DOUBLES));
        }
        sum0.intoArray(sums, sumsAt);
        sum1.intoArray(sums, sumsAt + DOUBLES);
        sum2.intoArray(sums, sumsAt + 2 * DOUBLES);
        sum3.intoArray(sums, sumsAt + 3 * DOUBLES);
    }

    private static void sum(int pixels, int channels, float[] x, int xAt, double[] sums, int sumsAt) {
        DoubleVector sum = DoubleVector.zero(F64);
        for (int p = 0, at = xAt; p < pixels; p++, at += channels) {
            sum = sum.add(load(x, at));
        }
        sum.intoArray(sums, sumsAt);
    }

    /** As many floats as a double vector has lanes, from {@code x[at]} on; as many again must follow, and are ignored. */
    private static DoubleVector load(float[] x, int at) {
        return (DoubleVector) fromArray(F32, x, at).convertShape(F2D, F64, 0);
    }

    private static double sumOfOne(int pixels, int channels, float[] x, int xAt) {
        double sum = 0;
        for (int p = 0, at = xAt; p < pixels; p++, at += channels) {
            sum += x[at];
        }
        return sum;
    }

    /** Writes the first pixel, then doubles what there is. */
    private static void backwardImage(
            int pixels, int channels, float[] dy, int dyAt, float[] dx, int dxAt, double[] sums, int sumsAt) {
        for (int c = 0; c < channels; c++) {
            dx[dxAt + c] = (float) (dy[dyAt + c] / (double) pixels);
        }
        int size = pixels * channels;
        for (int written = channels; written < size; ) {
            int count = Math.min(written, size - written);
            System.arraycopy(dx, dxAt, dx, dxAt + written, count);
            written += count;
        }
    }

    /** One image, with {@code channels} doubles to work with; passed as a non-capturing method reference. */
    @FunctionalInterface
    private interface Kernel {
        void image(int pixels, int channels, float[] from, int fromAt, float[] to, int toAt, double[] sums, int sumsAt);
    }

    /** The arguments of one call, on their way to the workers; a task of the pool is {@code images} images. */
    private static final class Task implements IndexedTask {
        static final float[] NONE = {};

        private Kernel kernel = GlobalAveragePool2d::forwardImage;
        private int batch;
        private int pixels;
        private int channels;
        private float[] from = NONE;
        private int fromOff;
        private float[] to = NONE;
        private int toOff;
        private int fromSize;
        private int toSize;
        private int images;
        private double[] sums = {};

        @Override
        public void run(int index) {
            int first = index * images;
            int end = first + Math.min(images, batch - first);
            for (int b = first; b < end; b++) {
                kernel.image(
                        pixels, channels, from, fromOff + b * fromSize, to, toOff + b * toSize, sums, index * channels);
            }
        }
    }
}
