package dev.lanewise.kernels.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is lent belongs to one borrower, and comes back. */
@Tag("once")
class RecyclerTest {

    @Test
    void anObjectThatIsOutIsNotHandedOutAgain() {
        AtomicInteger made = new AtomicInteger();
        Recycler<Object> recycler = new Recycler<>(() -> {
            made.incrementAndGet();
            return new Object();
        });
        Set<Object> out = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 100; i++) {
            assertThat(out.add(recycler.take())).isTrue();
        }
        out.forEach(recycler::give);
        assertThat(made).hasValue(100);
        Object one = recycler.take();
        assertThat(out).contains(one);
        assertThat(made).hasValue(100);
    }

    @Test
    void borrowersOnManyThreadsNeverMeet() {
        Recycler<AtomicBoolean> recycler = new Recycler<>(AtomicBoolean::new);
        try (WorkerPool pool = new WorkerPool(8)) {
            pool.run(20_000, i -> {
                AtomicBoolean taken = recycler.take();
                assertThat(taken.compareAndSet(false, true)).isTrue();
                Thread.onSpinWait();
                taken.set(false);
                recycler.give(taken);
            });
        }
    }

    /** Whoever gave last, and whoever asks first: what a core has in its caches stays with its thread. */
    @Test
    void aThreadGetsBackWhatItGave() {
        Recycler<Object> recycler = new Recycler<>(Object::new);
        Object[] had = new Object[2];
        Object[] got = new Object[2];
        try (WorkerPool pool = new WorkerPool(2)) {
            inTurns(pool, 0, share -> had[share] = recycler.take());
            inTurns(pool, 1, share -> recycler.give(had[share]));
            inTurns(pool, 0, share -> got[share] = recycler.take());
        }
        assertThat(got).containsExactly(had);
    }

    /** Lets both threads of a pool act, {@code first} before the other; by their shares, 0 is the caller. */
    private static void inTurns(WorkerPool pool, int first, IntConsumer action) {
        CyclicBarrier both = new CyclicBarrier(2);
        CountDownLatch firstDone = new CountDownLatch(1);
        pool.run(2, task -> {
            try {
                both.await(1, TimeUnit.MINUTES);
                int share = WorkerPool.currentShare();
                if (share != first) {
                    assertThat(firstDone.await(1, TimeUnit.MINUTES)).isTrue();
                }
                action.accept(share);
                firstDone.countDown();
            } catch (InterruptedException | BrokenBarrierException | TimeoutException failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1023, 1024, 1025, 4096, 4097, 1_000_000})
    void scratchIsLargeEnoughAndComesBack(int size) {
        float[] first = Scratch.take(size);
        float[] second = Scratch.take(size);
        assertThat(first.length).isGreaterThanOrEqualTo(size);
        assertThat(second).isNotSameAs(first);
        Scratch.give(first);
        assertThat(Scratch.take(size)).isSameAs(first);
    }
}
