package dev.lanewise.kernels.internal.memory;

import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Hands out objects for the length of one call and takes them back, so that a kernel in steady state allocates nothing.
 * An object belongs to one call at a time; when all are out, a new one is made.
 *
 * <p>Every thread begins to look at a place of its own, so it mostly gets what it has had before and what is still in its
 * core's caches: a buffer that another core has written last comes from there line by line.
 *
 * @param <T> what is handed out
 */
public final class Recycler<T> {

    /** Slots from where one thread begins to look to where the next one does: a call holds a few objects of a kind. */
    private static final int APART = 5;

    /** Objects that are kept: as many as all cores hold. */
    private static final int SLOTS = Math.max(16, APART * Runtime.getRuntime().availableProcessors());

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> make;

    /** A recycler that makes its first objects with {@code make}. */
    public Recycler(Supplier<T> make) {
        this.make = make;
    }

    /** An object that nobody else holds. */
    public T take() {
        int own = WorkerPool.currentShare() * APART;
        for (int i = 0; i < SLOTS; i++) {
            int at = (own + i) % SLOTS;
            if (slots.getPlain(at) != null) {
                T object = slots.getAndSet(at, null);
                if (object != null) {
                    return object;
                }
            }
        }
        return make.get();
    }

    /** Takes {@code object} back; the caller has dropped every array it points to. */
    public void give(T object) {
        int own = WorkerPool.currentShare() * APART;
        for (int i = 0; i < SLOTS; i++) {
            int at = (own + i) % SLOTS;
            if (slots.getPlain(at) == null && slots.compareAndSet(at, null, object)) {
                return;
            }
        }
    }
}
