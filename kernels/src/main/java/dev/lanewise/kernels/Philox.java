package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.I64;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import jdk.incubator.vector.LongVector;
import org.jspecify.annotations.Nullable;

/**
 * Philox4x32-10, the counter-based generator behind every random number of Lanewise.
 *
 * <p>Block {@code index} of the sequence {@code (seed, stream, step)} is the generator's output of four 32-bit words
 * for the counter {@code (index low, index high, step, stream)} and the key {@code (seed low, seed high)}. A word is
 * thus a function of its coordinates: nothing has to be carried from call to call, and any part of a sequence can be
 * made first.
 *
 * <p>The words of a sequence are numbered in groups of {@value #GROUP}, made of {@value #GROUP_BLOCKS} blocks: first
 * words 0 and 1 of each block in order, then words 2 and 3 of each. Word {@code w} of a sequence is therefore word
 * {@code 2 * (w / 16 % 2) + w % 2} of block {@code 8 * (w / 32) + w % 16 / 2}, on every machine; lanes that each run
 * one block store their words in this order without a shuffle.
 *
 * @see <a href="https://doi.org/10.1145/2063384.2063405">Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy
 *     as 1, 2, 3 (SC 2011)</a>
 */
public final class Philox {

    /** Words of a group. */
    static final int GROUP = 32;

    private static final int GROUP_BLOCKS = GROUP / 4;
    private static final int ROUNDS = 10;
    private static final long M0 = 0xD2511F53L;
    private static final long M1 = 0xCD9E8D57L;
    private static final int W0 = 0x9E3779B9;
    private static final int W1 = 0xBB67AE85;
    private static final long LOW = 0xFFFF_FFFFL;

    /** Words of a task; a multiple of {@link #GROUP}. */
    private static final int CHUNK = 1 << 13;

    private static final int LONGS = I64.length();

    private static final Recycler<Call> CALLS = new Recycler<>(Call::new);

    private Philox() {}

    /**
     * Writes the four words of one block, in the generator's order.
     *
     * @param seed key, low word first
     * @param stream counter word 3
     * @param step counter word 2
     * @param index counter words 0 and 1, low word first; all 64 bits count
     * @param out output, 4 elements from {@code outOff}
     * @param outOff first element of {@code out}
     * @throws IllegalArgumentException if {@code out} is too short
     */
    public static void block(long seed, int stream, int step, long index, int[] out, int outOff) {
        Checks.vector("out", out, outOff, 4);
        int c0 = (int) index;
        int c1 = (int) (index >>> 32);
        int c2 = step;
        int c3 = stream;
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = M0 * (c0 & LOW);
            long p1 = M1 * (c2 & LOW);
            c0 = (int) (p1 >>> 32) ^ c1 ^ k0;
            c1 = (int) p1;
            c2 = (int) (p0 >>> 32) ^ c3 ^ k1;
            c3 = (int) p0;
            k0 += W0;
            k1 += W1;
        }
        out[outOff] = c0;
        out[outOff + 1] = c1;
        out[outOff + 2] = c2;
        out[outOff + 3] = c3;
    }

    /**
     * Writes words {@code 0 .. n - 1} of the sequence {@code (seed, stream, step)}: uniform over all {@code int} values.
     *
     * @param parallelism threads to use
     * @param n number of words
     * @param seed key
     * @param stream which of the independent streams of the seed
     * @param step which step of the stream
     * @param out output, {@code n} elements from {@code outOff}
     * @param outOff first element of {@code out}
     * @throws IllegalArgumentException if {@code n < 0} or {@code out} is too short
     */
    public static void bits(Parallelism parallelism, int n, long seed, int stream, int step, int[] out, int outOff) {
        Checks.nonNegative("n", n);
        Checks.vector("out", out, outOff, n);
        Call call = CALLS.take();
        call.seed = seed;
        call.stream = stream;
        call.step = step;
        call.n = n;
        call.out = out;
        call.outOff = outOff;
        try {
            parallelism.pool().run((int) ((n + CHUNK - 1L) / CHUNK), call);
        } finally {
            call.out = null;
            CALLS.give(call);
        }
    }

    /**
     * Writes {@code groups} whole groups of the sequence, from word {@code GROUP * firstGroup} on: a block a lane, a
     * 32-bit word in the low half of a 64-bit lane.
     *
     * <p>With {@code p = M0 * c0} and {@code q = M1 * c2}, words 1 and 3 of a round are the low halves of the products
     * before it; so each product comes from two earlier ones. All the arguments but word 0 of the counter are the same
     * in each lane and each turn, hence {@code q0} and {@code p1} too. The rounds are written out in full: a loop over
     * them runs at three quarters of the speed, and a method for their rule exceeds C2's budget of nodes, which stops
     * inlining it.
     *
     * <p>A word is mixed in the high half of its lane, where a product has its own, and then shifted down: C2 knows that
     * what was shifted has 32 bits, and takes the fast multiplication. A mask says the same, but C2 may join it with what
     * comes before into one logical operation, and knows no longer.
     */
    static void groups(long seed, int stream, int step, int firstGroup, int groups, int[] out, int outOff) {
        long k0 = seed << 32;
        long k1 = seed & ~LOW;
        long w0 = (long) W0 << 32;
        long w1 = (long) W1 << 32;
        LongVector m0 = LongVector.broadcast(I64, M0).and(LOW);
        LongVector m1 = LongVector.broadcast(I64, M1).and(LOW);
        LongVector q0 = m1.mul(LongVector.broadcast(I64, step).and(LOW));
        LongVector p1 = q0.lanewise(XOR, k0).lanewise(LSHR, 32).mul(m0);
        LongVector c3 = LongVector.broadcast(I64, stream).lanewise(LSHL, 32);
        LongVector lane = LongVector.zero(I64).addIndex(1);
        for (int from = 0, end = groups * GROUP_BLOCKS; from < end; from += LONGS) {
            var p0 = lane.add(firstGroup * GROUP_BLOCKS + from).and(LOW).mul(m0);
            // spotless:off: one product a line
            var q1 = c3.lanewise(XOR, p0).lanewise(XOR, k1).lanewise(LSHR, 32).mul(m1);
            var p2 = q0.lanewise(LSHL, 32).lanewise(XOR, q1).lanewise(XOR, k0 + w0).lanewise(LSHR, 32).mul(m0);
            var q2 = p0.lanewise(LSHL, 32).lanewise(XOR, p1).lanewise(XOR, k1 + w1).lanewise(LSHR, 32).mul(m1);
            var p3 = q1.lanewise(LSHL, 32).lanewise(XOR, q2).lanewise(XOR, k0 + 2 * w0).lanewise(LSHR, 32).mul(m0);
            var q3 = p1.lanewise(LSHL, 32).lanewise(XOR, p2).lanewise(XOR, k1 + 2 * w1).lanewise(LSHR, 32).mul(m1);
            var p4 = q2.lanewise(LSHL, 32).lanewise(XOR, q3).lanewise(XOR, k0 + 3 * w0).lanewise(LSHR, 32).mul(m0);
            var q4 = p2.lanewise(LSHL, 32).lanewise(XOR, p3).lanewise(XOR, k1 + 3 * w1).lanewise(LSHR, 32).mul(m1);
            var p5 = q3.lanewise(LSHL, 32).lanewise(XOR, q4).lanewise(XOR, k0 + 4 * w0).lanewise(LSHR, 32).mul(m0);
            var q5 = p3.lanewise(LSHL, 32).lanewise(XOR, p4).lanewise(XOR, k1 + 4 * w1).lanewise(LSHR, 32).mul(m1);
            var p6 = q4.lanewise(LSHL, 32).lanewise(XOR, q5).lanewise(XOR, k0 + 5 * w0).lanewise(LSHR, 32).mul(m0);
            var q6 = p4.lanewise(LSHL, 32).lanewise(XOR, p5).lanewise(XOR, k1 + 5 * w1).lanewise(LSHR, 32).mul(m1);
            var p7 = q5.lanewise(LSHL, 32).lanewise(XOR, q6).lanewise(XOR, k0 + 6 * w0).lanewise(LSHR, 32).mul(m0);
            var q7 = p5.lanewise(LSHL, 32).lanewise(XOR, p6).lanewise(XOR, k1 + 6 * w1).lanewise(LSHR, 32).mul(m1);
            var p8 = q6.lanewise(LSHL, 32).lanewise(XOR, q7).lanewise(XOR, k0 + 7 * w0).lanewise(LSHR, 32).mul(m0);
            var q8 = p6.lanewise(LSHL, 32).lanewise(XOR, p7).lanewise(XOR, k1 + 7 * w1).lanewise(LSHR, 32).mul(m1);
            var p9 = q7.lanewise(LSHL, 32).lanewise(XOR, q8).lanewise(XOR, k0 + 8 * w0).lanewise(LSHR, 32).mul(m0);
            var q9 = p7.lanewise(LSHL, 32).lanewise(XOR, p8).lanewise(XOR, k1 + 8 * w1).lanewise(LSHR, 32).mul(m1);
            var y0 = q8.lanewise(LSHL, 32).lanewise(XOR, q9).lanewise(XOR, k0 + 9 * w0).lanewise(LSHR, 32);
            var y2 = p8.lanewise(LSHL, 32).lanewise(XOR, p9).lanewise(XOR, k1 + 9 * w1).lanewise(LSHR, 32);
            // spotless:on
            int at = outOff + from / GROUP_BLOCKS * GROUP + 2 * (from % GROUP_BLOCKS);
            y0.or(q9.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at);
            y2.or(p9.lanewise(LSHL, 32)).reinterpretAsInts().intoArray(out, at + GROUP / 2);
        }
    }

    /** The arguments of one call, on their way to the workers. */
    private static final class Call implements IndexedTask {
        private long seed;
        private int stream;
        private int step;
        private int n;
        private int outOff;
        private int @Nullable [] out;

        @Override
        @SuppressWarnings("NullAway") // the array is set for as long as the call runs
        public void run(int index) {
            int from = index * CHUNK;
            int count = Math.min(n - from, CHUNK);
            int whole = count / GROUP;
            groups(seed, stream, step, from / GROUP, whole, out, outOff + from);
            int rest = count % GROUP;
            if (rest > 0) {
                int[] last = RandomWords.take();
                groups(seed, stream, step, from / GROUP + whole, 1, last, 0);
                System.arraycopy(last, 0, out, outOff + from + whole * GROUP, rest);
                RandomWords.give(last);
            }
        }
    }
}
