package dev.lanewise.kernels.internal.parallel;

import org.jspecify.annotations.Nullable;

/**
 * Runs an element-wise kernel over {@code n} elements in chunks of {@link #CHUNK}, shared among the threads of a pool.
 *
 * <p>The kernel is passed as a non-capturing method reference to its chunk loop: one call through it per chunk, so the
 * loop inside stays a direct, separately compiled one. Nothing is allocated in steady state.
 */
public final class Ranges {

    /** Elements of a chunk; a multiple of every vector length. Below two chunks a call stays on its thread. */
    public static final int CHUNK = 1 << 14;

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private Ranges() {}

    /** The chunk loop of a kernel with one input: elements {@code from .. to - 1}. */
    @FunctionalInterface
    public interface Unary {
        /** Writes {@code y[yOff + i]} from {@code x[xOff + i]} for {@code from <= i < to}. */
        void range(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to);
    }

    /** The chunk loop of a kernel with two inputs: elements {@code from .. to - 1}. */
    @FunctionalInterface
    public interface Binary {
        /** Writes {@code z[zOff + i]} from {@code x[xOff + i]} and {@code y[yOff + i]} for {@code from <= i < to}. */
        void range(float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to);
    }

    /** Runs {@code kernel} over {@code n} elements; {@code s} and {@code t} are scalars handed through. */
    public static void unary(
            WorkerPool pool, int n, Unary kernel, float[] x, int xOff, float[] y, int yOff, float s, float t) {
        if (n <= CHUNK) {
            kernel.range(x, xOff, y, yOff, s, t, 0, n);
            return;
        }
        Call call = CALLS.take();
        call.unary = kernel;
        call.run(pool, n, x, xOff, y, yOff, null, 0, s, t);
    }

    /** Runs {@code kernel} over {@code n} elements; {@code s} and {@code t} are scalars handed through. */
    public static void binary(
            WorkerPool pool,
            int n,
            Binary kernel,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            float[] z,
            int zOff,
            float s,
            float t) {
        if (n <= CHUNK) {
            kernel.range(x, xOff, y, yOff, z, zOff, s, t, 0, n);
            return;
        }
        Call call = CALLS.take();
        call.binary = kernel;
        call.run(pool, n, x, xOff, y, yOff, z, zOff, s, t);
    }

    /** The arguments of one call, on their way to the workers. */
    private static final class Call implements IndexedTask {
        private @Nullable Unary unary;
        private @Nullable Binary binary;
        private float @Nullable [] x;
        private float @Nullable [] y;
        private float @Nullable [] z;
        private int xOff;
        private int yOff;
        private int zOff;
        private float s;
        private float t;
        private int n;

        void run(
                WorkerPool pool,
                int n,
                float[] x,
                int xOff,
                float[] y,
                int yOff,
                float @Nullable [] z,
                int zOff,
                float s,
                float t) {
            this.n = n;
            this.x = x;
            this.xOff = xOff;
            this.y = y;
            this.yOff = yOff;
            this.z = z;
            this.zOff = zOff;
            this.s = s;
            this.t = t;
            try {
                pool.run((int) ((n + (long) CHUNK - 1) / CHUNK), this);
            } finally {
                this.x = null;
                this.y = null;
                this.z = null;
                unary = null;
                binary = null;
                CALLS.give(this);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // the arrays are set for as long as the call runs
        public void run(int index) {
            int from = index * CHUNK;
            int to = Math.min(n - from, CHUNK) + from;
            if (binary != null) {
                binary.range(x, xOff, y, yOff, z, zOff, s, t, from, to);
            } else {
                unary.range(x, xOff, y, yOff, s, t, from, to);
            }
        }
    }
}
