package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.LANES;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Windows;

/**
 * Largest element of each window, channel by channel, {@code y = max(taps)}; the shapes are in {@link Pool2dGeometry}.
 *
 * <p>A window looks at its taps in the order {@code (kh, kw)}, and a tap takes the lead if it is greater or NaN: the
 * first of equals wins (of {@code -0} and {@code 0} too), the last NaN wins over everything. The border never wins; a
 * window that lies wholly in it has the maximum {@code -Infinity} and passes no gradient on. Exact, so the same bits
 * everywhere.
 *
 * <p>For training the winner is kept as a byte for each output element: the unsigned number {@code kh * poolWidth + kw}
 * of its tap. (8 bits as in oneDNN, a 64th of the memory of an index into the image.)
 */
public final class MaxPool2d {

    /** A byte numbers so many taps. */
    private static final int MOST_TAPS = 256;

    private MaxPool2d() {}

    /**
     * Writes the maxima, and which taps they are.
     *
     * @param parallelism threads to use
     * @param g the shape, at most 256 taps a window
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param y maxima {@code [batch, outHeight, outWidth, channels]}
     * @param yOff first element of {@code y}
     * @param argmax winning taps, of the shape of {@code y}
     * @param argmaxOff first element of {@code argmax}
     * @throws IllegalArgumentException if the window has more than 256 taps, an array is too short, or {@code x} and
     *     {@code y} overlap
     */
    public static void forward(
            Parallelism parallelism,
            Pool2dGeometry g,
            float[] x,
            int xOff,
            float[] y,
            int yOff,
            byte[] argmax,
            int argmaxOff) {
        check(g, x, xOff, y, yOff);
        checkArgmax(g, argmax, argmaxOff);
        PoolRows call = PoolRows.of(g)
                .from(x, xOff, g.inputSize())
                .argmax(argmax, argmaxOff)
                .to(y, yOff);
        call.run(parallelism, g.batch() * g.outHeight(), MaxPool2d::forwardRows);
    }

    /**
     * Writes the maxima only, of windows of any size.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param y maxima {@code [batch, outHeight, outWidth, channels]}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if an array is too short, or {@code x} and {@code y} overlap
     */
    public static void forward(Parallelism parallelism, Pool2dGeometry g, float[] x, int xOff, float[] y, int yOff) {
        check(g, x, xOff, y, yOff);
        PoolRows call = PoolRows.of(g).from(x, xOff, g.inputSize()).to(y, yOff);
        call.run(parallelism, g.batch() * g.outHeight(), MaxPool2d::forwardRows);
    }

    /**
     * {@code dx[i]} = sum of the {@code dy} of all windows that {@code x[i]} won, in the order {@code (oh, ow)}, from 0
     * on. Every element of {@code dx} is written once; one that won nowhere gets 0, whatever {@code dy} is.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param dy gradient of the loss by {@code y}
     * @param dyOff first element of {@code dy}
     * @param argmax winning taps from {@link #forward}
     * @param argmaxOff first element of {@code argmax}
     * @param dx gradient of the loss by {@code x}, overwritten
     * @param dxOff first element of {@code dx}
     * @throws IllegalArgumentException as {@link #forward} does
     */
    public static void backward(
            Parallelism parallelism,
            Pool2dGeometry g,
            float[] dy,
            int dyOff,
            byte[] argmax,
            int argmaxOff,
            float[] dx,
            int dxOff) {
        Checks.vector("dy", dy, dyOff, g.outputSize());
        checkArgmax(g, argmax, argmaxOff);
        Checks.vector("dx", dx, dxOff, g.inputSize());
        Checks.disjoint("dx", dx, dxOff, g.inputSize(), dy, dyOff, g.outputSize());
        PoolRows call = PoolRows.of(g)
                .from(dy, dyOff, g.outputSize())
                .argmax(argmax, argmaxOff)
                .to(dx, dxOff);
        call.run(parallelism, g.batch() * g.height(), PoolBackward::rows);
    }

    private static void check(Pool2dGeometry g, float[] x, int xOff, float[] y, int yOff) {
        Checks.vector("x", x, xOff, g.inputSize());
        Checks.vector("y", y, yOff, g.outputSize());
        Checks.disjoint("y", y, yOff, g.outputSize(), x, xOff, g.inputSize());
    }

    static void checkArgmax(Pool2dGeometry g, byte[] argmax, int argmaxOff) {
        if (g.taps() > MOST_TAPS) {
            throw Checks.error("taps of the window", "at most " + MOST_TAPS + " (argmax is a byte)", g.taps());
        }
        Checks.vector("argmax", argmax, argmaxOff, g.outputSize());
    }

    /** A {@link PoolRows.Kernel}: {@code from} is x, {@code to} is y, the rows are those of y. */
    static void forwardRows(PoolRows call, int fromRow, int toRow) {
        Pool2dGeometry g = call.g;
        int rowSize = call.outWidth * call.channels;
        boolean pairs = g.poolHeight() == 2 && g.dilationHeight() == 1 && call.pairsInside();
        for (int row = fromRow; row < toRow; row++) {
            int top = row % call.outHeight * g.strideHeight() - g.padTop();
            int firstRow = Windows.firstTap(top, g.poolHeight(), g.dilationHeight());
            int endRow = Windows.endTap(top, g.height(), g.poolHeight(), g.dilationHeight());
            int inputRow = row / call.outHeight * g.height() + top;
            if (pairs && endRow - firstRow == 2) {
                int xAt = call.fromOff + (inputRow + firstRow) * g.width() * call.channels;
                if (call.hasArgmax) {
                    MaxPoolWindow.quadsWithArgmax(call, xAt, row * rowSize);
                } else {
                    MaxPoolWindow.quads(call, xAt, row * rowSize);
                }
                continue;
            }
            for (int ow = 0, left = -g.padLeft(); ow < call.outWidth; ow++, left += g.strideWidth()) {
                int firstCol = Windows.firstTap(left, g.poolWidth(), g.dilationWidth());
                int endCol = Windows.endTap(left, g.width(), g.poolWidth(), g.dilationWidth());
                int xAt = call.fromOff + (inputRow * g.width() + left) * call.channels;
                int yAt = row * rowSize + ow * call.channels;
                window(call, xAt, firstRow, endRow, firstCol, endCol, yAt, toRow * rowSize);
            }
        }
    }

    /** The window whose tap (0, 0) is at {@code xAt}: whole vectors, the last one a step back over what is written. */
    private static void window(
            PoolRows call, int xAt, int firstRow, int endRow, int firstCol, int endCol, int yAt, int yEnd) {
        int channels = call.channels;
        int lastTap = xAt + (endRow - 1) * call.rowPitch + (endCol - 1) * call.colPitch;
        if (channels >= LANES || (yAt + LANES <= yEnd && lastTap + LANES <= call.fromEnd)) {
            for (int c = 0, last = Math.max(0, channels - LANES); c < channels; c += LANES) {
                int at = Math.min(c, last);
                if (call.hasArgmax) {
                    MaxPoolWindow.lanesWithArgmax(call, xAt + at, firstRow, endRow, firstCol, endCol, yAt + at);
                } else {
                    MaxPoolWindow.lanes(call, xAt + at, firstRow, endRow, firstCol, endCol, yAt + at);
                }
            }
        } else {
            for (int c = 0; c < channels; c++) {
                MaxPoolWindow.scalar(call, xAt + c, firstRow, endRow, firstCol, endCol, yAt + c);
            }
        }
    }
}
