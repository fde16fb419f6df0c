package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.math.Cosine;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * Arrays of random numbers: initial weights, shuffles.
 *
 * <p>Every element is a function of {@code (seed, stream, step, index)} by {@link Philox}, so the bits are the same for
 * any number of threads and on any CPU, and a part of a longer array is the beginning of it. Logarithms are
 * {@link StrictMath}'s.
 */
public final class RandomFill {

    /** Elements of a task; a multiple of a tile of words. */
    private static final int CHUNK = 1 << 13;

    private static final float UNIT = 0x1p-24f;
    private static final float[] NONE = new float[0];
    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private enum Distribution {
        UNIFORM,
        NORMAL,
        TRUNCATED_NORMAL
    }

    private RandomFill() {}

    /**
     * {@code x[i] = low + u (high - low)} with {@code u} one of the 2^24 multiples of {@code 2^-24} in [0, 1), from word
     * i of the sequence; rounded down where it would round to {@code high}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param seed key of the generator
     * @param stream which of the independent streams of the seed
     * @param step which step of the stream
     * @param low smallest value
     * @param high end of the range, above {@code low}, exclusive
     * @param x output, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0}, {@code x} is too short, or not {@code low < high}, both finite
     */
    public static void uniform(
            Parallelism parallelism,
            int n,
            long seed,
            int stream,
            int step,
            float low,
            float high,
            float[] x,
            int xOff) {
        if (!(low < high && high - low < Float.POSITIVE_INFINITY)) {
            throw Checks.error("high", "a finite value above low = " + low, high);
        }
        run(parallelism, Distribution.UNIFORM, n, seed, stream, step, low, high, x, xOff);
    }

    /**
     * Normal deviates by Box and Muller's transform (doi:10.1214/aoms/1177706645): elements 2j and 2j + 1 are
     * {@code mean + stddev r cos(2 pi v)} and {@code mean + stddev r sin(2 pi v)} with {@code r = sqrt(-2 log u)},
     * {@code u} in (0, 1] from word 2j and {@code v} in [0, 1) from word 2j + 1, multiples of {@code 2^-24}; the largest
     * deviation is 5.77 {@code stddev}.
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param seed key of the generator
     * @param stream which of the independent streams of the seed
     * @param step which step of the stream
     * @param mean mean
     * @param stddev standard deviation, finite, at least 0
     * @param x output, {@code n} elements from {@code xOff}
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException if {@code n < 0}, {@code x} is too short or {@code stddev} out of range
     */
    public static void normal(
            Parallelism parallelism,
            int n,
            long seed,
            int stream,
            int step,
            float mean,
            float stddev,
            float[] x,
            int xOff) {
        Checks.nonNegative("stddev", stddev);
        run(parallelism, Distribution.NORMAL, n, seed, stream, step, mean, stddev, x, xOff);
    }

    /**
     * Normal deviates of which those beyond two standard deviations are drawn again. Element i takes the first of its own
     * deviates that lies within, four from each of the blocks {@code i, i + 2^32, i + 2 2^32 ...}. Their standard
     * deviation is 0.8796 {@code stddev}. Arguments as in {@link #normal}.
     */
    public static void truncatedNormal(
            Parallelism parallelism,
            int n,
            long seed,
            int stream,
            int step,
            float mean,
            float stddev,
            float[] x,
            int xOff) {
        Checks.nonNegative("stddev", stddev);
        run(parallelism, Distribution.TRUNCATED_NORMAL, n, seed, stream, step, mean, stddev, x, xOff);
    }

    /**
     * The numbers 0 to n - 1 in random order, every order as likely as the generator allows: Fisher and Yates' shuffle
     * with Lemire's unbiased bounded numbers (doi:10.1145/3230636), on the calling thread.
     *
     * @param n number of elements
     * @param seed key of the generator
     * @param stream which of the independent streams of the seed
     * @param step which step of the stream
     * @param out output, {@code n} elements from {@code outOff}
     * @param outOff first element of {@code out}
     * @throws IllegalArgumentException if {@code n < 0} or {@code out} is too short
     */
    public static void permutation(int n, long seed, int stream, int step, int[] out, int outOff) {
        Checks.nonNegative("n", n);
        Checks.vector("out", out, outOff, n);
        for (int i = 0; i < n; i++) {
            out[outOff + i] = i;
        }
        int[] words = RandomWords.take();
        long used = 0;
        for (int i = n - 1; i > 0; i--) {
            long bound = i + 1L;
            long rejected = (1L << 32) % bound;
            long product;
            do {
                if (used % RandomWords.TILE == 0) {
                    Philox.groups(
                            seed, stream, step, (int) (used / Philox.GROUP), RandomWords.TILE / Philox.GROUP, words, 0);
                }
                product = (words[(int) (used++ % RandomWords.TILE)] & 0xFFFF_FFFFL) * bound;
            } while ((product & 0xFFFF_FFFFL) < rejected);
            int j = (int) (product >>> 32);
            int swapped = out[outOff + i];
            out[outOff + i] = out[outOff + j];
            out[outOff + j] = swapped;
        }
        RandomWords.give(words);
    }

    private static void run(
            Parallelism parallelism,
            Distribution distribution,
            int n,
            long seed,
            int stream,
            int step,
            float p,
            float q,
            float[] x,
            int xOff) {
        Checks.nonNegative("n", n);
        Checks.vector("x", x, xOff, n);
        Call call = CALLS.take();
        call.distribution = distribution;
        call.n = n;
        call.seed = seed;
        call.stream = stream;
        call.step = step;
        call.p = p;
        call.q = q;
        call.x = x;
        call.xOff = xOff;
        try {
            parallelism.pool().run((int) ((n + CHUNK - 1L) / CHUNK), call);
        } finally {
            call.x = NONE;
            CALLS.give(call);
        }
    }

    private static void uniforms(int[] words, int count, float low, float high, float[] x, int xOff) {
        float below = Math.nextDown(high);
        for (int i = 0; i < count; i++) {
            x[xOff + i] = Math.min(Math.fma((words[i] >>> 8) * UNIT, high - low, low), below);
        }
    }

    private static void normals(int[] words, int count, float mean, float stddev, float[] x, int xOff) {
        for (int i = 0; i < count; i++) {
            x[xOff + i] = (float) (mean + stddev * deviate(words[i & -2], words[i | 1], i & 1));
        }
    }

    /** One of the two standard normal deviates that two words give. */
    private static double deviate(int first, int second, int which) {
        double radius = Math.sqrt(-2 * StrictMath.log(((first >>> 8) + 1) * (double) UNIT));
        return radius * Cosine.ofTurns((second >>> 8) * (double) UNIT - which * 0.25);
    }

    /** The arguments of one call, on their way to the workers. */
    private static final class Call implements IndexedTask {
        private Distribution distribution = Distribution.UNIFORM;
        private int n;
        private long seed;
        private int stream;
        private int step;
        private float p;
        private float q;
        private float[] x = NONE;
        private int xOff;

        @Override
        public void run(int index) {
            int[] words = RandomWords.take();
            int end = Math.min(n - index * CHUNK, CHUNK) + index * CHUNK;
            for (int from = index * CHUNK; from < end; from += RandomWords.TILE) {
                int count = Math.min(RandomWords.TILE, end - from);
                switch (distribution) {
                    case UNIFORM -> {
                        fill(from, words);
                        uniforms(words, count, p, q, x, xOff + from);
                    }
                    case NORMAL -> {
                        fill(from, words);
                        normals(words, count, p, q, x, xOff + from);
                    }
                    case TRUNCATED_NORMAL -> {
                        for (int i = from; i < from + count; i++) {
                            x[xOff + i] = (float) (p + q * truncated(i, words));
                        }
                    }
                }
            }
            RandomWords.give(words);
        }

        private void fill(int from, int[] words) {
            Philox.groups(seed, stream, step, from / Philox.GROUP, RandomWords.TILE / Philox.GROUP, words, 0);
        }

        private double truncated(int element, int[] words) {
            for (long block = element; ; block += 1L << 32) {
                Philox.block(seed, stream, step, block, words, 0);
                for (int candidate = 0; candidate < 4; candidate++) {
                    int pair = candidate & 2;
                    double deviate = deviate(words[pair], words[pair + 1], candidate & 1);
                    if (Math.abs(deviate) <= 2) {
                        return deviate;
                    }
                }
            }
        }
    }
}
