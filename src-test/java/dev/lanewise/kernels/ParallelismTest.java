package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.lanewise.testkit.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What callers of any kind may do with a set of threads. A lost task or a lost wake-up shows as a timeout. */
@Tag("once")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelismTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskRunsExactlyOnce(int threads) {
        try (Parallelism parallelism = Parallelism.threads(threads)) {
            assertThat(parallelism.threads()).isEqualTo(threads);
            for (int tasks : new int[] {0, 1, 2, 3, 7, 8, 9, 64, 1000}) {
                AtomicIntegerArray runs = new AtomicIntegerArray(tasks);
                parallelism.forEach(tasks, runs::incrementAndGet);
                for (int i = 0; i < tasks; i++) {
                    assertThat(runs.get(i)).as("runs of task " + i).isOne();
                }
            }
        }
    }

    /** Tasks that wait for one another end only if as many threads as promised take part. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void theThreadsReallyRunAtTheSameTime(int threads) {
        try (Parallelism parallelism = Parallelism.threads(threads)) {
            Set<Thread> seen = ConcurrentHashMap.newKeySet();
            CountDownLatch all = new CountDownLatch(threads);
            parallelism.forEach(threads, i -> {
                seen.add(Thread.currentThread());
                all.countDown();
                await(all);
            });
            assertThat(seen).hasSize(threads).contains(Thread.currentThread());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void manyTinyRegionsLoseNoTask(int threads) {
        try (Parallelism parallelism = Parallelism.threads(threads)) {
            AtomicInteger sum = new AtomicInteger();
            for (int region = 0; region < 20_000; region++) {
                parallelism.forEach(1 + region % 5, i -> sum.addAndGet(i + 1));
            }
            assertThat(sum).hasValue(20_000 / 5 * (1 + 3 + 6 + 10 + 15));
        }
    }

    @Test
    void whatTasksWroteIsSeenByTheCaller() {
        int[] plain = new int[64];
        for (int round = 1; round <= 5000; round++) {
            int value = round;
            Threads.all().getLast().forEach(plain.length, i -> plain[i] = value);
            for (int element : plain) {
                assertThat(element).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFailureReachesTheCallerAndThePoolGoesOn(int threads) {
        try (Parallelism parallelism = Parallelism.threads(threads)) {
            for (int round = 0; round < 200; round++) {
                int failing = round % 17;
                assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(() -> parallelism.forEach(17, i -> {
                            if (i == failing) {
                                throw new AssertionError("task " + i);
                            }
                        }))
                        .withMessage("task " + failing);
                AtomicInteger runs = new AtomicInteger();
                parallelism.forEach(10, i -> runs.incrementAndGet());
                assertThat(runs).hasValue(10);
            }
        }
    }

    @Test
    void tasksMayUseTheSameThreadsAgain() {
        for (Parallelism parallelism : Threads.all()) {
            AtomicInteger runs = new AtomicInteger();
            parallelism.forEach(
                    5, i -> parallelism.forEach(4, j -> parallelism.forEach(3, k -> runs.incrementAndGet())));
            assertThat(runs).hasValue(60);
        }
    }

    @Test
    void poolsMayUseEachOther() {
        AtomicInteger runs = new AtomicInteger();
        Parallelism two = Threads.all().get(1);
        Parallelism three = Threads.all().get(2);
        Parallelism.allCores().forEach(4, i -> {
            two.forEach(4, j -> three.forEach(4, k -> runs.incrementAndGet()));
            three.forEach(4, j -> two.forEach(4, k -> runs.incrementAndGet()));
        });
        assertThat(runs).hasValue(128);
    }

    /** Callers of every kind share one pool; whoever finds it busy works alone. */
    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void callersOfAnyKindShareOnePool(int threads) throws Exception {
        int tasks = 40;
        long[] expected = LongStream.range(0, tasks).map(ParallelismTest::work).toArray();
        try (Parallelism parallelism = Parallelism.threads(threads);
                var platform = Executors.newFixedThreadPool(6);
                var virtual = Executors.newVirtualThreadPerTaskExecutor();
                var forkJoin = new ForkJoinPool(3)) {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 30; caller++) {
                Runnable call = () -> {
                    for (int round = 0; round < 20; round++) {
                        long[] y = new long[tasks];
                        parallelism.forEach(tasks, i -> y[i] = work(i));
                        assertThat(y).isEqualTo(expected);
                    }
                };
                calls.add(platform.submit(call));
                calls.add(virtual.submit(call));
                calls.add(forkJoin.submit(call));
            }
            for (Future<?> call : calls) {
                call.get(50, TimeUnit.SECONDS);
            }
        }
    }

    /** A few microseconds of work. */
    private static long work(long seed) {
        long z = seed;
        for (int i = 0; i < 1000; i++) {
            z = z * 6364136223846793005L + 1442695040888963407L;
        }
        return z;
    }

    @Test
    void anInterruptedCallerGetsItsResultAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        AtomicInteger runs = new AtomicInteger();
        Threads.all().getLast().forEach(50, i -> runs.incrementAndGet());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(runs).hasValue(50);
    }

    @Test
    void closingEndsTheWorkersAndLaterCallsRunOnTheCallersThread() throws Exception {
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        Parallelism parallelism = Parallelism.threads(3);
        CountDownLatch all = new CountDownLatch(3);
        parallelism.forEach(3, i -> {
            workers.add(Thread.currentThread());
            all.countDown();
            await(all);
        });
        workers.remove(Thread.currentThread());
        assertThat(workers).hasSize(2).allMatch(Thread::isDaemon);
        parallelism.close();
        parallelism.close();
        for (Thread worker : workers) {
            worker.join(10_000);
            assertThat(worker.isAlive()).isFalse();
        }
        parallelism.forEach(4, i -> assertThat(workers).doesNotContain(Thread.currentThread()));
    }

    /** Also a pool that has never worked, whose workers may not have started yet. */
    @Test
    void openingAndClosingLeavesNoThreadBehind() throws Exception {
        for (int round = 0; round < 100; round++) {
            try (Parallelism parallelism = Parallelism.threads(4)) {
                parallelism.forEach(round % 3, i -> Thread.onSpinWait());
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (lanewiseThreads() > 20 && System.nanoTime() < end) {
            Thread.sleep(10);
        }
        assertThat(lanewiseThreads()).isLessThan(20);
    }

    @Test
    void theSharedOnesStayOpen() {
        Parallelism.serial().close();
        Parallelism.allCores().close();
        assertThat(Parallelism.threads(1)).isSameAs(Parallelism.serial());
        assertThat(Parallelism.allCores().threads())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        AtomicInteger runs = new AtomicInteger();
        Parallelism.allCores().forEach(9, i -> runs.incrementAndGet());
        assertThat(runs).hasValue(9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 4097, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesANumberOfThreadsOutOfRange(int threads) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallelism.threads(threads))
                .withMessage("threads: expected a value in [1, 4096], got " + threads);
    }

    @Test
    void refusesANegativeNumberOfTasks() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Parallelism.serial().forEach(-1, i -> {}))
                .withMessageStartingWith("tasks: ");
        assertThatNoException()
                .isThrownBy(() -> Parallelism.serial().forEach(0, i -> {
                    throw new IllegalStateException();
                }));
    }

    private static long lanewiseThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lanewise-"))
                .count();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
