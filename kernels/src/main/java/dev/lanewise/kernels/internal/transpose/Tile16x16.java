package dev.lanewise.kernels.internal.transpose;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.IntVector;

/**
 * A square of 16 x 16 floats transposed in registers, where a vector has 16 lanes.
 *
 * <p>Four rounds exchange blocks of 8, 4, 2 and 1 lanes between two vectors each; an exchange is two selections of 16
 * lanes out of 32 by a constant index, one instruction each:
 *
 * <pre>
 *   low:  a0 a1 | a2 a3      blocks of 2      low:  a0 a1 | b0 b1
 *   high: b0 b1 | b2 b3      --------->       high: a2 a3 | b2 b3
 * </pre>
 *
 * <p>A 64x64 matrix in cache takes 0.8 us, 1.9 by loads and stores of single floats, 1.0 by {@code rearrange} and
 * {@code blend} (Cascade Lake, JDK 25.0.3).
 */
final class Tile16x16 {

    /** Rows and columns. */
    static final int SIZE = 16;

    private static final IntVector LOW_8 = low(8);
    private static final IntVector HIGH_8 = high(8);
    private static final IntVector LOW_4 = low(4);
    private static final IntVector HIGH_4 = high(4);
    private static final IntVector LOW_2 = low(2);
    private static final IntVector HIGH_2 = high(2);
    private static final IntVector LOW_1 = low(1);
    private static final IntVector HIGH_1 = high(1);

    private Tile16x16() {}

    /** {@code y[yAt + j*ldy + i] = x[xAt + i*ldx + j]} for {@code i, j < SIZE}. */
    static void transpose(float[] x, int xAt, int ldx, float[] y, int yAt, int ldy) {
        IntVector a0 = row(x, xAt);
        IntVector a1 = row(x, xAt + ldx);
        IntVector a2 = row(x, xAt + 2 * ldx);
        IntVector a3 = row(x, xAt + 3 * ldx);
        IntVector a4 = row(x, xAt + 4 * ldx);
        IntVector a5 = row(x, xAt + 5 * ldx);
        IntVector a6 = row(x, xAt + 6 * ldx);
        IntVector a7 = row(x, xAt + 7 * ldx);
        IntVector a8 = row(x, xAt + 8 * ldx);
        IntVector a9 = row(x, xAt + 9 * ldx);
        IntVector a10 = row(x, xAt + 10 * ldx);
        IntVector a11 = row(x, xAt + 11 * ldx);
        IntVector a12 = row(x, xAt + 12 * ldx);
        IntVector a13 = row(x, xAt + 13 * ldx);
        IntVector a14 = row(x, xAt + 14 * ldx);
        IntVector a15 = row(x, xAt + 15 * ldx);
        IntVector b0 = LOW_8.selectFrom(a0, a8);
        IntVector b1 = LOW_8.selectFrom(a1, a9);
        IntVector b2 = LOW_8.selectFrom(a2, a10);
        IntVector b3 = LOW_8.selectFrom(a3, a11);
        IntVector b4 = LOW_8.selectFrom(a4, a12);
        IntVector b5 = LOW_8.selectFrom(a5, a13);
        IntVector b6 = LOW_8.selectFrom(a6, a14);
        IntVector b7 = LOW_8.selectFrom(a7, a15);
        IntVector b8 = HIGH_8.selectFrom(a0, a8);
        IntVector b9 = HIGH_8.selectFrom(a1, a9);
        IntVector b10 = HIGH_8.selectFrom(a2, a10);
        IntVector b11 = HIGH_8.selectFrom(a3, a11);
        IntVector b12 = HIGH_8.selectFrom(a4, a12);
        IntVector b13 = HIGH_8.selectFrom(a5, a13);
        IntVector b14 = HIGH_8.selectFrom(a6, a14);
        IntVector b15 = HIGH_8.selectFrom(a7, a15);
        IntVector c0 = LOW_4.selectFrom(b0, b4);
        IntVector c1 = LOW_4.selectFrom(b1, b5);
        IntVector c2 = LOW_4.selectFrom(b2, b6);
        IntVector c3 = LOW_4.selectFrom(b3, b7);
        IntVector c4 = HIGH_4.selectFrom(b0, b4);
        IntVector c5 = HIGH_4.selectFrom(b1, b5);
        IntVector c6 = HIGH_4.selectFrom(b2, b6);
        IntVector c7 = HIGH_4.selectFrom(b3, b7);
        IntVector c8 = LOW_4.selectFrom(b8, b12);
        IntVector c9 = LOW_4.selectFrom(b9, b13);
        IntVector c10 = LOW_4.selectFrom(b10, b14);
        IntVector c11 = LOW_4.selectFrom(b11, b15);
        IntVector c12 = HIGH_4.selectFrom(b8, b12);
        IntVector c13 = HIGH_4.selectFrom(b9, b13);
        IntVector c14 = HIGH_4.selectFrom(b10, b14);
        IntVector c15 = HIGH_4.selectFrom(b11, b15);
        IntVector d0 = LOW_2.selectFrom(c0, c2);
        IntVector d1 = LOW_2.selectFrom(c1, c3);
        IntVector d2 = HIGH_2.selectFrom(c0, c2);
        IntVector d3 = HIGH_2.selectFrom(c1, c3);
        IntVector d4 = LOW_2.selectFrom(c4, c6);
        IntVector d5 = LOW_2.selectFrom(c5, c7);
        IntVector d6 = HIGH_2.selectFrom(c4, c6);
        IntVector d7 = HIGH_2.selectFrom(c5, c7);
        IntVector d8 = LOW_2.selectFrom(c8, c10);
        IntVector d9 = LOW_2.selectFrom(c9, c11);
        IntVector d10 = HIGH_2.selectFrom(c8, c10);
        IntVector d11 = HIGH_2.selectFrom(c9, c11);
        IntVector d12 = LOW_2.selectFrom(c12, c14);
        IntVector d13 = LOW_2.selectFrom(c13, c15);
        IntVector d14 = HIGH_2.selectFrom(c12, c14);
        IntVector d15 = HIGH_2.selectFrom(c13, c15);
        IntVector e0 = LOW_1.selectFrom(d0, d1);
        IntVector e1 = HIGH_1.selectFrom(d0, d1);
        IntVector e2 = LOW_1.selectFrom(d2, d3);
        IntVector e3 = HIGH_1.selectFrom(d2, d3);
        IntVector e4 = LOW_1.selectFrom(d4, d5);
        IntVector e5 = HIGH_1.selectFrom(d4, d5);
        IntVector e6 = LOW_1.selectFrom(d6, d7);
        IntVector e7 = HIGH_1.selectFrom(d6, d7);
        IntVector e8 = LOW_1.selectFrom(d8, d9);
        IntVector e9 = HIGH_1.selectFrom(d8, d9);
        IntVector e10 = LOW_1.selectFrom(d10, d11);
        IntVector e11 = HIGH_1.selectFrom(d10, d11);
        IntVector e12 = LOW_1.selectFrom(d12, d13);
        IntVector e13 = HIGH_1.selectFrom(d12, d13);
        IntVector e14 = LOW_1.selectFrom(d14, d15);
        IntVector e15 = HIGH_1.selectFrom(d14, d15);
        e0.reinterpretAsFloats().intoArray(y, yAt);
        e1.reinterpretAsFloats().intoArray(y, yAt + ldy);
        e2.reinterpretAsFloats().intoArray(y, yAt + 2 * ldy);
        e3.reinterpretAsFloats().intoArray(y, yAt + 3 * ldy);
        e4.reinterpretAsFloats().intoArray(y, yAt + 4 * ldy);
        e5.reinterpretAsFloats().intoArray(y, yAt + 5 * ldy);
        e6.reinterpretAsFloats().intoArray(y, yAt + 6 * ldy);
        e7.reinterpretAsFloats().intoArray(y, yAt + 7 * ldy);
        e8.reinterpretAsFloats().intoArray(y, yAt + 8 * ldy);
        e9.reinterpretAsFloats().intoArray(y, yAt + 9 * ldy);
        e10.reinterpretAsFloats().intoArray(y, yAt + 10 * ldy);
        e11.reinterpretAsFloats().intoArray(y, yAt + 11 * ldy);
        e12.reinterpretAsFloats().intoArray(y, yAt + 12 * ldy);
        e13.reinterpretAsFloats().intoArray(y, yAt + 13 * ldy);
        e14.reinterpretAsFloats().intoArray(y, yAt + 14 * ldy);
        e15.reinterpretAsFloats().intoArray(y, yAt + 15 * ldy);
    }

    private static IntVector row(float[] x, int at) {
        return fromArray(F32, x, at).reinterpretAsInts();
    }

    /** What the upper of two rows keeps: its own blocks of {@code size} with an even number, and those of the lower row. */
    private static IntVector low(int size) {
        int[] lane = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            lane[i] = (i & size) == 0 ? i : LANES + i - size;
        }
        return IntVector.fromArray(I32, lane, 0);
    }

    /** What the lower of two rows keeps: the blocks with an odd number. */
    private static IntVector high(int size) {
        int[] lane = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            lane[i] = (i & size) == 0 ? i + size : LANES + i;
        }
        return IntVector.fromArray(I32, lane, 0);
    }
}
