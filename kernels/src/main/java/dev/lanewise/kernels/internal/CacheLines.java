package dev.lanewise.kernels.internal;

/**
 * Where the cache lines of a Java array begin.
 *
 * <p>A vector of 64 bytes that straddles two cache lines costs two reads, and a Java array says nothing about its
 * address. But the G1 collector puts an array of at least half a heap region at the start of a region and does not move
 * it in normal running, and the first element lies 16 bytes behind. So in an array of {@link #SURE} floats or more,
 * element {@link #FIRST} and each 16th from there on begin a cache line. With another collector they lie as chance has
 * it: the results are the same, products 10 to 25 % slower (14x2 tile, 256 steps, Cascade Lake, JDK 25.0.3: 130 against
 * 100 GFLOP/s).
 */
final class CacheLines {

    /** First element that begins a cache line. */
    static final int FIRST = 12;

    /** Floats from which on that is sure: half of G1's heap region. */
    static final int SURE = halfRegion(Runtime.getRuntime().maxMemory());

    private CacheLines() {}

    /** Half of G1's heap region, which is 1/2048 of the heap, as a power of two from 1 to 32 MiB. */
    private static int halfRegion(long heap) {
        long region = Math.clamp(2 * Long.highestOneBit(heap / 2048 - 1), 1 << 20, 32 << 20);
        return (int) (region / 2 / Float.BYTES);
    }
}
