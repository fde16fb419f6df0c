package dev.lanewise.kernels.internal.memory;

import dev.lanewise.kernels.internal.Lanes;

/**
 * Where the cache lines of a Java array begin.
 *
 * <p>A vector of 64 bytes that straddles two cache lines costs two reads, and a Java array says nothing about its
 * address. But the G1 collector puts an array of at least half a heap region at the start of a region and does not move
 * it in normal running, and the first element lies 16 bytes behind. So in an array of {@link #SURE} floats or more,
 * element {@link #FIRST} and each 16th from there on begin a cache line. With another collector they lie as chance has
 * it: the results are the same, products 10 to 25 % slower (14x2 tile, 256 steps, Cascade Lake, JDK 25.0.3: 130 against
 * 100 GFLOP/s). The same holds for rows that a kernel makes and reads again in the first-level cache: batch normalisation
 * and max-pooling backward take 1.09, 1.18 and 1.34 times as long without (the three of the CIFAR-10 network).
 */
public final class CacheLines {

    /** Floats of a cache line. */
    public static final int FLOATS = Scratch.CACHE_LINE;

    /** First element that begins a cache line. */
    public static final int FIRST = FLOATS - 4;

    /** Floats from which on that is sure: half of G1's heap region. */
    public static final int SURE = halfRegion(Runtime.getRuntime().maxMemory());

    private CacheLines() {}

    /**
     * A buffer of {@link Scratch} with {@code size} floats from element {@link #FIRST} on. However few they are, the array
     * is a large one, 1/4096 of the heap.
     */
    public static float[] take(int size) {
        return Scratch.take(Math.max(size, SURE));
    }

    /** The first element from {@code off} on that begins a cache line, in an array of {@link #SURE} floats or more. */
    public static int next(int off) {
        return off + ((FIRST - off) & (FLOATS - 1));
    }

    /** Elements from {@code off} to the first vector that lies in one cache line, where that can be told. */
    public static int before(float[] x, int off) {
        return x.length >= SURE ? (FIRST - off) & (Lanes.LANES - 1) : 0;
    }

    /** Elements of each row before its first cache line, if rows are {@code ld} apart; 0 where that cannot be told. */
    public static int head(float[] x, int off, int ld) {
        return x.length >= SURE && ld % FLOATS == 0 ? next(off) - off : 0;
    }

    /** Half of G1's heap region, which is 1/2048 of the heap, as a power of two from 1 to 32 MiB. */
    private static int halfRegion(long heap) {
        long region = Math.clamp(2 * Long.highestOneBit(heap / 2048 - 1), 1 << 20, 32 << 20);
        return (int) (region / 2 / Float.BYTES);
    }
}
