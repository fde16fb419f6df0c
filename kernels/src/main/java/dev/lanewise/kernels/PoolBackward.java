package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;

import dev.lanewise.kernels.internal.ByteLanes;
import dev.lanewise.kernels.internal.Windows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The backward pass of both poolings: every window hands its gradient to the pixels that it looked at, the winner only
 * or all in equal shares.
 *
 * <p>It goes by input rows, and in a row by the windows that meet it, in the order {@code (oh, ow)}; so a pixel sums in
 * that order, whatever the bands. Windows that do not meet write every pixel once; others add to a row of zeros.
 */
final class PoolBackward {

    private static final IntVector LANE = IntVector.zero(I32).addIndex(1);

    private PoolBackward() {}

    /** A {@link PoolRows.Kernel}: {@code from} is dy, {@code to} is dx, the rows are those of dx. */
    static void rows(PoolRows call, int fromRow, int toRow) {
        int rowSize = call.g.width() * call.channels;
        span(call, fromRow * rowSize, toRow * rowSize);
    }

    /** Writes at least the elements {@code from .. to - 1} of dx, and none outside their rows. */
    static void span(PoolRows call, int from, int to) {
        Pool2dGeometry g = call.g;
        boolean apart = g.poolHeight() <= g.strideHeight() && g.poolWidth() <= g.strideWidth();
        boolean adds = !apart || g.dilationHeight() > 1 || g.dilationWidth() > 1;
        if (call.hasArgmax && !adds && call.pairsInside()) {
            PoolPairs.span(call, from, to);
        } else {
            int rowSize = g.width() * call.channels;
            rows(call, from / rowSize, Math.ceilDiv(to, rowSize), adds);
        }
    }

    private static void rows(PoolRows call, int fromRow, int toRow, boolean adds) {
        Pool2dGeometry g = call.g;
        int rowSize = g.width() * call.channels;
        for (int row = fromRow; row < toRow; row++) {
            int ih = row % g.height();
            int firstWindow = Windows.firstWindow(
                    ih, call.outHeight, g.poolHeight(), g.strideHeight(), g.padTop(), g.dilationHeight());
            int endWindow = Windows.endWindow(ih, call.outHeight, g.strideHeight(), g.padTop());
            int dxAt = call.toOff + row * rowSize;
            int dxEnd = call.toOff + toRow * rowSize;
            int written = adds ? zeros(call, dxAt, 0, g.width()) : 0;
            for (int oh = firstWindow; oh < endWindow; oh++) {
                int distance = ih + g.padTop() - oh * g.strideHeight();
                if (distance % g.dilationHeight() == 0) {
                    int dyAt = (row / g.height() * call.outHeight + oh) * call.outWidth * call.channels;
                    written = row(call, oh, distance / g.dilationHeight(), dyAt, dxAt, dxEnd, written, adds);
                }
            }
            zeros(call, dxAt, written, g.width());
        }
    }

    /** One row of windows, of which row {@code kh} meets the input row at {@code dxAt}; returns the pixels written. */
    private static int row(
            PoolRows call, int oh, int kh, int dyAt, int dxAt, int dxEnd, int firstUnwritten, boolean adds) {
        Pool2dGeometry g = call.g;
        int countedRows = call.countedRows(oh);
        int written = firstUnwritten;
        for (int ow = 0, left = -g.padLeft(); ow < call.outWidth; ow++, left += g.strideWidth()) {
            int firstCol = Windows.firstTap(left, g.poolWidth(), g.dilationWidth());
            int endCol = Windows.endTap(left, g.width(), g.poolWidth(), g.dilationWidth());
            if (firstCol < endCol) {
                int first = left + firstCol * g.dilationWidth();
                zeros(call, dxAt, written, first);
                float count = call.hasArgmax ? 0f : countedRows * (float) call.countedCols(ow);
                int tap = kh * g.poolWidth() + firstCol;
                window(
                        call,
                        dyAt + ow * call.channels,
                        count,
                        tap,
                        endCol - firstCol,
                        dxAt + first * call.channels,
                        dxEnd,
                        adds);
                written = Math.max(written, left + (endCol - 1) * g.dilationWidth() + 1);
            }
        }
        return written;
    }

    private static int zeros(PoolRows call, int dxAt, int fromPixel, int toPixel) {
        if (fromPixel < toPixel) {
            Arrays.fill(call.to, dxAt + fromPixel * call.channels, dxAt + toPixel * call.channels, 0f);
        }
        return toPixel;
    }

    private static void window(
            PoolRows call, int dyAt, float count, int tap, int cols, int dxAt, int dxEnd, boolean adds) {
        int channels = call.channels;
        int fromAt = call.fromOff + dyAt;
        boolean room = dxAt + (cols - 1) * call.colPitch + LANES <= dxEnd && fromAt + LANES <= call.fromEnd;
        if (channels >= LANES || room) {
            for (int c = 0, last = Math.max(0, channels - LANES); c < channels; c += LANES) {
                int at = Math.min(c, last);
                if (call.hasArgmax && adds) {
                    addWinners(call, dyAt + at, c - at, channels - at, tap, cols, dxAt + at);
                } else if (call.hasArgmax) {
                    winners(call, dyAt + at, tap, cols, dxAt + at);
                } else if (adds) {
                    addShares(call, dyAt + at, c - at, channels - at, count, cols, dxAt + at);
                } else {
                    shares(call, dyAt + at, count, cols, dxAt + at);
                }
            }
        } else {
            for (int c = 0; c < channels; c++) {
                scalar(call, dyAt + c, count, tap, cols, dxAt + c, adds);
            }
        }
    }

    private static void winners(PoolRows call, int dyAt, int tap, int cols, int dxAt) {
        FloatVector dy = fromArray(F32, call.from, call.fromOff + dyAt);
        IntVector winner = ByteLanes.load(call.argmax, call.argmaxOff + dyAt);
        FloatVector zero = FloatVector.zero(F32);
        for (int i = 0, at = dxAt; i < cols; i++, at += call.colPitch) {
            won(zero, dy, winner, tap + i).intoArray(call.to, at);
        }
    }

    /** {@link #winners} of windows that meet; the lanes {@code first .. end - 1} count. */
    private static void addWinners(PoolRows call, int dyAt, int first, int end, int tap, int cols, int dxAt) {
        FloatVector dy = only(fromArray(F32, call.from, call.fromOff + dyAt), first, end);
        IntVector winner = ByteLanes.load(call.argmax, call.argmaxOff + dyAt);
        for (int i = 0, at = dxAt; i < cols; i++, at += call.colPitch) {
            won(fromArray(F32, call.to, at), dy, winner, tap + i).intoArray(call.to, at);
        }
    }

    private static FloatVector won(FloatVector sum, FloatVector dy, IntVector winner, int tap) {
        return sum.add(dy, winner.compare(EQ, tap).cast(F32));
    }

    /** {@code 0 + share}: -0 becomes 0, as in a sum. */
    private static void shares(PoolRows call, int dyAt, float count, int cols, int dxAt) {
        FloatVector share = AveragePool2d.divide(fromArray(F32, call.from, call.fromOff + dyAt), count);
        for (int i = 0, at = dxAt; i < cols; i++, at += call.colPitch) {
            share.add(0f).intoArray(call.to, at);
        }
    }

    /** {@link #shares} of windows that meet; the lanes {@code first .. end - 1} count. */
    private static void addShares(PoolRows call, int dyAt, int first, int end, float count, int cols, int dxAt) {
        FloatVector dy = only(fromArray(F32, call.from, call.fromOff + dyAt), first, end);
        FloatVector share = AveragePool2d.divide(dy, count);
        for (int i = 0, at = dxAt; i < cols; i++, at += call.colPitch) {
            fromArray(F32, call.to, at).add(share).intoArray(call.to, at);
        }
    }

    /** The lanes {@code first .. end - 1}, and 0 in the others: adding it there changes nothing. */
    private static FloatVector only(FloatVector dy, int first, int end) {
        return dy.blend(0f, LANE.lt(first).or(LANE.compare(GE, end)).cast(F32));
    }

    private static void scalar(PoolRows call, int dyAt, float count, int tap, int cols, int dxAt, boolean adds) {
        float dy = call.from[call.fromOff + dyAt];
        for (int i = 0, at = dxAt; i < cols; i++, at += call.colPitch) {
            float sum = adds ? call.to[at] : 0f;
            if (!call.hasArgmax) {
                call.to[at] = sum + dy / count;
            } else {
                boolean won = (call.argmax[call.argmaxOff + dyAt] & 0xFF) == tap + i;
                call.to[at] = won ? sum + dy : sum;
            }
        }
    }
}
