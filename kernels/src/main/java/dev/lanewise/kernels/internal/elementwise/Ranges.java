package dev.lanewise.kernels.internal.elementwise;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.Lanes.VIRTUAL_LANES;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Runs an element-wise kernel over {@code n} elements in chunks of {@link #CHUNK}, shared among the threads of a pool.
 *
 * <p>The kernel is a non-capturing method reference to a loop over whole vectors. The rest of the last chunk, less than a
 * vector, goes through a buffer that is padded with zeros: no kernel has a mask or a second copy of its formula. Masks
 * that reach past the end of an array are objects, and what C2 inlines twice may pass the 18,000 nodes at which it stops
 * inlining (a call of the Vector API costs about 400), and then vectors become objects. For the same reason one line calls
 * the kernel for the whole vectors and for the rest.
 *
 * <p>Nothing is allocated in steady state.
 */
public final class Ranges {

    /** Elements of a chunk; a multiple of every vector length. Below two chunks a call stays on its thread. */
    public static final int CHUNK = 1 << 14;

    private static final float[] NONE = {};
    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private Ranges() {}

    /** The loop of a kernel with one input. */
    @FunctionalInterface
    public interface Unary {
        /**
         * Writes {@code y[yOff + i]} from {@code x[xOff + i]} for {@code from <= i < to}, a multiple of
         * {@link Lanes#LANES} elements.
         */
        void range(float[] x, int xOff, float[] y, int yOff, float s, float t, int from, int to);
    }

    /** The loop of a kernel with two inputs. */
    @FunctionalInterface
    public interface Binary {
        /**
         * Writes {@code z[zOff + i]} from {@code x[xOff + i]} and {@code y[yOff + i]} for {@code from <= i < to}, a
         * multiple of {@link Lanes#LANES} elements.
         */
        void range(float[] x, int xOff, float[] y, int yOff, float[] z, int zOff, float s, float t, int from, int to);
    }

    /** Runs {@code kernel} over {@code n} elements; {@code s} and {@code t} are scalars handed through. */
    public static void unary(
            WorkerPool pool, int n, Unary kernel, float[] x, int xOff, float[] y, int yOff, float s, float t) {
        Call call = CALLS.take();
        call.unary = kernel;
        call.run(pool, n, x, xOff, NONE, 0, y, yOff, s, t);
    }

    /** Runs {@code kernel} over {@code n} elements on the calling thread. */
    public static void unary(int n, Unary kernel, float[] x, int xOff, float[] y, int yOff) {
        unary(WorkerPool.SERIAL, n, kernel, x, xOff, y, yOff, 0f, 0f);
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
        Call call = CALLS.take();
        call.binary = kernel;
        call.run(pool, n, x, xOff, y, yOff, z, zOff, s, t);
    }

    /** The arguments of one call, on their way to the workers; a kernel with one input has no {@code y}. */
    private static final class Call implements IndexedTask {
        private @Nullable Unary unary;
        private @Nullable Binary binary;
        private float[] x = NONE;
        private float[] y = NONE;
        private float[] z = NONE;
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
                float[] z,
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
                this.x = NONE;
                this.y = NONE;
                this.z = NONE;
                unary = null;
                binary = null;
                CALLS.give(this);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // one of the kernels is set for as long as the call runs
        public void run(int index) {
            int from = index * CHUNK;
            int to = Math.min(n - from, CHUNK) + from;
            int whole = from + F32.loopBound(to - from);
            float[] padded = whole == to ? NONE : paddedRest(whole, to - whole);
            for (int at = from, end; at < to; at = end) { // both turns from one call, which C2 compiles better than two
                boolean isRest = at == whole;
                end = isRest ? to : whole;
                float[] px = isRest ? padded : x;
                float[] py = isRest ? padded : y;
                float[] pz = isRest ? padded : z;
                int pxOff = isRest ? 0 : xOff; // the rest begins its buffer, and is a whole vector there
                int pyOff = isRest ? VIRTUAL_LANES : yOff;
                int pzOff = isRest ? 2 * VIRTUAL_LANES : zOff;
                int first = isRest ? 0 : at;
                int last = isRest ? LANES : end;
                if (binary != null) {
                    binary.range(px, pxOff, py, pyOff, pz, pzOff, s, t, first, last);
                } else {
                    unary.range(px, pxOff, pz, pzOff, s, t, first, last);
                }
            }
            if (whole < to) {
                System.arraycopy(padded, 2 * VIRTUAL_LANES, z, zOff + whole, to - whole);
                Scratch.give(padded);
            }
        }

        /** A buffer with the last {@code count} elements of x and, a fixed step further, those of y; z follows. */
        private float[] paddedRest(int from, int count) {
            float[] buffer = Scratch.take(3 * VIRTUAL_LANES);
            pad(x, xOff + from, count, buffer, 0);
            if (binary != null) {
                pad(y, yOff + from, count, buffer, VIRTUAL_LANES);
            }
            return buffer;
        }

        private static void pad(float[] x, int xOff, int count, float[] buffer, int at) {
            System.arraycopy(x, xOff, buffer, at, count);
            Arrays.fill(buffer, at + count, at + LANES, 0f);
        }
    }
}
