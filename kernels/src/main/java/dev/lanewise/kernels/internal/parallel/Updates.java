package dev.lanewise.kernels.internal.parallel;

/**
 * Runs an optimiser's step over {@code n} parameters in chunks of {@link Ranges#CHUNK}, shared among the threads of a
 * pool: one pass over the parameters, their gradient and up to two arrays of state. Nothing is allocated in steady state.
 */
public final class Updates {

    private static final float[] NONE = {};

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private Updates() {}

    /** The chunk loop of a step: elements {@code from .. to - 1}; {@code p} to {@code u} are scalars handed through. */
    @FunctionalInterface
    public interface Step {
        /** Updates {@code w}, {@code a} and {@code b} from the gradient {@code g}. */
        void range(
                float[] w,
                int wOff,
                float[] g,
                int gOff,
                float[] a,
                int aOff,
                float[] b,
                int bOff,
                float p,
                float q,
                float r,
                float s,
                float u,
                int from,
                int to);
    }

    /** Runs {@code step} over {@code n} parameters; a step with less state or fewer scalars ignores the rest. */
    public static void run(
            WorkerPool pool,
            int n,
            Step step,
            float[] w,
            int wOff,
            float[] g,
            int gOff,
            float[] a,
            int aOff,
            float[] b,
            int bOff,
            float p,
            float q,
            float r,
            float s,
            float u) {
        if (n <= Ranges.CHUNK) {
            step.range(w, wOff, g, gOff, a, aOff, b, bOff, p, q, r, s, u, 0, n);
            return;
        }
        Call call = CALLS.take();
        call.step = step;
        call.arrays(w, wOff, g, gOff, a, aOff, b, bOff);
        call.scalars(p, q, r, s, u);
        call.n = n;
        try {
            pool.run((int) ((n + (long) Ranges.CHUNK - 1) / Ranges.CHUNK), call);
        } finally {
            call.arrays(NONE, 0, NONE, 0, NONE, 0, NONE, 0);
            CALLS.give(call);
        }
    }

    /** The arguments of one call, on their way to the workers. */
    private static final class Call implements IndexedTask {
        private Step step = (w, wOff, g, gOff, a, aOff, b, bOff, p, q, r, s, u, from, to) -> {};
        private float[] w = NONE;
        private float[] g = NONE;
        private float[] a = NONE;
        private float[] b = NONE;
        private int wOff;
        private int gOff;
        private int aOff;
        private int bOff;
        private float p;
        private float q;
        private float r;
        private float s;
        private float u;
        private int n;

        void arrays(float[] w, int wOff, float[] g, int gOff, float[] a, int aOff, float[] b, int bOff) {
            this.w = w;
            this.wOff = wOff;
            this.g = g;
            this.gOff = gOff;
            this.a = a;
            this.aOff = aOff;
            this.b = b;
            this.bOff = bOff;
        }

        void scalars(float p, float q, float r, float s, float u) {
            this.p = p;
            this.q = q;
            this.r = r;
            this.s = s;
            this.u = u;
        }

        @Override
        public void run(int index) {
            int from = index * Ranges.CHUNK;
            int to = Math.min(n - from, Ranges.CHUNK) + from;
            step.range(w, wOff, g, gOff, a, aOff, b, bOff, p, q, r, s, u, from, to);
        }
    }
}
