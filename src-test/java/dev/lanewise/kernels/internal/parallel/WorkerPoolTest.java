package dev.lanewise.kernels.internal.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.testkit.Allocations;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pool under the conditions that break fork-join code: late wakers, back-to-back regions, failures, closing. */
@Tag("once")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolTest {

    /** Regions so short that most workers arrive when the region, or the one after it, is over. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void backToBackRegionsLoseNoTask(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            AtomicLong sum = new AtomicLong();
            IndexedTask task = sum::addAndGet;
            long expected = 0;
            for (int region = 0; region < 100_000; region++) {
                int tasks = 2 + region % 7;
                pool.run(tasks, task);
                expected += tasks * (tasks - 1L) / 2;
                assertThat(sum.get()).isEqualTo(expected);
            }
        }
    }

    /** Pauses of every length between regions, so that workers are caught spinning, parking and parked. */
    @Test
    void pausedWorkersWakeUp() {
        try (WorkerPool pool = new WorkerPool(2)) {
            for (int round = 0; round < 400; round++) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(200_000));
                CountDownLatch both = new CountDownLatch(2);
                pool.run(2, i -> {
                    both.countDown();
                    await(both);
                });
            }
        }
    }

    /** After a pause the first of two short regions is the caller's alone, the second is not. */
    @Test
    void sleepingWorkersHelpWithShortRegionsInARow() throws InterruptedException {
        try (WorkerPool pool = new WorkerPool(2)) {
            pool.run(2, i -> {});
            boolean again;
            do { // until the worker sleeps, and both questions come in time
                Thread.sleep(5);
                boolean first = pool.sharesShortRegions();
                again = pool.sharesShortRegions() && !first;
            } while (!again);
        }
        assertThat(WorkerPool.SERIAL.sharesShortRegions()).isTrue();
    }

    /** The first task of every thread, all of them waiting for each other there, is that of its share. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachThreadBeginsWithItsShare(boolean descending) {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 100; round++) {
                CountDownLatch all = new CountDownLatch(3);
                Map<Integer, String> first = new ConcurrentHashMap<>();
                Map<Integer, String> ran = new ConcurrentHashMap<>();
                IndexedTask task = i -> {
                    String thread = Thread.currentThread().getName();
                    ran.merge(i, thread, (a, b) -> "twice");
                    if (all.getCount() > 0) {
                        first.put(i, thread);
                        all.countDown();
                        await(all);
                    }
                };
                if (descending) {
                    pool.runDescending(10, task);
                } else {
                    pool.run(10, task);
                }
                assertThat(ran).hasSize(10).doesNotContainValue("twice");
                String caller = Thread.currentThread().getName();
                assertThat(first)
                        .isEqualTo(
                                descending
                                        ? Map.of(2, caller, 5, "lanewise-1", 9, "lanewise-2")
                                        : Map.of(0, caller, 3, "lanewise-1", 6, "lanewise-2"));
            }
        }
    }

    /** Alone too, from the last task to the first. */
    @Test
    void aPoolOfOneThreadDescends() {
        List<Integer> order = new ArrayList<>();
        WorkerPool.SERIAL.runDescending(4, order::add);
        assertThat(order).containsExactly(3, 2, 1, 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void theOtherTasksRunAlthoughOneFails(int threads) {
        try (WorkerPool pool = new WorkerPool(threads)) {
            AtomicInteger runs = new AtomicInteger();
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> pool.run(20, i -> {
                        runs.incrementAndGet();
                        if (i == 3) {
                            throw new IllegalStateException();
                        }
                    }));
            assertThat(runs).hasValue(20);
        }
    }

    @Test
    void aFailureIsReportedOnceAndNotByTheNextRegion() {
        try (WorkerPool pool = new WorkerPool(3)) {
            for (int round = 0; round < 1000; round++) {
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(() -> pool.run(6, i -> {
                            throw new IllegalStateException();
                        }));
                pool.run(6, i -> {});
            }
        }
    }

    @Test
    void closingWhileARegionRunsLosesNoTask() throws Exception {
        for (int round = 0; round < 100; round++) {
            WorkerPool pool = new WorkerPool(3);
            AtomicInteger runs = new AtomicInteger();
            Thread closer = new Thread(pool::close);
            pool.run(50, i -> {
                if (i == 10) {
                    closer.start();
                }
                runs.incrementAndGet();
            });
            closer.join();
            assertThat(runs).hasValue(50);
        }
    }

    @Test
    void aRegionAllocatesNothing() {
        AtomicInteger runs = new AtomicInteger();
        IndexedTask task = runs::addAndGet;
        try (WorkerPool pool = new WorkerPool(3)) {
            assertThat(Allocations.bytesPerCall(() -> pool.run(64, task))).isZero();
        }
    }
}
