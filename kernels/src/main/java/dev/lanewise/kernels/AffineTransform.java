package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.math.Cosine;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * Images moved by affine maps, one map an image: rotated, shifted, flipped, scaled, sheared.
 *
 * <p>A map is six floats {@code m0 .. m5}, the rows of a 2x3 matrix, and leads from a pixel of the output to a place in the
 * input, columns first, pixel centres at whole numbers:
 *
 * <pre>
 *   inCol = m0 col + m1 row + m2        1 0 0 0 1 0            the image itself
 *   inRow = m3 col + m4 row + m5        -1 0 width-1 0 1 0     its mirror image
 * </pre>
 *
 * <p>The order is that of OpenCV's {@code warpAffine} with {@code WARP_INVERSE_MAP} and of TensorFlow's {@code
 * ImageProjectiveTransform}.
 */
public final class AffineTransform {

    /** Floats of a map. */
    public static final int MAP_SIZE = 6;

    /** Whole numbers up to here are floats. */
    private static final int MOST_SIDE = 1 << 24;

    /** Elements of an image and one more row. */
    private static final long MOST_ELEMENTS = 1 << 29;

    /** Elements of a task, unless a single image has more: 30 microseconds on one core. */
    private static final int CHUNK = 1 << 12;

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);
    private static final Recycler<BilinearRow> ROWS = new Recycler<>(BilinearRow::new);

    private AffineTransform() {}

    /**
     * Moves images, sampled bilinearly, the nearest pixel of the edge standing for what lies outside:
     *
     * <pre>
     *   c = clamp(inCol, 0, width - 1)    r = clamp(inRow, 0, height - 1)    u = c - floor(c)    v = r - floor(r)
     *   y[row][col] = lerp(v, lerp(u, x[floor(r)][floor(c)],     x[floor(r)][floor(c) + 1]),
     *                         lerp(u, x[floor(r) + 1][floor(c)], x[floor(r) + 1][floor(c) + 1]))
     *   lerp(w, a, b) = fma(w, b - a, a), and a itself where w = 0
     * </pre>
     *
     * <p>Places are {@code fma(m0, col, fma(m1, row, m2))} and so on in float. A place on a pixel takes that pixel alone, so a
     * map between pixels, such as the identity, a flip or a quarter turn, copies bits, infinities and NaN included.
     * Otherwise y lies between the least and the largest of its four pixels, and within {@code (e + f) D + 6 2^-24 M} of
     * the exact value, where D is the largest difference of neighbouring pixels, M the largest absolute value, {@code e =
     * 2^-23 (|m0| width + |m1| height + |m2|)}, and f the same of the other row of the map. Differences of pixels must not
     * overflow. The same bits for any threads, width and CPU.
     *
     * @param parallelism threads to use, which share the images
     * @param batch number of images
     * @param height rows of an image, at most 2^24
     * @param width columns of an image, at most 2^24
     * @param channels channels of a pixel
     * @param x images {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param maps {@code batch} maps of {@link #MAP_SIZE} floats, all finite
     * @param mapsOff first element of {@code maps}
     * @param y images of the shape of {@code x}; may be {@code x}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is out of range, an image with one more row has more than 2^29 elements,
     *     an array is too short, {@code y} overlaps {@code maps} or, shifted, {@code x}, or a map is not finite
     */
    public static void bilinear(
            Parallelism parallelism,
            int batch,
            int height,
            int width,
            int channels,
            float[] x,
            int xOff,
            float[] maps,
            int mapsOff,
            float[] y,
            int yOff) {
        Checks.nonNegative("batch", batch);
        checkSide("height", height);
        checkSide("width", width);
        Checks.positive("channels", channels);
        if ((height + 1L) * width * channels > MOST_ELEMENTS) {
            throw Checks.error(
                    "image",
                    "at most 2^29 elements with one more row",
                    (height + 1L) + " x " + width + " x " + channels);
        }
        long size = (long) batch * height * width * channels;
        Checks.vector("x", x, xOff, size);
        Checks.vector("y", y, yOff, size);
        Checks.sameOrDisjoint("y", y, yOff, size, x, xOff, size);
        Checks.finite("maps", maps, mapsOff, (long) batch * MAP_SIZE);
        Checks.disjoint("y", y, yOff, size, maps, mapsOff, (long) batch * MAP_SIZE);
        Call call = CALLS.take();
        call.batch = batch;
        call.height = height;
        call.width = width;
        call.channels = channels;
        call.x = x;
        call.xOff = xOff;
        call.maps = maps;
        call.mapsOff = mapsOff;
        call.y = y;
        call.yOff = yOff;
        call.images = Math.max(1, CHUNK / (height * width * channels));
        try {
            parallelism.pool().run(Math.ceilDiv(batch, call.images), call);
        } finally {
            call.x = Call.NONE;
            call.maps = Call.NONE;
            call.y = Call.NONE;
            CALLS.give(call);
        }
    }

    /**
     * Writes the map that rotates about the centre of the image, after a shift and a flip of the output's coordinates:
     * with {@code row} and {@code col} counted from the centre, {@code ((height - 1) / 2, (width - 1) / 2)},
     *
     * <pre>
     *   inRow = cos(a) (row + down) - sin(a) (f col + right)
     *   inCol = sin(a) (row + down) + cos(a) (f col + right)        f = -1 if flipped, else 1
     * </pre>
     *
     * <p>This is the matrix of Keras' {@code ImageDataGenerator}, in double precision and then rounded; quarter turns are
     * exact.
     *
     * @param height rows of an image
     * @param width columns of an image
     * @param degrees the angle a, in [-360, 360]
     * @param down rows
     * @param right columns
     * @param flip whether left and right change places
     * @param map output, {@link #MAP_SIZE} elements from {@code mapOff}
     * @param mapOff first element of {@code map}
     * @throws IllegalArgumentException if a size or the angle is out of range, a shift is not finite, or {@code map} is
     *     too short
     */
    public static void rotation(
            int height, int width, float degrees, float down, float right, boolean flip, float[] map, int mapOff) {
        checkSide("height", height);
        checkSide("width", width);
        Checks.closed("degrees", degrees, -360, 360);
        Checks.finite("down", down);
        Checks.finite("right", right);
        Checks.vector("map", map, mapOff, MAP_SIZE);
        double turns = degrees / 360.0;
        double cos = Cosine.ofTurns(turns);
        double sin = Cosine.ofTurns(turns - 0.25);
        int f = flip ? -1 : 1;
        double middleRow = (height - 1) / 2.0;
        double middleCol = (width - 1) / 2.0;
        double row = down - middleRow;
        double col = right - f * middleCol;
        map[mapOff] = (float) (f * cos);
        map[mapOff + 1] = (float) sin;
        map[mapOff + 2] = (float) (middleCol + sin * row + cos * col);
        map[mapOff + 3] = (float) (-f * sin);
        map[mapOff + 4] = (float) cos;
        map[mapOff + 5] = (float) (middleRow + cos * row - sin * col);
    }

    private static void checkSide(String name, int side) {
        if (side < 1 || side > MOST_SIDE) {
            throw Checks.error(name, "a value in [1, 2^24]", side);
        }
    }

    /** The arguments of one call, on their way to the workers; a task of the pool is {@code images} images. */
    private static final class Call implements IndexedTask {
        static final float[] NONE = {};

        private int batch;
        private int height;
        private int width;
        private int channels;
        private float[] x = NONE;
        private int xOff;
        private float[] maps = NONE;
        private int mapsOff;
        private float[] y = NONE;
        private int yOff;
        private int images;

        @Override
        public void run(int index) {
            int size = height * width * channels;
            float[] copy = Scratch.take(size + (width + 1) * channels + Lanes.LANES);
            BilinearRow row = ROWS.take();
            row.fit(height, width, channels);
            int first = index * images;
            for (int b = first, end = first + Math.min(images, batch - first); b < end; b++) {
                System.arraycopy(x, xOff + b * size, copy, 0, size);
                for (int r = 0, at = yOff + b * size; r < height; r++, at += width * channels) {
                    row.write(copy, maps, mapsOff + b * MAP_SIZE, r, y, at);
                }
            }
            ROWS.give(row);
            Scratch.give(copy);
        }
    }
}
