package dev.lanewise.kernels.internal.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of Lanewise: {@code threads - 1} daemon workers that help the caller with the tasks of one region.
 *
 * <p>Tasks are claimed one by one from a counter that also carries the region's number, so a worker that wakes late
 * finds nothing to claim and nobody waits for it. A caller that finds the pool busy (another caller, or a task of the
 * pool itself) runs its tasks alone. Idle workers spin briefly, then park; they never spin where the threads outnumber
 * the cores. Which thread runs a task never shows in a result, because the tasks are cut by the problem's size alone.
 */
public final class WorkerPool implements AutoCloseable {

    /** The calling thread alone. */
    public static final WorkerPool SERIAL = new WorkerPool(1);

    /**
     * How long an idle worker spins before it parks, by the clock: a spin takes from 6 to 60 nanoseconds, and to wake a
     * parked thread takes 20 microseconds and more.
     */
    private static final long IDLE_NANOS = 200_000;

    private static final int SPINS_BETWEEN_CLOCKS = 64;
    private static final int WAIT_SPINS = 1 << 12;
    private static final long CLOSED_REGION = 0xFFFF_FFFFL;

    /** Region number in the high half, next task in the low half ({@link #CLOSED_REGION} when none is open). */
    private final AtomicLong claims = new AtomicLong(CLOSED_REGION);

    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Thread[] workers;
    private final boolean spins;

    private @Nullable IndexedTask task;
    private int tasks;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** A pool of {@code threads} threads, the caller's included. */
    public WorkerPool(int threads) {
        spins = threads <= Runtime.getRuntime().availableProcessors();
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Thread(this::work, "lanewise-" + (i + 1));
            workers[i].setDaemon(true);
            workers[i].start();
        }
    }

    /** Number of threads that share a region, the caller's included. */
    public int threads() {
        return workers.length + 1;
    }

    /**
     * Runs tasks {@code 0 .. tasks - 1} and returns when all are done. An exception of a task is thrown here, after the
     * other tasks have run; the pool stays usable.
     */
    public void run(int tasks, IndexedTask task) {
        if (tasks <= 1 || workers.length == 0 || closed || !busy.compareAndSet(false, true)) {
            runAlone(tasks, task);
            return;
        }
        try {
            runShared(tasks, task);
        } finally {
            busy.set(false);
        }
    }

    private static void runAlone(int tasks, IndexedTask task) {
        Throwable thrown = null;
        for (int i = 0; i < tasks; i++) {
            try {
                task.run(i);
            } catch (Throwable failure) {
                thrown = failure;
            }
        }
        if (thrown != null) {
            throw WorkerPool.<RuntimeException>unchecked(thrown);
        }
    }

    private void runShared(int tasks, IndexedTask task) {
        long region = (claims.get() >>> 32) + 1 << 32;
        this.task = task;
        this.tasks = tasks;
        finished.set(0);
        claims.set(region);
        if (parked.get() > 0) {
            wake(Math.min(tasks - 1, workers.length));
        }
        help(region);
        awaitFinished(tasks);
        claims.set(region | CLOSED_REGION);
        this.task = null;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw WorkerPool.<RuntimeException>unchecked(thrown);
        }
    }

    private void wake(int count) {
        for (int i = 0; i < count; i++) {
            LockSupport.unpark(workers[i]);
        }
    }

    private void awaitFinished(int tasks) {
        for (int spin = 0; finished.get() < tasks; spin++) {
            if (spins && spin < WAIT_SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Claims and runs tasks of the region until none is left. */
    private void help(long region) {
        for (long claim = claims.get(); claim >>> 32 == region >>> 32; claim = claims.get()) {
            IndexedTask current = task;
            int index = (int) claim;
            if (index < 0 || index >= tasks || current == null) {
                return;
            }
            if (claims.compareAndSet(claim, claim + 1)) {
                runOne(current, index);
            }
        }
    }

    private void runOne(IndexedTask current, int index) {
        try {
            current.run(index);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            finished.incrementAndGet();
        }
    }

    private void work() {
        long seen = 0; // not the current region: a thread may start after its pool's first region has opened
        while (!closed) {
            long claim = claims.get();
            if (claim >>> 32 != seen) {
                seen = claim >>> 32;
                help(claim);
            } else if (!spins || !spin(seen)) {
                park(seen);
            }
        }
    }

    /** Waits for a region after {@code seen}, {@link #IDLE_NANOS} at most; whether there is one. */
    private boolean spin(long seen) {
        long start = System.nanoTime();
        do {
            for (int i = 0; i < SPINS_BETWEEN_CLOCKS; i++) {
                if (claims.get() >>> 32 != seen || closed) {
                    return true;
                }
                Thread.onSpinWait();
            }
        } while (System.nanoTime() - start < IDLE_NANOS);
        return false;
    }

    private void park(long seen) {
        parked.incrementAndGet();
        while (claims.get() >>> 32 == seen && !closed) {
            LockSupport.park(this);
        }
        parked.decrementAndGet();
    }

    /** Ends the workers; later regions run on the caller's thread. */
    @Override
    public void close() {
        closed = true;
        wake(workers.length);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
