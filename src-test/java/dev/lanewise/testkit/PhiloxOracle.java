package dev.lanewise.testkit;

/** Philox4x32-10 as its paper states it, in unsigned 64-bit arithmetic, and the bits that dropout takes from it. */
public final class PhiloxOracle {

    private static final long MASK = 0xFFFF_FFFFL;

    private PhiloxOracle() {}

    /** Output of {@code rounds} rounds for a counter of four words and a key of two. */
    public static int[] block(int rounds, int[] counter, int[] key) {
        long[] c = {counter[0] & MASK, counter[1] & MASK, counter[2] & MASK, counter[3] & MASK};
        long k0 = key[0] & MASK;
        long k1 = key[1] & MASK;
        for (int round = 0; round < rounds; round++) {
            long p0 = 0xD2511F53L * c[0];
            long p1 = 0xCD9E8D57L * c[2];
            c = new long[] {p1 >>> 32 ^ c[1] ^ k0, p1 & MASK, p0 >>> 32 ^ c[3] ^ k1, p0 & MASK};
            k0 = k0 + 0x9E3779B9L & MASK;
            k1 = k1 + 0xBB67AE85L & MASK;
        }
        return new int[] {(int) c[0], (int) c[1], (int) c[2], (int) c[3]};
    }

    /** Word {@code w} of the sequence {@code (seed, stream, step)}. */
    public static int word(long seed, int stream, int step, int w) {
        int index = 8 * (w / 32) + w % 16 / 2;
        int[] key = {(int) seed, (int) (seed >>> 32)};
        return block(10, new int[] {index, 0, step, stream}, key)[2 * (w / 16 % 2) + w % 2];
    }

    /** Whether dropout keeps element {@code i}. */
    public static boolean kept(int i, double rate, long seed, int stream, int step) {
        int word = word(seed, stream, step, i / 2);
        int half = i % 2 == 0 ? (short) word : word >> 16;
        return half >= Math.round(rate * 65536) - 32768;
    }
}
