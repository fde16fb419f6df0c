package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Loops that do nothing but keep one part of the CPU busy, for {@code bench} to measure what a kernel could reach at
 * most. What they compute is of no use; it is returned so that no compiler leaves it out.
 */
public final class PeakLoops {

    /**
     * Independent chains of {@link #fma}: two multiply-add units of 4 to 5 cycles latency need 8 to 10, and 12 with both
     * factors fit the 16 registers of AVX2.
     */
    private static final int CHAINS = 12;

    /** Elements that a step of {@link #load} and {@link #copy} handles: sizes are multiples of it. */
    public static final int BLOCK = 4 * 16;

    private PeakLoops() {}

    /** Floating-point operations of {@code fma(steps, ..)}: a multiply-add counts as two. */
    public static double fmaFlops(int steps) {
        return 2.0 * CHAINS * LANES * steps;
    }

    /**
     * {@code s = s + x y}, {@code steps} times in each lane of 12 vectors, without a load. The sum is the addend, as in a
     * product: C2 has one instruction for that, and for a sum that is a factor it copies the addend first (on a Xeon,
     * Cascade Lake, JDK 25.0.3: 153 and 122 GFLOP/s).
     *
     * @param steps number of steps
     * @param x factor
     * @param y factor
     */
    public static float fma(int steps, float x, float y) {
        var vx = FloatVector.broadcast(F32, x);
        var vy = FloatVector.broadcast(F32, y);
        var s0 = FloatVector.broadcast(F32, 0f);
        var s1 = FloatVector.broadcast(F32, 1f);
        var s2 = FloatVector.broadcast(F32, 2f);
        var s3 = FloatVector.broadcast(F32, 3f);
        var s4 = FloatVector.broadcast(F32, 4f);
        var s5 = FloatVector.broadcast(F32, 5f);
        var s6 = FloatVector.broadcast(F32, 6f);
        var s7 = FloatVector.broadcast(F32, 7f);
        var s8 = FloatVector.broadcast(F32, 8f);
        var s9 = FloatVector.broadcast(F32, 9f);
        var s10 = FloatVector.broadcast(F32, 10f);
        var s11 = FloatVector.broadcast(F32, 11f);
        for (int step = 0; step < steps; step++) {
            s0 = vx.fma(vy, s0);
            s1 = vx.fma(vy, s1);
            s2 = vx.fma(vy, s2);
            s3 = vx.fma(vy, s3);
            s4 = vx.fma(vy, s4);
            s5 = vx.fma(vy, s5);
            s6 = vx.fma(vy, s6);
            s7 = vx.fma(vy, s7);
            s8 = vx.fma(vy, s8);
            s9 = vx.fma(vy, s9);
            s10 = vx.fma(vy, s10);
            s11 = vx.fma(vy, s11);
        }
        var sum = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
        return sum.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
    }

    /**
     * Reads {@code n} elements and combines them by OR.
     *
     * @param x array to read
     * @param from first element
     * @param n number of elements, a multiple of {@link #BLOCK}
     */
    public static int load(int[] x, int from, int n) {
        var s0 = IntVector.zero(I32);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int i = 0; i < n; i += 4 * LANES) {
            s0 = s0.or(IntVector.fromArray(I32, x, from + i));
            s1 = s1.or(IntVector.fromArray(I32, x, from + i + LANES));
            s2 = s2.or(IntVector.fromArray(I32, x, from + i + 2 * LANES));
            s3 = s3.or(IntVector.fromArray(I32, x, from + i + 3 * LANES));
        }
        return s0.or(s1).or(s2).or(s3).lane(0);
    }

    /**
     * Changes {@code n} elements in place, so that what is written has been read and no other line has to be fetched.
     *
     * @param x array to read and write
     * @param from first element
     * @param n number of elements, a multiple of {@link #BLOCK}
     */
    public static void update(int[] x, int from, int n) {
        var ones = IntVector.broadcast(I32, -1);
        for (int i = 0; i < n; i += 4 * LANES) {
            IntVector.fromArray(I32, x, from + i)
                    .lanewise(VectorOperators.XOR, ones)
                    .intoArray(x, from + i);
            IntVector.fromArray(I32, x, from + i + LANES)
                    .lanewise(VectorOperators.XOR, ones)
                    .intoArray(x, from + i + LANES);
            IntVector.fromArray(I32, x, from + i + 2 * LANES)
                    .lanewise(VectorOperators.XOR, ones)
                    .intoArray(x, from + i + 2 * LANES);
            IntVector.fromArray(I32, x, from + i + 3 * LANES)
                    .lanewise(VectorOperators.XOR, ones)
                    .intoArray(x, from + i + 3 * LANES);
        }
    }

    /**
     * Copies {@code n} elements to another part of the same array, so that one choice of {@code from} aligns both.
     *
     * @param x array to read and write
     * @param from first element to read
     * @param to first element to write, at least {@code n} away
     * @param n number of elements, a multiple of {@link #BLOCK}
     */
    public static void copy(int[] x, int from, int to, int n) {
        for (int i = 0; i < n; i += 4 * LANES) {
            IntVector.fromArray(I32, x, from + i).intoArray(x, to + i);
            IntVector.fromArray(I32, x, from + i + LANES).intoArray(x, to + i + LANES);
            IntVector.fromArray(I32, x, from + i + 2 * LANES).intoArray(x, to + i + 2 * LANES);
            IntVector.fromArray(I32, x, from + i + 3 * LANES).intoArray(x, to + i + 3 * LANES);
        }
    }
}
