package dev.lanewise.kernels.internal.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
