package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GE;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/**
 * Inverted dropout: {@code y = x * scale} where an element is kept, 0 where it is dropped.
 *
 * <p><b>Which elements.</b> Each element has 16 random bits of its own, read as a signed number {@code r}; it is kept
 * if and only if {@code r >= threshold - 32768} with {@code threshold = round(65536 * rate)}. So the probability of
 * dropping is exactly {@code threshold / 65536}, and {@code scale} is the float nearest to
 * {@code 65536 / (65536 - threshold)}: the expectation of {@code y} is {@code x} to the last bit. Rates within
 * 2<sup>-17</sup> of 0 or 1 act as 0 or 1.
 *
 * <p><b>Which bits.</b> Elements {@code 64 g .. 64 g + 63} read group {@code g} (32 words) of the {@link Philox}
 * sequence {@code (seed, stream, step)}; element {@code i} reads the low half of word {@code i % 64 / 2} if {@code i}
 * is even, the high half otherwise. The mask depends on nothing else. Give each layer a stream, and each training step
 * a step.
 *
 * <p><b>Mask.</b> One bit an element, 1 if kept: bit {@code i % 64} of {@code mask[maskOff + i / 64]}; the bits behind
 * element {@code n - 1} are 0.
 *
 * <p>Dropping selects and does not multiply: a dropped NaN or infinity becomes 0. With rate 0, {@code forward} copies
 * {@code x} bit by bit; with rate 1 all is 0. The same bits for any threads and width. May work in place.
 */
public final class Dropout {

    /** Elements of a task, a multiple of {@link #TILE}. */
    private static final int CHUNK = 1 << 14;

    /** Elements of a tile: two a random word. */
    private static final int TILE = 2 * RandomWords.TILE;

    private static final int RANGE = 1 << 16;

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private Dropout() {}

    /**
     * Longs in a mask of {@code n} elements.
     *
     * @throws IllegalArgumentException if {@code n < 0}
     */
    public static int maskSize(int n) {
        Checks.nonNegative("n", n);
        return (int) ((n + 63L) / 64);
    }

    /**
     * Makes the mask and applies it: {@code y[i] = kept(i) ? x[i] * scale : 0}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param rate share of the elements to drop, in [0, 1]
     * @param seed seed of the random bits
     * @param stream stream of the random bits
     * @param step step of the random bits
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @param mask receives the mask, {@link #maskSize} elements from {@code maskOff}
     * @param maskOff first element of {@code mask}
     * @throws IllegalArgumentException if {@code n < 0}, {@code rate} is not in [0, 1], an array is too short, or
     *     {@code x} and {@code y} partly overlap
     */
    public static void forward(
            Parallelism parallelism,
            int n,
            float rate,
            long seed,
            int stream,
            int step,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            long[] mask,
            int maskOff) {
        checkMask(n, rate, mask, maskOff);
        checkData(n, x, xOff, y, yOff);
        Call call = CALLS.take().mask(n, rate, mask, maskOff);
        call.random(seed, stream, step).data(x, xOff, y, yOff).run(parallelism);
    }

    /**
     * Makes the mask that {@link #forward} makes, and only that.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param rate share of the elements to drop, in [0, 1]
     * @param seed seed of the random bits
     * @param stream stream of the random bits
     * @param step step of the random bits
     * @param mask receives the mask, {@link #maskSize} elements from {@code maskOff}
     * @param maskOff first element of {@code mask}
     * @throws IllegalArgumentException if {@code n < 0}, {@code rate} is not in [0, 1], or {@code mask} is too short
     */
    public static void mask(
            Parallelism parallelism, int n, float rate, long seed, int stream, int step, long[] mask, int maskOff) {
        checkMask(n, rate, mask, maskOff);
        CALLS.take().mask(n, rate, mask, maskOff).random(seed, stream, step).run(parallelism);
    }

    /**
     * Applies a given mask: {@code y[i] = bit i ? x[i] * scale : 0}. The backward pass is this with {@code dy} as
     * {@code x} and {@code dx} as {@code y}. With rate 1 all is 0, whatever the mask.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param rate the rate that the mask was made with, in [0, 1]
     * @param mask the mask, {@link #maskSize} elements from {@code maskOff}
     * @param maskOff first element of {@code mask}
     * @param x input, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @param y output, {@code n} elements from {@code yOff}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void apply(
            Parallelism parallelism,
            int n,
            float rate,
            long[] mask,
            int maskOff,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        checkMask(n, rate, mask, maskOff);
        checkData(n, x, xOff, y, yOff);
        CALLS.take().mask(n, rate, mask, maskOff).data(x, xOff, y, yOff).run(parallelism);
    }

    static void checkMask(int n, float rate, long[] mask, int maskOff) {
        Checks.nonNegative("n", n);
        Checks.closed("rate", rate, 0f, 1f);
        Checks.vector("mask", mask, maskOff, maskSize(n));
    }

    private static void checkData(int n, float[] x, int xOff, float[] y, int yOff) {
        Checks.vector("x", x, xOff, n);
        Checks.vector("y", y, yOff, n);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
    }

    private static int threshold(float rate) {
        return Math.round(rate * RANGE);
    }

    /** What a kept element is multiplied by. */
    static float scale(float rate) {
        return (float) (RANGE / (double) (RANGE - threshold(rate)));
    }

    /** Turns {@code 2 * words} random halves into mask bits; {@code words} is a multiple of 32. */
    private static void decide(int[] random, int words, int threshold, long[] mask, int maskAt) {
        short least = (short) (threshold - RANGE / 2);
        for (int w = 0; w < words; w += Philox.GROUP) {
            long kept = 0;
            for (int i = 0; i < Philox.GROUP; i += LANES) {
                kept |= keptLanes(IntVector.fromArray(I32, random, w + i), least) << 2 * i;
            }
            mask[maskAt + w / Philox.GROUP] = kept;
        }
    }

    private static long keptLanes(IntVector random, short least) {
        return random.reinterpretAsShorts().compare(GE, least).toLong();
    }

    /** {@code y[i] = x[i] * scale} where bit {@code first + i} of the mask at {@code maskOff} is set, else 0. */
    static void select(
            long[] mask, int maskOff, int first, float scale, float[] x, int xAt, float[] y, int yAt, int n) {
        int i = 0;
        for (int end = n & -64; i < end; i += 64) {
            long kept = bits(mask, maskOff, first + i, 64);
            for (int j = 0; j < 64; j += LANES) {
                selectLanes(fromArray(F32, x, xAt + i + j), kept >>> j, scale).intoArray(y, yAt + i + j);
            }
        }
        long kept = i < n ? bits(mask, maskOff, first + i, n - i) : 0;
        for (; i <= n - LANES; i += LANES, kept >>>= LANES) {
            selectLanes(fromArray(F32, x, xAt + i), kept, scale).intoArray(y, yAt + i);
        }
        for (; i < n; i++, kept >>>= 1) {
            y[yAt + i] = (kept & 1) == 0 ? 0f : x[xAt + i] * scale;
        }
    }

    /** Bits {@code first .. first + count - 1} of a mask, from the lowest on; what lies above them is undefined. */
    private static long bits(long[] mask, int maskOff, int first, int count) {
        int word = maskOff + first / 64;
        int shift = first % 64;
        long low = mask[word] >>> shift;
        return shift + count > 64 ? low | mask[word + 1] << -shift : low;
    }

    private static FloatVector selectLanes(FloatVector x, long kept, float scale) {
        return FloatVector.zero(F32).blend(x.mul(scale), VectorMask.fromLong(F32, kept));
    }

    /** The arguments of one call, on their way to the workers. */
    @SuppressWarnings("NullAway") // the arrays are set for as long as the call runs
    private static final class Call implements IndexedTask {
        private int n;
        private int threshold;
        private float scale;
        private long @Nullable [] mask;
        private int maskOff;
        private boolean makesMask;
        private long seed;
        private int stream;
        private int step;
        private float @Nullable [] x;
        private int xOff;
        private float @Nullable [] y;
        private int yOff;

        Call mask(int n, float rate, long[] mask, int maskOff) {
            this.n = n;
            this.mask = mask;
            this.maskOff = maskOff;
            threshold = threshold(rate);
            scale = scale(rate);
            return this;
        }

        Call random(long seed, int stream, int step) {
            this.seed = seed;
            this.stream = stream;
            this.step = step;
            makesMask = true;
            return this;
        }

        Call data(float[] x, int xOff, float[] y, int yOff) {
            this.x = x;
            this.xOff = xOff;
            this.y = y;
            this.yOff = yOff;
            return this;
        }

        void run(Parallelism parallelism) {
            try {
                parallelism.pool().run((int) ((n + CHUNK - 1L) / CHUNK), this);
            } finally {
                mask = null;
                makesMask = false;
                x = null;
                y = null;
                CALLS.give(this);
            }
        }

        @Override
        public void run(int index) {
            int from = index * CHUNK;
            int to = Math.min(n - from, CHUNK) + from;
            int[] random = RandomWords.take();
            for (int i = from; i < to; i += TILE) {
                int count = Math.min(to - i, TILE);
                int maskAt = maskOff + i / 64;
                if (makesMask) {
                    makeMask(random, i, count, maskAt);
                }
                if (x != null) {
                    apply(i, count);
                }
            }
            RandomWords.give(random);
        }

        private void makeMask(int[] random, int from, int count, int maskAt) {
            int groups = (count + 63) / 64;
            if (threshold == 0 || threshold == RANGE) {
                Arrays.fill(mask, maskAt, maskAt + groups, threshold == 0 ? -1L : 0L);
            } else {
                Philox.groups(seed, stream, step, from / 64, groups, random, 0);
                decide(random, groups * Philox.GROUP, threshold, mask, maskAt);
            }
            if (count % 64 > 0) {
                mask[maskAt + groups - 1] &= -1L >>> -count;
            }
        }

        private void apply(int from, int count) {
            if (threshold == RANGE) {
                Arrays.fill(y, yOff + from, yOff + from + count, 0f);
            } else if (threshold == 0 && makesMask) {
                System.arraycopy(x, xOff + from, y, yOff + from, count);
            } else {
                select(mask, maskOff, from, scale, x, xOff + from, y, yOff + from, count);
            }
        }
    }
}
