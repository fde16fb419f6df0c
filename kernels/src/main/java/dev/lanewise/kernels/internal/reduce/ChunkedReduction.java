package dev.lanewise.kernels.internal.reduce;

import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.function.DoubleBinaryOperator;

/**
 * Reduces one or two vectors in chunks of {@link Ranges#CHUNK}, shared among the threads of a pool. The chunks' results
 * are combined from the first to the last on the calling thread, so no result depends on the threads.
 */
public final class ChunkedReduction {

    /** Doubles that a chunk may use while it is reduced. */
    public static final int SCRATCH = DoubleReduction.STEP;

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private ChunkedReduction() {}

    /** The reduction of a chunk. */
    @FunctionalInterface
    public interface Kernel {
        /** Reduces {@code x[xOff + i]} and {@code y[yOff + i]}, {@code 0 <= i < n}; may use {@link #SCRATCH} doubles. */
        double chunk(float[] x, int xOff, float[] y, int yOff, int n, double[] scratch, int at);
    }

    /** Reduces {@code n} elements; a kernel of one vector ignores {@code y}. */
    public static double reduce(
            WorkerPool pool,
            int n,
            Kernel kernel,
            DoubleBinaryOperator combine,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        Call call = CALLS.take();
        call.kernel = kernel;
        call.n = n;
        call.arrays(x, xOff, y, yOff);
        try {
            return call.reduce(pool, combine);
        } finally {
            call.arrays(Call.NONE, 0, Call.NONE, 0);
            CALLS.give(call);
        }
    }

    /** The arguments of one call, on their way to the workers, and the results of its chunks. */
    private static final class Call implements IndexedTask {
        static final float[] NONE = {};

        private Kernel kernel = (x, xOff, y, yOff, n, scratch, at) -> 0;
        private float[] x = NONE;
        private float[] y = NONE;
        private int xOff;
        private int yOff;
        private int n;
        private double[] partials = new double[SCRATCH];

        void arrays(float[] x, int xOff, float[] y, int yOff) {
            this.x = x;
            this.xOff = xOff;
            this.y = y;
            this.yOff = yOff;
        }

        /** The first double of a chunk's scratch takes its result. */
        double reduce(WorkerPool pool, DoubleBinaryOperator combine) {
            int chunks = Math.max(1, (int) ((n + (long) Ranges.CHUNK - 1) / Ranges.CHUNK));
            if (partials.length < chunks * SCRATCH) {
                partials = new double[chunks * SCRATCH];
            }
            pool.run(chunks, this);
            double result = partials[0];
            for (int i = 1; i < chunks; i++) {
                result = combine.applyAsDouble(result, partials[i * SCRATCH]);
            }
            return result;
        }

        @Override
        public void run(int index) {
            int from = index * Ranges.CHUNK;
            int at = index * SCRATCH;
            int count = Math.min(n - from, Ranges.CHUNK);
            partials[at] = kernel.chunk(x, xOff + from, y, yOff + from, count, partials, at);
        }
    }
}
