package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
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
                winner = winner.blend(kh * poolWidth + kw, wins.cast(I32));
            }
        }
        max.intoArray(call.to, call.toOff + yAt);
        ByteLanes.store(winner, call.argmax, call.argmaxOff + yAt);
    }

    /** {@link #lanes} for windows of 2 x 2 taps. */
    static void quad(PoolRows call, int xAt, int firstRow, int firstCol, int yAt) {
        int at = xAt + firstRow * call.rowPitch + firstCol * call.colPitch;
        FloatVector v1 = fromArray(F32, call.from, at + call.colPitch);
        FloatVector v2 = fromArray(F32, call.from, at + call.rowPitch);
        FloatVector v3 = fromArray(F32, call.from, at + call.rowPitch + call.colPitch);
        FloatVector max = fromArray(F32, call.from, at);
        max = max.blend(v1, wins(v1, max));
        max = max.blend(v2, wins(v2, max));
        max.blend(v3, wins(v3, max)).intoArray(call.to, call.toOff + yAt);
    }

    /** {@link #lanesWithArgmax} for windows of 2 x 2 taps. */
    static void quadWithArgmax(PoolRows call, int xAt, int firstRow, int firstCol, int yAt) {
        int at = xAt + firstRow * call.rowPitch + firstCol * call.colPitch;
        FloatVector v1 = fromArray(F32, call.from, at + call.colPitch);
        FloatVector v2 = fromArray(F32, call.from, at + call.rowPitch);
        FloatVector v3 = fromArray(F32, call.from, at + call.rowPitch + call.colPitch);
        FloatVector max = fromArray(F32, call.from, at);
        VectorMask<Float> wins1 = wins(v1, max);
        max = max.blend(v1, wins1);
        VectorMask<Float> wins2 = wins(v2, max);
        max = max.blend(v2, wins2);
        VectorMask<Float> wins3 = wins(v3, max);
        max.blend(v3, wins3).intoArray(call.to, call.toOff + yAt);
        int poolWidth = call.g.poolWidth();
        int tap = firstRow * poolWidth + firstCol;
        IntVector winner = IntVector.broadcast(I32, tap)
                .blend(tap + 1, wins1.cast(I32))
                .blend(tap + poolWidth, wins2.cast(I32))
                .blend(tap + poolWidth + 1, wins3.cast(I32));
        ByteLanes.store(winner, call.argmax, call.argmaxOff + yAt);
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

    private static VectorMask<Float> wins(FloatVector v, FloatVector max) {
        return v.compare(GT, max).or(v.compare(NE, v));
    }
}
