package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.internal.ByteLanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * One window of a max pooling, a vector of channels at a time: the first of the greatest taps wins, and any NaN.
 *
 * <p>With and without the winners are methods of their own, not a branch: a branch that few calls take is compiled with
 * its vectors as objects.
 */
final class MaxPoolWindow {

    private MaxPoolWindow() {}

    /** Window of the taps in those rows and columns; tap (0, 0) is at {@code from[xAt]}. */
    static void lanes(PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, int yAt) {
        FloatVector max = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
        for (int kh = firstRow; kh < endRow; kh++) {
            for (int kw = firstCol; kw < endCol; kw++) {
                FloatVector v = fromArray(F32, call.from, xAt + kh * call.rowPitch + kw * call.colPitch);
                max = max.blend(v, wins(v, max));
            }
        }
        max.intoArray(call.to, call.toOff + yAt);
    }

    /** {@link #lanes} that also notes the winning tap. */
    static void lanesWithArgmax(PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, int yAt) {
        int poolWidth = call.g.poolWidth();
        FloatVector max = FloatVector.broadcast(F32, Float.NEGATIVE_INFINITY);
        IntVector winner = IntVector.broadcast(I32, firstRow * poolWidth + firstCol);
        for (int kh = firstRow; kh < endRow; kh++) {
            for (int kw = firstCol; kw < endCol; kw++) {
                FloatVector v = fromArray(F32, call.from, xAt + kh * call.rowPitch + kw * call.colPitch);
                VectorMask<Float> wins = wins(v, max);
                max = max.blend(v, wins);
                winner = winner.blend(IntVector.broadcast(I32, kh * poolWidth + kw), wins.cast(I32));
            }
        }
        max.intoArray(call.to, call.toOff + yAt);
        ByteLanes.store(winner, call.argmax, call.argmaxOff + yAt);
    }

    /** A row of windows of 2 x 2 taps side by side, all inside the image, of whole vectors of channels. */
    static void quads(PoolRows call, int xAt, int yAt) {
        int channels = call.channels;
        float[] from = call.from;
        float[] to = call.to;
        int top = xAt;
        int bottom = xAt + call.rowPitch;
        int at = call.toOff + yAt;
        for (int ow = 0, end = call.outWidth; ow < end; ow++) {
            for (int c = 0; c < channels; c += LANES) {
                FloatVector max = fromArray(F32, from, top + c);
                max = greater(fromArray(F32, from, top + channels + c), max);
                max = greater(fromArray(F32, from, bottom + c), max);
                greater(fromArray(F32, from, bottom + channels + c), max).intoArray(to, at + c);
            }
            top += 2 * channels;
            bottom += 2 * channels;
            at += channels;
        }
    }

    /** {@link #quads} that also notes the winning taps. */
    static void quadsWithArgmax(PoolRows call, int xAt, int yAt) {
        int channels = call.channels;
        float[] from = call.from;
        float[] to = call.to;
        byte[] argmax = call.argmax;
        IntVector none = IntVector.zero(I32);
        int top = xAt;
        int bottom = xAt + call.rowPitch;
        int at = call.toOff + yAt;
        int argmaxAt = call.argmaxOff + yAt;
        for (int ow = 0, end = call.outWidth; ow < end; ow++) {
            for (int c = 0; c < channels; c += LANES) {
                FloatVector max = fromArray(F32, from, top + c);
                FloatVector v1 = fromArray(F32, from, top + channels + c);
                VectorMask<Float> wins1 = wins(v1, max);
                max = max.blend(v1, wins1);
                FloatVector v2 = fromArray(F32, from, bottom + c);
                VectorMask<Float> wins2 = wins(v2, max);
                max = max.blend(v2, wins2);
                FloatVector v3 = fromArray(F32, from, bottom + channels + c);
                VectorMask<Float> wins3 = wins(v3, max);
                max.blend(v3, wins3).intoArray(to, at + c);
                ByteLanes.store(
                        none.blend(1, wins1.cast(I32)).blend(2, wins2.cast(I32)).blend(3, wins3.cast(I32)),
                        argmax,
                        argmaxAt + c);
            }
            top += 2 * channels;
            bottom += 2 * channels;
            at += channels;
            argmaxAt += channels;
        }
    }

    /** One channel, where there are too few for a vector. */
    static void scalar(PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, int yAt) {
        int poolWidth = call.g.poolWidth();
        float max = Float.NEGATIVE_INFINITY;
        int winner = firstRow * poolWidth + firstCol;
        for (int kh = firstRow; kh < endRow; kh++) {
            for (int kw = firstCol; kw < endCol; kw++) {
                float v = call.from[xAt + kh * call.rowPitch + kw * call.colPitch];
                if (v > max || Float.isNaN(v)) {
                    max = v;
                    winner = kh * poolWidth + kw;
                }
            }
        }
        call.to[call.toOff + yAt] = max;
        if (call.hasArgmax) {
            call.argmax[call.argmaxOff + yAt] = (byte) winner;
        }
    }

    private static FloatVector greater(FloatVector v, FloatVector max) {
        return max.blend(v, wins(v, max));
    }

    private static VectorMask<Float> wins(FloatVector v, FloatVector max) {
        return v.compare(GT, max).or(v.compare(NE, v));
    }
}
