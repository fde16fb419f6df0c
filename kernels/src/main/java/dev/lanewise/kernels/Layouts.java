package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.transpose.Transposition;

/**
 * Changes of layout: transposes, images between channels last (NHWC) and channels first (NCHW), convolution weights
 * between {@code [kernelHeight, kernelWidth, in, out]} (HWIO) and {@code [out, in, kernelHeight, kernelWidth]} (OIHW).
 *
 * <p>Elements are moved bit by bit. None works in place: source and target may not overlap.
 */
public final class Layouts {

    private Layouts() {}

    /**
     * {@code y[c][r] = x[r][c]}.
     *
     * @param parallelism threads to use
     * @param rows rows of {@code x}
     * @param cols columns of {@code x}
     * @param x source, row-major, rows {@code ldx} elements apart
     * @param xOff first element of {@code x}
     * @param ldx distance of two rows of {@code x}, at least {@code max(1, cols)}
     * @param y target, {@code cols x rows}, rows {@code ldy} elements apart; the gaps between them stay as they are
     * @param yOff first element of {@code y}
     * @param ldy distance of two rows of {@code y}, at least {@code max(1, rows)}
     * @throws IllegalArgumentException if a size is negative, a distance or an array too short, or the arrays overlap
     */
    public static void transpose(
            Parallelism parallelism, int rows, int cols, float[] x, int xOff, int ldx, float[] y, int yOff, int ldy) {
        Checks.nonNegative("rows", rows);
        Checks.nonNegative("cols", cols);
        Checks.matrix("x", x, xOff, rows, cols, ldx);
        Checks.matrix("y", y, yOff, cols, rows, ldy);
        Checks.disjoint("y", y, yOff, Checks.extent(cols, rows, ldy), x, xOff, Checks.extent(rows, cols, ldx));
        Transposition.run(parallelism.pool(), 1, rows, cols, x, xOff, 0, ldx, y, yOff, 0, ldy);
    }

    /**
     * {@code y[b][c][p] = x[b][p][c]}: images from channels last to channels first.
     *
     * @param parallelism threads to use
     * @param batch number of images
     * @param pixels height times width
     * @param channels number of channels
     * @param x source, {@code batch x pixels x channels}
     * @param xOff first element of {@code x}
     * @param y target, {@code batch x channels x pixels}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array too short, or the arrays overlap
     */
    public static void nhwcToNchw(
            Parallelism parallelism, int batch, int pixels, int channels, float[] x, int xOff, float[] y, int yOff) {
        images(parallelism, batch, "pixels", pixels, "channels", channels, x, xOff, y, yOff);
    }

    /**
     * {@code y[b][p][c] = x[b][c][p]}: images from channels first to channels last.
     *
     * @param parallelism threads to use
     * @param batch number of images
     * @param pixels height times width
     * @param channels number of channels
     * @param x source, {@code batch x channels x pixels}
     * @param xOff first element of {@code x}
     * @param y target, {@code batch x pixels x channels}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array too short, or the arrays overlap
     */
    public static void nchwToNhwc(
            Parallelism parallelism, int batch, int pixels, int channels, float[] x, int xOff, float[] y, int yOff) {
        images(parallelism, batch, "channels", channels, "pixels", pixels, x, xOff, y, yOff);
    }

    /**
     * {@code y[o][i][h][w] = x[h][w][i][o]}: convolution weights to the layout of PyTorch and ONNX.
     *
     * @param parallelism threads to use
     * @param kernelHeight taps from top to bottom
     * @param kernelWidth taps from left to right
     * @param in input channels of a group
     * @param out output channels
     * @param x source, {@code kernelHeight x kernelWidth x in x out}
     * @param xOff first element of {@code x}
     * @param y target, {@code out x in x kernelHeight x kernelWidth}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array too short, or the arrays overlap
     */
    public static void hwioToOihw(
            Parallelism parallelism,
            int kernelHeight,
            int kernelWidth,
            int in,
            int out,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        checkWeights(kernelHeight, kernelWidth, in, out, x, xOff, y, yOff);
        int taps = kernelHeight * kernelWidth;
        Transposition.run(parallelism.pool(), in, taps, out, x, xOff, out, in * out, y, yOff, taps, in * taps);
    }

    /**
     * {@code y[h][w][i][o] = x[o][i][h][w]}: convolution weights from the layout of PyTorch and ONNX.
     *
     * @param parallelism threads to use
     * @param kernelHeight taps from top to bottom
     * @param kernelWidth taps from left to right
     * @param in input channels of a group
     * @param out output channels
     * @param x source, {@code out x in x kernelHeight x kernelWidth}
     * @param xOff first element of {@code x}
     * @param y target, {@code kernelHeight x kernelWidth x in x out}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size is negative, an array too short, or the arrays overlap
     */
    public static void oihwToHwio(
            Parallelism parallelism,
            int kernelHeight,
            int kernelWidth,
            int in,
            int out,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        checkWeights(kernelHeight, kernelWidth, in, out, x, xOff, y, yOff);
        int taps = kernelHeight * kernelWidth;
        Transposition.run(parallelism.pool(), in, out, taps, x, xOff, taps, in * taps, y, yOff, out, in * out);
    }

    private static void images(
            Parallelism parallelism,
            int batch,
            String rowsName,
            int rows,
            String colsName,
            int cols,
            float[] x,
            int xOff,
            float[] y,
            int yOff) {
        Checks.nonNegative("batch", batch);
        Checks.nonNegative(rowsName, rows);
        Checks.nonNegative(colsName, cols);
        Checks.elements("batch x pixels x channels", batch, rows, cols, 1);
        checkDense((long) batch * rows * cols, x, xOff, y, yOff);
        int size = rows * cols;
        Transposition.run(parallelism.pool(), batch, rows, cols, x, xOff, size, cols, y, yOff, size, rows);
    }

    private static void checkWeights(
            int kernelHeight, int kernelWidth, int in, int out, float[] x, int xOff, float[] y, int yOff) {
        Checks.nonNegative("kernelHeight", kernelHeight);
        Checks.nonNegative("kernelWidth", kernelWidth);
        Checks.nonNegative("in", in);
        Checks.nonNegative("out", out);
        Checks.elements("weights", kernelHeight, kernelWidth, in, out);
        checkDense((long) kernelHeight * kernelWidth * in * out, x, xOff, y, yOff);
    }

    private static void checkDense(long count, float[] x, int xOff, float[] y, int yOff) {
        Checks.vector("x", x, xOff, count);
        Checks.vector("y", y, yOff, count);
        Checks.disjoint("y", y, yOff, count, x, xOff, count);
    }
}
