package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Platform;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.function.IntConsumer;

/**
 * How many threads a kernel may use. The first argument of every kernel; it changes the time a call takes and never a
 * bit of its result.
 *
 * <p>The calling thread always works too, so {@code threads(2)} adds one daemon worker. Workers park when idle. An
 * instance may be shared by any number of callers, virtual threads and tasks of its own included: whoever finds it busy
 * works alone. Small problems stay on the calling thread.
 *
 * <p>Whoever asks for one in a VM without the Vector API gets an {@link IllegalStateException} that names the option: a
 * kernel's class could not even be loaded.
 */
public final class Parallelism implements AutoCloseable {

    private static final Parallelism SERIAL = new Parallelism(WorkerPool.SERIAL, true);

    private final WorkerPool pool;
    private final boolean shared;

    private Parallelism(WorkerPool pool, boolean shared) {
        this.pool = pool;
        this.shared = shared;
    }

    /** The calling thread alone. */
    public static Parallelism serial() {
        Platform.requireVectorModule();
        return SERIAL;
    }

    /**
     * A set of {@code threads} threads of its own, the calling one included; {@link #close} ends them.
     *
     * @throws IllegalArgumentException unless {@code 1 <= threads <= 4096}
     */
    public static Parallelism threads(int threads) {
        Platform.requireVectorModule();
        if (threads < 1 || threads > 4096) {
            throw Checks.error("threads", "a value in [1, 4096]", threads);
        }
        return threads == 1 ? SERIAL : new Parallelism(new WorkerPool(threads), false);
    }

    /** All cores that the VM may use; one shared set of threads, started at the first call. */
    public static Parallelism allCores() {
        Platform.requireVectorModule();
        return AllCores.INSTANCE;
    }

    /** Number of threads, the calling one included. */
    public int threads() {
        return pool.threads();
    }

    /**
     * Runs {@code task} for {@code 0 .. tasks - 1} in any order on these threads and returns when all are done.
     *
     * @throws IllegalArgumentException if {@code tasks < 0}
     */
    public void forEach(int tasks, IntConsumer task) {
        Checks.nonNegative("tasks", tasks);
        pool.run(tasks, task::accept);
    }

    /** Ends the workers of an instance made by {@link #threads(int)}; the shared ones stay. */
    @Override
    public void close() {
        if (!shared) {
            pool.close();
        }
    }

    WorkerPool pool() {
        return pool;
    }

    @Override
    public String toString() {
        return threads() + (threads() == 1 ? " thread" : " threads");
    }

    private static final class AllCores {
        static final Parallelism INSTANCE =
                new Parallelism(new WorkerPool(Runtime.getRuntime().availableProcessors()), true);
    }
}
