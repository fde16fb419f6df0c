package dev.lanewise.kernels.internal.parallel;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of Lanewise: {@code threads - 1} daemon workers that help the caller with the tasks of one region.
 *
 * <p>The tasks are cut into as many shares as there are threads, in order, so that in each region of a step the same
 * thread begins with the same images; whoever has finished its own share helps with the others. Tasks are claimed one by
 * one from the counter of a share, which also carries the region's number, so a worker that wakes late finds nothing to
 * claim and nobody waits for it. A caller that finds the pool busy (another caller, or a task of the pool itself) runs its
 * tasks alone. Idle workers spin briefly, then park; they never spin where the threads outnumber the cores. Who spins
 * yields again and again: a worker may wake on the core of its caller while another core sleeps. Which thread runs a task
 * never shows in a result, because no chain of operations depends on where tasks are cut.
 */
public final class WorkerPool implements AutoCloseable {

    /** The calling thread alone. */
    public static final WorkerPool SERIAL = new WorkerPool(1);

    /**
     * How long an idle worker spins before it parks, by the clock: a spin takes from 6 to 60 nanoseconds, and to wake a
     * parked thread takes 20 microseconds and more.
     */
    private static final long IDLE_NANOS = 200_000;

    /** Spins between two looks at the clock, and before a caller that waits for the last tasks yields: about a microsecond. */
    private static final int SPINS = 64;

    private static final long CLOSED_REGION = 0xFFFF_FFFFL;

    /** Longs from one share's counter to the next: two cache lines, which some CPUs fetch as one. */
    private static final int PITCH = 16;

    /**
     * For each share the region number in the high half, and in the low half how many of its tasks have been claimed
     * ({@link #CLOSED_REGION} when no region is open).
     */
    private final AtomicLongArray claims;

    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Thread[] workers;
    private final boolean spins;

    private @Nullable IndexedTask task;
    private int tasks;
    private boolean descending;

    /** When a short region found workers asleep; callers that race for it may wake them once too often. */
    private long asked;

    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    /** A pool of {@code threads} threads, the caller's included. */
    public WorkerPool(int threads) {
        spins = threads <= Runtime.getRuntime().availableProcessors();
        claims = new AtomicLongArray(threads * PITCH);
        open(CLOSED_REGION);
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            workers[i].start();
        }
    }

    /** The share that the current thread begins with: 0 for all but workers. */
    public static int currentShare() {
        return Thread.currentThread() instanceof Worker worker ? worker.share : 0;
    }

    /** Number of threads that share a region, the caller's included. */
    public int threads() {
        return workers.length + 1;
    }

    /**
     * Whether workers are to share a region that takes less time than to wake them. They are awake, or it pays off to wake
     * them because more such regions seem to follow: there was one not longer ago than idle workers spin.
     */
    public boolean sharesShortRegions() {
        if (parked.get() == 0) {
            return true;
        }
        long now = System.nanoTime();
        boolean again = now - asked < IDLE_NANOS;
        asked = now;
        return again;
    }

    /**
     * Runs tasks {@code 0 .. tasks - 1} and returns when all are done. An exception of a task is thrown here, after the
     * other tasks have run; the pool stays usable.
     */
    public void run(int tasks, IndexedTask task) {
        run(tasks, task, false);
    }

    /** The same, where every thread goes through its share from the last task to the first. */
    public void runDescending(int tasks, IndexedTask task) {
        run(tasks, task, true);
    }

    private void run(int tasks, IndexedTask task, boolean descending) {
        if (tasks <= 1 || workers.length == 0 || closed || !busy.compareAndSet(false, true)) {
            runAlone(tasks, task, descending);
            return;
        }
        try {
            runShared(tasks, task, descending);
        } finally {
            busy.set(false);
        }
    }

    private static void runAlone(int tasks, IndexedTask task, boolean descending) {
        Throwable thrown = null;
        for (int i = 0; i < tasks; i++) {
            try {
                task.run(descending ? tasks - 1 - i : i);
            } catch (Throwable failure) {
                thrown = failure;
            }
        }
        if (thrown != null) {
            throw WorkerPool.<RuntimeException>unchecked(thrown);
        }
    }

    private void runShared(int tasks, IndexedTask task, boolean descending) {
        long region = (claims.get(0) >>> 32) + 1 << 32;
        this.task = task;
        this.tasks = tasks;
        this.descending = descending;
        finished.set(0);
        open(region);
        if (parked.get() > 0) {
            wake(shares(tasks) - 1);
        }
        help(region, 0);
        awaitFinished(tasks);
        open(region | CLOSED_REGION);
        this.task = null;
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw WorkerPool.<RuntimeException>unchecked(thrown);
        }
    }

    /** Sets the counters of all shares. */
    private void open(long region) {
        for (int at = 0; at < claims.length(); at += PITCH) {
            claims.set(at, region);
        }
    }

    /** The number of shares of {@code tasks} tasks. */
    private int shares(int tasks) {
        return Math.min(tasks, threads());
    }

    private void wake(int count) {
        for (int i = 0; i < count; i++) {
            LockSupport.unpark(workers[i]);
        }
    }

    private void awaitFinished(int tasks) {
        for (int spin = 0; finished.get() < tasks; spin++) {
            if (spins && spin < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /** Claims and runs tasks of the region until none is left, those of one's own share first. */
    private void help(long region, int share) {
        for (int i = 0; i < threads(); i++) {
            helpWith(region, (share + i) % threads());
        }
    }

    private void helpWith(long region, int share) {
        int done = 0;
        int at = share * PITCH;
        for (long claim = claims.get(at); claim >>> 32 == region >>> 32; claim = claims.get(at)) {
            IndexedTask current = task;
            int count = tasks;
            int shares = shares(count);
            int begin = (int) ((long) count * share / shares);
            int end = (int) ((long) count * (share + 1) / shares);
            int claimed = (int) claim;
            if (claimed < 0 || claimed >= end - begin || share >= shares || current == null) {
                break;
            }
            int index = descending ? end - 1 - claimed : begin + claimed;
            if (claims.compareAndSet(at, claim, claim + 1)) {
                runOne(current, index);
                done++;
            }
        }
        if (done > 0) {
            finished.addAndGet(done); // all at once: each time the line changes cores
        }
    }

    private void runOne(IndexedTask current, int index) {
        try {
            current.run(index);
        } catch (Throwable thrown) {
            failure = thrown;
        }
    }

    private void work(int share) {
        long seen = 0; // not the current region: a thread may start after its pool's first region has opened
        while (!closed) {
            long claim = claims.get(share * PITCH);
            if (claim >>> 32 != seen) {
                seen = claim >>> 32;
                help(claim, share);
            } else if (!spins || !spin(share, seen)) {
                park(share, seen);
            }
        }
    }

    /** Waits for a region after {@code seen}, {@link #IDLE_NANOS} at most; whether there is one. */
    private boolean spin(int share, long seen) {
        long start = System.nanoTime();
        do {
            for (int i = 0; i < SPINS; i++) {
                if (claims.get(share * PITCH) >>> 32 != seen || closed) {
                    return true;
                }
                Thread.onSpinWait();
            }
            Thread.yield();
        } while (System.nanoTime() - start < IDLE_NANOS);
        return false;
    }

    private void park(int share, long seen) {
        parked.incrementAndGet();
        while (claims.get(share * PITCH) >>> 32 == seen && !closed) {
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

    /** A thread that knows its share. */
    private final class Worker extends Thread {

        private final int share;

        Worker(int share) {
            super("lanewise-" + share);
            this.share = share;
            setDaemon(true);
        }

        @Override
        public void run() {
            work(share);
        }
    }
}
