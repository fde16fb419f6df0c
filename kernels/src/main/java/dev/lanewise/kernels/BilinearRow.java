package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.I2F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * A row of {@link AffineTransform}, in two passes. First, lanes are pixels: where each of them comes from, and its weights.
 * Then lanes are the channels of a pixel, stored as a whole vector, of which the next pixel overwrites what is too much:
 *
 * <pre>
 *   image   a a a b b b . .   row floor(inRow)            out   y y y * * * * *
 *           d d d g g g . .   row floor(inRow) + 1                    y y y * * * * *
 *           first[col]                                                      y y y * * * * *
 * </pre>
 *
 * <p>Four loads and a store a pixel, however many channels: 6 ns for 1 and 7 for 3. By turns a scalar loop took 1.6 and 2.2
 * times as long, and gathers of single elements longer still (Sapphire Rapids at 2.0 GHz, JDK 25.0.3, November 2026).
 */
final class BilinearRow {

    private int height;
    private int width;
    private int channels;

    /** First element of the pixel above and left of the place. */
    private int[] first = {};

    /** Weights of the pixels right of it and below it. */
    private float[] right = {};

    private float[] down = {};
    private float[] out = {};

    /** Prepares for rows of images of this shape. */
    void fit(int height, int width, int channels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        if (first.length < width + LANES) {
            first = new int[width + LANES];
            right = new float[width + LANES];
            down = new float[width + LANES];
        }
        if (out.length < width * channels + LANES) {
            out = new float[width * channels + LANES];
        }
    }

    /**
     * Writes row {@code row} to {@code y}.
     *
     * @param image the image, and behind it room for a row, a pixel and a vector of anything
     */
    void write(float[] image, float[] maps, int mapAt, int row, float[] y, int yAt) {
        float firstCol = Math.fma(maps[mapAt + 1], row, maps[mapAt + 2]);
        float firstRow = Math.fma(maps[mapAt + 4], row, maps[mapAt + 5]);
        places(maps[mapAt], firstCol, maps[mapAt + 3], firstRow);
        for (int c = (channels - 1) / LANES * LANES; c >= 0; c -= LANES) {
            pixels(image, c, first, right, down, channels, width, out);
        }
        System.arraycopy(out, 0, y, yAt, width * channels);
    }

    /**
     * A place is clamped by its bits as an integer: their order is the same from 0 on, and all that are below 0, -0 among
     * them, are negative. So it is inside the image whatever the map is.
     */
    private void places(float colStep, float firstCol, float rowStep, float firstRow) {
        int lastCol = Float.floatToRawIntBits((float) width - 1);
        int lastRow = Float.floatToRawIntBits((float) height - 1);
        FloatVector cols = FloatVector.zero(F32).addIndex(1);
        for (int col = 0; col < width; col += LANES) {
            IntVector c = cols.lanewise(FMA, colStep, firstCol).reinterpretAsInts();
            FloatVector inCol = c.max(0).min(lastCol).reinterpretAsFloats();
            IntVector wholeCol = (IntVector) inCol.convert(F2I, 0);
            inCol.sub((FloatVector) wholeCol.convert(I2F, 0)).intoArray(right, col);
            IntVector r = cols.lanewise(FMA, rowStep, firstRow).reinterpretAsInts();
            FloatVector inRow = r.max(0).min(lastRow).reinterpretAsFloats();
            IntVector wholeRow = (IntVector) inRow.convert(F2I, 0);
            inRow.sub((FloatVector) wholeRow.convert(I2F, 0)).intoArray(down, col);
            wholeRow.mul(width).add(wholeCol).mul(channels).intoArray(first, col);
            cols = cols.add(LANES);
        }
    }

    /**
     * Channels {@code c .. c + LANES - 1} of all pixels, the last ones of a pixel first: what is too much lies in channels
     * that are written later. What a weight of 0 stands at may be anything: the next row's first pixel, or what lies behind
     * the image. The rule is written out thrice, because C2 does not inline a method into one of so many nodes.
     */
    private static void pixels(
            float[] image, int c, int[] first, float[] right, float[] down, int channels, int width, float[] out) {
        int pitch = width * channels;
        for (int col = 0; col < width; col++) {
            FloatVector u = FloatVector.broadcast(F32, right[col]);
            FloatVector v = FloatVector.broadcast(F32, down[col]);
            VectorMask<Float> onCol = u.compare(EQ, 0f);
            VectorMask<Float> onRow = v.compare(EQ, 0f);
            int at = first[col] + c;
            FloatVector upper = fromArray(F32, image, at);
            FloatVector lower = fromArray(F32, image, at + pitch);
            FloatVector upperRight = fromArray(F32, image, at + channels);
            FloatVector lowerRight = fromArray(F32, image, at + pitch + channels);
            upper = upperRight.sub(upper).lanewise(FMA, u, upper).blend(upper, onCol);
            lower = lowerRight.sub(lower).lanewise(FMA, u, lower).blend(lower, onCol);
            lower.sub(upper).lanewise(FMA, v, upper).blend(upper, onRow).intoArray(out, col * channels + c);
        }
    }
}
