package dev.lanewise.testkit;

import dev.lanewise.kernels.Parallelism;
import java.util.function.DoubleUnaryOperator;

/** Distance of float results from a double-precision function, in ulps of the exact value, over ranges of floats. */
public final class Ulps {

    private static final int BLOCK = 1 << 14;
    private static final double OVERFLOW = 0x1.ffffffp127;

    private Ulps() {}

    /** A kernel with one input. */
    @FunctionalInterface
    public interface Kernel {
        /** Writes {@code y[yOff + i]} from {@code x[xOff + i]}. */
        void run(Parallelism parallelism, int n, float[] x, int xOff, float[] y, int yOff);
    }

    /** The largest error and where it is. */
    public record Worst(double ulps, float x, float actual) {
        @Override
        public String toString() {
            return ulps + " ulp at " + Bits.show(x) + ": got " + Bits.show(actual);
        }
    }

    /** The worst of every {@code stride}-th float from {@code low} to {@code high}; {@code stride} 1 visits all. */
    public static Worst worst(Kernel kernel, DoubleUnaryOperator exact, float low, float high, int stride) {
        float[] x = new float[BLOCK];
        float[] y = new float[BLOCK];
        Worst worst = new Worst(0, low, Float.NaN);
        long last = order(high);
        for (long at = order(low); at <= last; ) {
            int n = 0;
            for (; n < BLOCK && at <= last; at += stride) {
                x[n++] = inOrder(at);
            }
            kernel.run(Parallelism.serial(), n, x, 0, y, 0);
            for (int i = 0; i < n; i++) {
                double error = error(y[i], exact.applyAsDouble(x[i]));
                if (!(error <= worst.ulps)) {
                    worst = new Worst(error, x[i], y[i]);
                }
            }
        }
        return worst;
    }

    /**
     * {@code |actual - exact|} in ulps of {@code exact}. An infinity is right where the exact value rounds to it, and a
     * NaN where the exact one is NaN; elsewhere they are infinitely wrong.
     */
    public static double error(float actual, double exact) {
        if (Double.isNaN(exact) || Float.isNaN(actual)) {
            return Double.isNaN(exact) && Float.isNaN(actual) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.abs(exact) >= OVERFLOW || Float.isInfinite(actual)) {
            boolean rounds = actual == (float) exact || Math.abs(actual) == Float.MAX_VALUE;
            return rounds ? 0 : Double.POSITIVE_INFINITY;
        }
        int exponent = Math.max(Math.getExponent(exact), Float.MIN_EXPONENT);
        return Math.abs(actual - exact) / Math.scalb(1.0, exponent - 23);
    }

    /** Floats as consecutive integers, {@code -0} and {@code +0} together. */
    private static long order(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits < 0 ? -(long) (bits & Integer.MAX_VALUE) : bits;
    }

    private static float inOrder(long order) {
        return Float.intBitsToFloat(order < 0 ? (int) -order | Integer.MIN_VALUE : (int) order);
    }
}
