package dev.lanewise.nn.training;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Does one piece of work after the other on a thread of its own: {@link #start} hands a piece over, {@link #await} waits
 * until it is done. In between, what the work touches belongs to that thread. Nothing is allocated from piece to piece.
 */
final class Ahead implements AutoCloseable {

    private static final int NOTHING = -1;
    private static final int CLOSED = -2;

    /** Looks before the caller parks: some 50 microseconds. */
    private static final int SPINS = 1 << 10;

    private final IntConsumer work;
    private final Thread thread;
    private volatile int piece = NOTHING;
    private volatile @Nullable Thread waiting;
    private @Nullable Throwable failure;

    /** Starts the thread. */
    Ahead(String name, IntConsumer work) {
        this.work = work;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Begins piece {@code number}, at least 0. What the last one has thrown, and nobody has waited for, is forgotten. */
    void start(int number) {
        awaitDone();
        failure = null;
        piece = number;
        LockSupport.unpark(thread);
    }

    /** Waits until the last piece is done, and throws what it has thrown. */
    void await() {
        awaitDone();
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) {
            throw Ahead.<RuntimeException>unchecked(thrown);
        }
    }

    /** Ends the thread, after the piece that it is at. */
    @Override
    public void close() {
        awaitDone();
        piece = CLOSED;
        LockSupport.unpark(thread);
    }

    /** Waits until the last piece is done, whatever it has thrown. */
    void awaitDone() {
        if (piece < 0) {
            return;
        }
        waiting = Thread.currentThread();
        for (int i = 0; piece >= 0; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        waiting = null;
    }

    private void run() {
        while (piece != CLOSED) {
            if (piece == NOTHING) {
                LockSupport.park(this);
            } else {
                try {
                    work.accept(piece);
                } catch (Throwable thrown) {
                    failure = thrown;
                }
                piece = NOTHING;
                LockSupport.unpark(waiting);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
