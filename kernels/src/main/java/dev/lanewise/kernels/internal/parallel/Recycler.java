package dev.lanewise.kernels.internal.parallel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/**
 * Hands out objects for the length of one call and takes them back, so that a kernel in steady state allocates nothing.
 * An object belongs to one call at a time; when all are out, a new one is made.
 *
 * @param <T> what is handed out
 */
public final class Recycler<T> {

    private static final int SLOTS = 16;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> make;

    /** A recycler that makes its first objects with {@code make}. */
    public Recycler(Supplier<T> make) {
        this.make = make;
    }

    /** An object that nobody else holds. */
    public T take() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getPlain(i) != null) {
                T object = slots.getAndSet(i, null);
                if (object != null) {
                    return object;
                }
            }
        }
        return make.get();
    }

    /** Takes {@code object} back; the caller has dropped every array it points to. */
    public void give(T object) {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.getPlain(i) == null && slots.compareAndSet(i, null, object)) {
                return;
            }
        }
    }
}
