package dev.lanewise.testkit;

/**
 * Seeded inputs. A fill is a pure function of its length and seed, on a generator of its own (SplitMix64), so it is the
 * same on every JDK, and a longer fill starts with the shorter one.
 */
public final class TestData {

    private static final float[] SPECIALS = {
        0f,
        -0f,
        1f,
        -1f,
        Float.NaN,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        -Float.MIN_NORMAL,
        Math.nextDown(Float.MIN_NORMAL),
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        Math.nextDown(1f),
        -Math.nextUp(1f),
        0x1p24f,
        -1e30f,
        1e-30f,
        3.5f,
    };

    private TestData() {}

    /** Integers in [-8, 8]: sums of products below 2^24 are exact in any order. */
    public static float[] smallIntegers(int n, long seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.floorMod(word(seed, i), 17) - 8;
        }
        return x;
    }

    /** Integers in {@code [0, bound)}, for labels and indices. */
    public static int[] indices(int n, int bound, long seed) {
        int[] x = new int[n];
        for (int i = 0; i < n; i++) {
            x[i] = Math.floorMod(word(seed, i), bound);
        }
        return x;
    }

    /** Normal deviates with mean 0 and deviation 1. */
    public static float[] normals(int n, long seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(unit(seed, 2L * i)));
            x[i] = (float) (radius * StrictMath.cos(2 * Math.PI * unit(seed, 2L * i + 1)));
        }
        return x;
    }

    /** Uniform in {@code (low, high]}. */
    public static float[] uniforms(int n, float low, float high, long seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) (low + ((double) high - low) * unit(seed, i));
        }
        return x;
    }

    /** Uniform in {@code (0, 1]}: no zero, nothing negative. */
    public static float[] positives(int n, long seed) {
        return uniforms(n, 0f, 1f, seed);
    }

    /** NaN, infinities, zeros of both signs, denormals and extremes, in an order that depends on the seed. */
    public static float[] specials(int n, long seed) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = SPECIALS[Math.floorMod(word(seed, i), SPECIALS.length)];
        }
        return x;
    }

    /** Every special value once. */
    public static float[] specials() {
        return SPECIALS.clone();
    }

    /** The same numbers as doubles, for an oracle. */
    public static double[] toDoubles(float[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = x[i];
        }
        return y;
    }

    /** The absolute values, for the size of a sum in an error bound. */
    public static float[] absolute(float[] x) {
        float[] y = new float[x.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = Math.abs(x[i]);
        }
        return y;
    }

    /** In (0, 1]. */
    private static double unit(long seed, long index) {
        return ((word(seed, index) >>> 11) + 1) * 0x1p-53;
    }

    /** Word {@code index} of the SplitMix64 sequence of {@code seed} (Steele, Lea, Flood 2014). */
    private static long word(long seed, long index) {
        long z = mix(seed) + (index + 1) * 0x9E3779B97F4A7C15L;
        return mix(z);
    }

    private static long mix(long word) {
        long z = word;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
