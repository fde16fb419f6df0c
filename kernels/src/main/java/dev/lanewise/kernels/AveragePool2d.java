package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Windows;
import jdk.incubator.vector.FloatVector;

/**
 * Mean of each window, channel by channel, {@code y = sum(taps) / divisor}; the shapes are in {@link Pool2dGeometry}.
 *
 * <p>The sum runs over the taps in the image in the order {@code (kh, kw)}, in float, and is divided by the number of
 * taps that {@link Divisor} counts, so {@code y} is within {@code (taps + 1) * 2^-24 * sum(|tap|) / divisor} of the exact
 * mean; a window that lies wholly in the border has the mean 0. The same bits for any threads, width and CPU.
 */
public final class AveragePool2d {

    private AveragePool2d() {}

    /** What a sum is divided by. */
    public enum Divisor {
        /**
         * The taps in the bordered image (not those that {@link Pool2dGeometry.Rounding#CEIL} lets reach beyond it), as
         * {@code count_include_pad} of ONNX and PyTorch.
         */
        WINDOW,
        /** The taps in the image, as in Keras and by ONNX' default. */
        VALID_TAPS
    }

    /**
     * Writes the means.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param divisor what to divide by
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param y means {@code [batch, outHeight, outWidth, channels]}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if an array is too short, or {@code x} and {@code y} overlap
     */
    public static void forward(
            Parallelism parallelism, Pool2dGeometry g, Divisor divisor, float[] x, int xOff, float[] y, int yOff) {
        Checks.vector("x", x, xOff, g.inputSize());
        Checks.vector("y", y, yOff, g.outputSize());
        Checks.disjoint("y", y, yOff, g.outputSize(), x, xOff, g.inputSize());
        PoolRows call = PoolRows.of(g).countsBorder(divisor == Divisor.WINDOW);
        call.from(x, xOff, g.inputSize()).to(y, yOff);
        call.run(parallelism, g.batch() * g.outHeight(), AveragePool2d::rows);
    }

    /**
     * {@code dx[i]} = sum of {@code dy / divisor} of all windows that look at {@code x[i]}, in the order
     * {@code (oh, ow)}, from 0 on; 0 where no window looks.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param divisor what {@link #forward} divided by
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param dx gradient of the loss by {@code x}, overwritten
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException if an array is too short, or {@code dy} and {@code dx} overlap
     */
    public static void backward(
            Parallelism parallelism, Pool2dGeometry g, Divisor divisor, float[] dy, int dyOff, float[] dx, int dxOff) {
        Checks.vector("dy", dy, dyOff, g.outputSize());
        Checks.vector("dx", dx, dxOff, g.inputSize());
        Checks.disjoint("dx", dx, dxOff, g.inputSize(), dy, dyOff, g.outputSize());
        PoolRows call = PoolRows.of(g).countsBorder(divisor == Divisor.WINDOW);
        call.from(dy, dyOff, g.outputSize()).to(dx, dxOff);
        call.run(parallelism, g.batch() * g.height(), PoolBackward::rows);
    }

    private static void rows(PoolRows call, int fromRow, int toRow) {
        Pool2dGeometry g = call.g;
        int rowSize = call.outWidth * call.channels;
        boolean pairs = g.poolHeight() == 2 && call.pairsInside();
        for (int row = fromRow; row < toRow; row++) {
            int oh = row % call.outHeight;
            int top = oh * g.strideHeight() - g.padTop();
            int firstRow = Windows.firstTap(top, g.poolHeight(), g.dilationHeight());
            int endRow = Windows.endTap(top, g.height(), g.poolHeight(), g.dilationHeight());
            int inputRow = row / call.outHeight * g.height() + top;
            int countedRows = call.countedRows(oh);
            if (pairs && endRow - firstRow == 2) {
                quads(call, call.fromOff + inputRow * g.width() * call.channels, call.toOff + row * rowSize);
                continue;
            }
            for (int ow = 0, left = -g.padLeft(); ow < call.outWidth; ow++, left += g.strideWidth()) {
                int firstCol = Windows.firstTap(left, g.poolWidth(), g.dilationWidth());
                int endCol = Windows.endTap(left, g.width(), g.poolWidth(), g.dilationWidth());
                float count = Math.max(1f, countedRows * (float) call.countedCols(ow));
                int xAt = call.fromOff + (inputRow * g.width() + left) * call.channels;
                int yAt = row * rowSize + ow * call.channels;
                window(call, xAt, firstRow, endRow, firstCol, endCol, count, yAt, toRow * rowSize);
            }
        }
    }

    /** A row of windows of 2 x 2 taps side by side, all inside the image, of whole vectors of channels. */
    private static void quads(PoolRows call, int xAt, int yAt) {
        int channels = call.channels;
        float[] from = call.from;
        float[] to = call.to;
        FloatVector zero = FloatVector.zero(F32);
        int top = xAt;
        int bottom = xAt + call.rowPitch;
        int at = yAt;
        for (int ow = 0, end = call.outWidth; ow < end; ow++) {
            for (int c = 0; c < channels; c += LANES) {
                zero.add(fromArray(F32, from, top + c))
                        .add(fromArray(F32, from, top + channels + c))
                        .add(fromArray(F32, from, bottom + c))
                        .add(fromArray(F32, from, bottom + channels + c))
                        .mul(0.25f)
                        .intoArray(to, at + c);
            }
            top += 2 * channels;
            bottom += 2 * channels;
            at += channels;
        }
    }

    private static void window(
            PoolRows call,
            int xAt,
            int firstRow,
            int endRow,
            int firstCol,
            int endCol,
            float count,
            int yAt,
            int yEnd) {
        int channels = call.channels;
        int lastTap = xAt + (endRow - 1) * call.rowPitch + (endCol - 1) * call.colPitch;
        if (channels >= LANES || (yAt + LANES <= yEnd && lastTap + LANES <= call.fromEnd)) {
            for (int c = 0, last = Math.max(0, channels - LANES); c < channels; c += LANES) {
                int at = Math.min(c, last);
                lanes(call, xAt + at, firstRow, endRow, firstCol, endCol, count, yAt + at);
            }
        } else {
            for (int c = 0; c < channels; c++) {
                scalar(call, xAt + c, firstRow, endRow, firstCol, endCol, count, yAt + c);
            }
        }
    }

    private static void lanes(
            PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, float count, int yAt) {
        FloatVector sum = FloatVector.zero(F32);
        for (int kh = firstRow; kh < endRow; kh++) {
            for (int kw = firstCol; kw < endCol; kw++) {
                sum = sum.add(fromArray(F32, call.from, xAt + kh * call.rowPitch + kw * call.colPitch));
            }
        }
        divide(sum, count).intoArray(call.to, call.toOff + yAt);
    }

    private static void scalar(
            PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, float count, int yAt) {
        float sum = 0f;
        for (int kh = firstRow; kh < endRow; kh++) {
            for (int kw = firstCol; kw < endCol; kw++) {
                sum += call.from[xAt + kh * call.rowPitch + kw * call.colPitch];
            }
        }
        call.to[call.toOff + yAt] = sum / count;
    }

    /** The quotient; where {@code count} is a power of two a product gives the same bits, and sooner. */
    static FloatVector divide(FloatVector sum, float count) {
        return isPowerOfTwo(count) ? sum.mul(1f / count) : sum.div(count);
    }

    private static boolean isPowerOfTwo(float count) {
        return (Float.floatToRawIntBits(count) & 0x7F_FFFF) == 0;
    }
}
