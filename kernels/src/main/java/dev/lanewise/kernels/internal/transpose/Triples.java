package dev.lanewise.kernels.internal.transpose;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Lanes;
import jdk.incubator.vector.IntVector;

/**
 * Images of three channels between pixels (red, green, blue, red, green, blue, ...) and planes: the transposition of a
 * matrix with three columns or three rows.
 *
 * <p>{@link Lanes#LANES} pixels are three vectors either way. A vector of the result takes lanes from all three: one
 * selection out of the first two, one out of that and the third, by constant indexes.
 */
final class Triples {

    private static final IntVector RED = plane(0, false);
    private static final IntVector RED_LAST = plane(0, true);
    private static final IntVector GREEN = plane(1, false);
    private static final IntVector GREEN_LAST = plane(1, true);
    private static final IntVector BLUE = plane(2, false);
    private static final IntVector BLUE_LAST = plane(2, true);

    private static final IntVector FIRST = pixels(0, false);
    private static final IntVector FIRST_BLUE = pixels(0, true);
    private static final IntVector SECOND = pixels(1, false);
    private static final IntVector SECOND_BLUE = pixels(1, true);
    private static final IntVector THIRD = pixels(2, false);
    private static final IntVector THIRD_BLUE = pixels(2, true);

    private Triples() {}

    /**
     * {@code y[yAt + c*ldy + p] = x[xAt + 3*p + c]} for {@code c < 3} and {@code p < pixels}, at least a vector of them.
     * Pixel {@code head < LANES} begins a cache line of each plane, or a part of one as long as a vector.
     */
    static void toPlanes(float[] x, int xAt, float[] y, int yAt, int ldy, int pixels, int head) {
        for (int i = 0; i < pixels; i += i == 0 && head > 0 ? head : LANES) {
            int p = Math.min(i, pixels - LANES);
            IntVector a = ints(x, xAt + 3 * p);
            IntVector b = ints(x, xAt + 3 * p + LANES);
            IntVector c = ints(x, xAt + 3 * p + 2 * LANES);
            put(RED_LAST.selectFrom(RED.selectFrom(a, b), c), y, yAt + p);
            put(GREEN_LAST.selectFrom(GREEN.selectFrom(a, b), c), y, yAt + ldy + p);
            put(BLUE_LAST.selectFrom(BLUE.selectFrom(a, b), c), y, yAt + 2 * ldy + p);
        }
    }

    /** {@code y[yAt + 3*p + c] = x[xAt + c*ldx + p]} for {@code c < 3} and {@code p < pixels}, at least a vector of them. */
    static void toPixels(float[] x, int xAt, int ldx, float[] y, int yAt, int pixels) {
        for (int i = 0; i < pixels; i += LANES) {
            int p = Math.min(i, pixels - LANES);
            IntVector red = ints(x, xAt + p);
            IntVector green = ints(x, xAt + ldx + p);
            IntVector blue = ints(x, xAt + 2 * ldx + p);
            put(FIRST_BLUE.selectFrom(FIRST.selectFrom(red, green), blue), y, yAt + 3 * p);
            put(SECOND_BLUE.selectFrom(SECOND.selectFrom(red, green), blue), y, yAt + 3 * p + LANES);
            put(THIRD_BLUE.selectFrom(THIRD.selectFrom(red, green), blue), y, yAt + 3 * p + 2 * LANES);
        }
    }

    private static IntVector ints(float[] x, int at) {
        return fromArray(F32, x, at).reinterpretAsInts();
    }

    private static void put(IntVector v, float[] y, int at) {
        v.reinterpretAsFloats().intoArray(y, at);
    }

    /** The lanes of a plane: in the first two vectors of pixels, or what the third adds to that. */
    private static IntVector plane(int channel, boolean third) {
        int[] lane = new int[LANES];
        for (int p = 0; p < LANES; p++) {
            int from = 3 * p + channel;
            boolean inThird = from >= 2 * LANES;
            lane[p] = third ? (inThird ? from - LANES : p) : (inThird ? 0 : from);
        }
        return IntVector.fromArray(I32, lane, 0);
    }

    /** The lanes of vector {@code number} of the pixels: in red and green, or what blue adds to that. */
    private static IntVector pixels(int number, boolean blue) {
        int[] lane = new int[LANES];
        for (int i = 0; i < LANES; i++) {
            int pixel = (number * LANES + i) / 3;
            int channel = (number * LANES + i) % 3;
            boolean isBlue = channel == 2;
            lane[i] = blue ? (isBlue ? LANES + pixel : i) : (isBlue ? 0 : channel * LANES + pixel);
        }
        return IntVector.fromArray(I32, lane, 0);
    }
}
