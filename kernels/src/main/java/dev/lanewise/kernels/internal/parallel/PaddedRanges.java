package dev.lanewise.kernels.internal.parallel;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;

import java.util.Arrays;

/**
 * {@link Ranges} for kernels with a long formula, whose loop takes whole vectors only: the rest of a range, less than a
 * vector, goes through a buffer that is padded with zeros.
 *
 * <p>So the formula stands in its loop once and without masks. That is what C2 can digest: a call of the Vector API
 * costs it about 400 nodes, and at 18,000 it stops inlining methods that are not the JDK's own, and a vector that is
 * passed to a method becomes an object. For the same reason a long formula calls its helpers first.
 */
public final class PaddedRanges {

    private PaddedRanges() {}

    /** Runs {@code kernel} over {@code n} elements, shared among the threads of {@code pool}. */
    public static void unary(
            WorkerPool pool, int n, Ranges.Unary kernel, float[] x, int xOff, float[] y, int yOff, float s, float t) {
        int whole = F32.loopBound(n);
        Ranges.unary(pool, whole, kernel, x, xOff, y, yOff, s, t);
        unaryRest(n - whole, kernel, x, xOff + whole, y, yOff + whole, s, t);
    }

    /** Runs {@code kernel} over {@code n} elements on the calling thread. */
    public static void unary(int n, Ranges.Unary kernel, float[] x, int xOff, float[] y, int yOff, float s, float t) {
        int whole = F32.loopBound(n);
        kernel.range(x, xOff, y, yOff, s, t, 0, whole);
        unaryRest(n - whole, kernel, x, xOff + whole, y, yOff + whole, s, t);
    }

    /** Runs {@code kernel} over {@code n} elements, shared among the threads of {@code pool}. */
    public static void binary(
            WorkerPool pool,
            int n,
            Ranges.Binary kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] z,
            int zOff,
            float s,
            float t) {
        int whole = F32.loopBound(n);
        Ranges.binary(pool, whole, kernel, x, xOff, y, yOff, z, zOff, s, t);
        int rest = n - whole;
        if (rest > 0) {
            float[] buffer = Scratch.take(3 * VIRTUAL_LANES);
            pad(x, xOff + whole, rest, buffer, 0);
            pad(y, yOff + whole, rest, buffer, VIRTUAL_LANES);
            kernel.range(buffer, 0, buffer, VIRTUAL_LANES, buffer, 2 * VIRTUAL_LANES, s, t, 0, LANES);
            System.arraycopy(buffer, 2 * VIRTUAL_LANES, z, zOff + whole, rest);
            Scratch.give(buffer);
        }
    }

    private static void unaryRest(
            int rest, Ranges.Unary kernel, float[] x, int xOff, float[] y, int yOff, float s, float t) {
        if (rest > 0) {
            float[] buffer = Scratch.take(2 * VIRTUAL_LANES);
            pad(x, xOff, rest, buffer, 0);
            kernel.range(buffer, 0, buffer, VIRTUAL_LANES, s, t, 0, LANES);
            System.arraycopy(buffer, VIRTUAL_LANES, y, yOff, rest);
            Scratch.give(buffer);
        }
    }

    private static void pad(float[] x, int xOff, int count, float[] buffer, int at) {
        System.arraycopy(x, xOff, buffer, at, count);
        Arrays.fill(buffer, at + count, at + LANES, 0f);
    }
}
