package dev.lanewise.kernels.internal.conv.data;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static dev.lanewise.kernels.internal.tile.Tiles.COLUMNS;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.tile.Tiles;
import jdk.incubator.vector.FloatVector;

/**
 * A row of output pixels of a window of 3 x 3 pixels of one channel, for two vectors of output channels: the 18 vectors of
 * weights stay in registers while the pixels go by. 18 weights, 2 sums and 1 broadcast fill 21 of 32 vector registers.
 *
 * <p>A pixel's sums are chains of nine, so what fills the units is that a core works on several pixels at a time. A tile of
 * pixels, with its sums in registers, begins and ends every nine steps: 64x28x28x1 to 32 took 212 us instead of 155 (Zen 5).
 * The 27 vectors of weights of three channels are too many: C2 spills, and a pixel takes 32 cycles instead of 14.
 */
final class Held9x2 {

    private Held9x2() {}

    /**
     * Computes {@code pixels} pixels, each a chain from zero on.
     *
     * @param a images
     * @param aOff first element of the patch of the first pixel
     * @param aStep elements from one patch to the next
     * @param aThird elements from one row of a patch to the next
     * @param pixels number of pixels
     * @param b panel of the weights, {@link Tiles#COLUMNS} floats a step
     * @param bOff first of them
     * @param c result
     * @param cOff first element of the first pixel
     * @param ldc elements from one pixel to the next
     */
    static void multiply(
            float[] a, int aOff, int aStep, int aThird, int pixels, float[] b, int bOff, float[] c, int cOff, int ldc) {
        FloatVector b0a = fromArray(F32, b, bOff);
        FloatVector b0b = fromArray(F32, b, bOff + LANES);
        FloatVector b1a = fromArray(F32, b, bOff + COLUMNS);
        FloatVector b1b = fromArray(F32, b, bOff + COLUMNS + LANES);
        FloatVector b2a = fromArray(F32, b, bOff + 2 * COLUMNS);
        FloatVector b2b = fromArray(F32, b, bOff + 2 * COLUMNS + LANES);
        FloatVector b3a = fromArray(F32, b, bOff + 3 * COLUMNS);
        FloatVector b3b = fromArray(F32, b, bOff + 3 * COLUMNS + LANES);
        FloatVector b4a = fromArray(F32, b, bOff + 4 * COLUMNS);
        FloatVector b4b = fromArray(F32, b, bOff + 4 * COLUMNS + LANES);
        FloatVector b5a = fromArray(F32, b, bOff + 5 * COLUMNS);
        FloatVector b5b = fromArray(F32, b, bOff + 5 * COLUMNS + LANES);
        FloatVector b6a = fromArray(F32, b, bOff + 6 * COLUMNS);
        FloatVector b6b = fromArray(F32, b, bOff + 6 * COLUMNS + LANES);
        FloatVector b7a = fromArray(F32, b, bOff + 7 * COLUMNS);
        FloatVector b7b = fromArray(F32, b, bOff + 7 * COLUMNS + LANES);
        FloatVector b8a = fromArray(F32, b, bOff + 8 * COLUMNS);
        FloatVector b8b = fromArray(F32, b, bOff + 8 * COLUMNS + LANES);
        FloatVector zero = FloatVector.zero(F32);
        for (int p = 0; p < pixels; p++) {
            int first = aOff + p * aStep;
            int middle = first + aThird;
            int last = middle + aThird;
            FloatVector v = broadcast(F32, a[first]);
            FloatVector suma = v.fma(b0a, zero);
            FloatVector sumb = v.fma(b0b, zero);
            v = broadcast(F32, a[first + 1]);
            suma = v.fma(b1a, suma);
            sumb = v.fma(b1b, sumb);
            v = broadcast(F32, a[first + 2]);
            suma = v.fma(b2a, suma);
            sumb = v.fma(b2b, sumb);
            v = broadcast(F32, a[middle]);
            suma = v.fma(b3a, suma);
            sumb = v.fma(b3b, sumb);
            v = broadcast(F32, a[middle + 1]);
            suma = v.fma(b4a, suma);
            sumb = v.fma(b4b, sumb);
            v = broadcast(F32, a[middle + 2]);
            suma = v.fma(b5a, suma);
            sumb = v.fma(b5b, sumb);
            v = broadcast(F32, a[last]);
            suma = v.fma(b6a, suma);
            sumb = v.fma(b6b, sumb);
            v = broadcast(F32, a[last + 1]);
            suma = v.fma(b7a, suma);
            sumb = v.fma(b7b, sumb);
            v = broadcast(F32, a[last + 2]);
            suma = v.fma(b8a, suma);
            sumb = v.fma(b8b, sumb);
            suma.intoArray(c, cOff + p * ldc);
            sumb.intoArray(c, cOff + p * ldc + LANES);
        }
    }
}
