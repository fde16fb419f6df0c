package dev.lanewise.nn.cli;

import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Transpose;
import dev.lanewise.nn.PlanGroup;
import dev.lanewise.nn.PlanGroup.Work;
import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What this machine reaches at best, to hold the times of a step against: the rate of a large matrix product, and that of
 * a copy, for each number of bytes that a group of layers moves, as a few fit into a cache and many do not. Measured, each
 * figure the best of its repetitions.
 *
 * @param gflops GFLOP/s of the product
 * @param copyGigabytes GB/s of a copy, by the bytes read and written
 */
record Yardstick(double gflops, SortedMap<Long, Double> copyGigabytes) {

    private static final int SIZE = 512;
    private static final int CHUNK = 1 << 14;
    private static final long PRODUCT_NANOS = 300_000_000;
    private static final long COPY_NANOS = 10_000_000;

    Yardstick {
        copyGigabytes = Collections.unmodifiableSortedMap(new TreeMap<>(copyGigabytes));
    }

    /** Measures what the work of {@code groups} asks for, in about half a second. */
    static Yardstick measure(Parallelism parallelism, Collection<PlanGroup> groups) {
        return measure(parallelism, groups, System::nanoTime);
    }

    /** The same by another clock, which counts nanoseconds. */
    static Yardstick measure(Parallelism parallelism, Collection<PlanGroup> groups, LongSupplier clock) {
        SortedMap<Long, Double> copies = new TreeMap<>();
        for (PlanGroup group : groups) {
            copies.put(group.forward().bytes(), 0.0);
            copies.put(group.backward().bytes(), 0.0);
        }
        copies.remove(0L);
        float[] array = new float[copies.isEmpty() ? 0 : Math.toIntExact(copies.lastKey() / Float.BYTES)];
        copies.replaceAll(
                (bytes, unknown) -> copy(parallelism, array, Math.toIntExact(bytes / Float.BYTES / 2), clock));
        return new Yardstick(product(parallelism, clock), copies);
    }

    /** The time of {@code work} at these rates, by its operations or by its bytes, whichever takes longer; 0 for none. */
    double nanos(Work work) {
        double moving = work.bytes() == 0 ? 0 : work.bytes() / copyGigabytes.getOrDefault(work.bytes(), Double.NaN);
        return Math.max(work.flops() / gflops, moving);
    }

    private static double product(Parallelism parallelism, LongSupplier clock) {
        float[] a = new float[SIZE * SIZE];
        float[] c = new float[SIZE * SIZE];
        Runnable product = () -> Gemm.sgemm(
                parallelism, Transpose.NO, Transpose.NO, SIZE, SIZE, SIZE, 1f, a, 0, SIZE, a, 0, SIZE, 0f, c, 0, SIZE);
        return 2.0 * SIZE * SIZE * SIZE / bestNanos(PRODUCT_NANOS, product, clock);
    }

    /** Copies the first half of {@code 2 * count} elements to the second, piece by piece as a kernel goes through it. */
    private static double copy(Parallelism parallelism, float[] array, int count, LongSupplier clock) {
        int chunks = Math.ceilDiv(count, CHUNK);
        Runnable copy = () -> parallelism.forEach(chunks, chunk -> {
            int from = chunk * CHUNK;
            System.arraycopy(array, from, array, count + from, Math.min(CHUNK, count - from));
        });
        return 2.0 * count * Float.BYTES / bestNanos(COPY_NANOS, copy, clock);
    }

    private static double bestNanos(long duration, Runnable work, LongSupplier clock) {
        long best = Long.MAX_VALUE;
        long begin = clock.getAsLong();
        for (long start = begin, end; start - begin < duration; start = end) {
            work.run();
            end = clock.getAsLong();
            best = Math.min(best, end - start);
        }
        return Math.max(1, best);
    }
}
