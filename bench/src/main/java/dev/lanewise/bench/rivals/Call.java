package dev.lanewise.bench.rivals;

/** One computation, ready to run again and again: operands, workspaces and primitives exist. */
public interface Call extends AutoCloseable {

    /** What is timed. */
    void run();

    /** Mean seconds of a call over about {@code seconds}, and over one call at least. */
    default double time(double seconds) {
        long start = System.nanoTime();
        double elapsed;
        int calls = 0;
        do {
            run();
            calls++;
            elapsed = (System.nanoTime() - start) / 1e9;
        } while (elapsed < seconds);
        return elapsed / calls;
    }

    /** The outputs of the last run in Lanewise's layout: NHWC, HWIO, row-major. */
    float[][] results();

    /** Ends what the call holds. */
    @Override
    default void close() {}

    /** A call whose outputs are arrays. */
    static Call of(Runnable run, float[]... results) {
        return new Call() {
            @Override
            public void run() {
                run.run();
            }

            @Override
            public float[][] results() {
                return results;
            }
        };
    }
}
