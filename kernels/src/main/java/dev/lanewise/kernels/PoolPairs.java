package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;

import dev.lanewise.kernels.internal.ByteLanes;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * {@link PoolBackward} of a max-pooling whose windows are two columns wide and lie side by side, all inside the image,
 * with whole vectors of channels: a row of windows is one run of dy and of winning taps, whatever the channels.
 *
 * <pre>
 *   dy   | w0 c0..31 | w1 c0..31 | ...
 *   dx   | w0 left | w0 right | w1 left | w1 right | ...     one row, or the two rows of a window
 * </pre>
 */
final class PoolPairs {

    private PoolPairs() {}

    /** Writes at least the elements {@code from .. to - 1} of dx, and none outside their rows. */
    static void span(PoolRows call, int from, int to) {
        Pool2dGeometry g = call.g;
        int rowSize = g.width() * call.channels;
        int written = 2 * call.outWidth * call.channels;
        for (int row = from / rowSize; row * rowSize < to; row++) {
            int ih = row % g.height();
            int oh = (ih + g.padTop()) / g.strideHeight();
            int kh = ih + g.padTop() - oh * g.strideHeight();
            int dxAt = call.toOff + row * rowSize;
            if (oh >= call.outHeight || kh >= g.poolHeight()) {
                Arrays.fill(call.to, dxAt, dxAt + rowSize, 0f);
                continue;
            }
            int first = Math.max(0, from - row * rowSize) / (2 * call.channels);
            int end = Math.min(call.outWidth, Math.ceilDiv(to - row * rowSize, 2 * call.channels));
            int dyAt = ((row / g.height() * call.outHeight + oh) * call.outWidth + first) * call.channels;
            int count = (end - first) * call.channels;
            int toAt = dxAt + 2 * first * call.channels;
            boolean both = first == 0 && kh + 1 < g.poolHeight() && ih + 1 < g.height() && (row + 2) * rowSize <= to;
            if (both) {
                twoRows(call, dyAt, count, 2 * kh, toAt, rowSize);
                Arrays.fill(call.to, dxAt + rowSize + written, dxAt + 2 * rowSize, 0f);
                row++;
            } else {
                oneRow(call, dyAt, count, 2 * kh, toAt);
            }
            Arrays.fill(call.to, dxAt + written, dxAt + rowSize, 0f);
        }
    }

    /** The row of {@code count} windows and channels that has the taps {@code tap} and {@code tap + 1}. */
    private static void oneRow(PoolRows call, int dyAt, int count, int tap, int dxAt) {
        int channels = call.channels;
        FloatVector zero = FloatVector.zero(F32);
        float[] dy = call.from;
        float[] dx = call.to;
        byte[] argmax = call.argmax;
        int fromAt = call.fromOff + dyAt;
        int argmaxAt = call.argmaxOff + dyAt;
        int at = dxAt;
        for (int i = 0, c = 0; i < count; i += LANES) {
            FloatVector v = fromArray(F32, dy, fromAt + i).add(zero);
            IntVector winner = ByteLanes.load(argmax, argmaxAt + i);
            won(v, winner, tap).intoArray(dx, at);
            won(v, winner, tap + 1).intoArray(dx, at + channels);
            at += LANES;
            c += LANES;
            if (c == channels) {
                c = 0;
                at += channels;
            }
        }
    }

    /** {@link #oneRow}, and the next row with the next two taps, {@code pitch} elements behind. */
    private static void twoRows(PoolRows call, int dyAt, int count, int tap, int dxAt, int pitch) {
        int channels = call.channels;
        FloatVector zero = FloatVector.zero(F32);
        float[] dy = call.from;
        float[] dx = call.to;
        byte[] argmax = call.argmax;
        int fromAt = call.fromOff + dyAt;
        int argmaxAt = call.argmaxOff + dyAt;
        int at = dxAt;
        for (int i = 0, c = 0; i < count; i += LANES) {
            FloatVector v = fromArray(F32, dy, fromAt + i).add(zero);
            IntVector winner = ByteLanes.load(argmax, argmaxAt + i);
            won(v, winner, tap).intoArray(dx, at);
            won(v, winner, tap + 1).intoArray(dx, at + channels);
            won(v, winner, tap + 2).intoArray(dx, at + pitch);
            won(v, winner, tap + 3).intoArray(dx, at + pitch + channels);
            at += LANES;
            c += LANES;
            if (c == channels) {
                c = 0;
                at += channels;
            }
        }
    }

    /** {@code dy}, to which 0 was added so that -0 is 0 as in a sum, where the tap won. */
    private static FloatVector won(FloatVector dy, IntVector winner, int tap) {
        return FloatVector.zero(F32).blend(dy, winner.compare(EQ, tap).cast(F32));
    }
}
