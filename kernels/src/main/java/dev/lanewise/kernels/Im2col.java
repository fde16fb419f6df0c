package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * The input patches of a convolution as the rows of a matrix, so that {@code convolution = columns * weights}, and the
 * way back, which sums.
 *
 * <p>{@code columns} is row-major and dense. Row {@code (oh, ow)} of an image holds the patch of that output pixel, in
 * the order {@code (kh, kw, c)} of the weights, {@link Conv2dGeometry#patchSize()} elements; taps outside the image are
 * 0. A convolution with groups has one such matrix for each group, of that group's input channels.
 *
 * <p>{@link Conv2d} needs none of this: it finds a patch by address alone. The matrix is for everything else that wants
 * one, and a second way to the same bits.
 */
public final class Im2col {

    private Im2col() {}

    /** Elements of the matrix of one image and one group. */
    public static long columnsSize(Conv2dGeometry g) {
        return (long) g.outHeight() * g.outWidth() * g.patchSize();
    }

    /**
     * Writes the patches of one image and one group.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param image which image of the batch
     * @param group which group of input channels
     * @param x input {@code [batch, height, width, inChannels]}, the whole batch
     * @param xOff first element of {@code x}
     * @param columns {@code outHeight * outWidth} rows of {@code patchSize} elements, overwritten
     * @param columnsOff first element of {@code columns}
     * @throws IllegalArgumentException if there is no such image or group, an array is too short, or the arrays overlap
     */
    public static void im2col(
            Parallelism parallelism,
            Conv2dGeometry g,
            int image,
            int group,
            float[] x,
            int xOff,
            float[] columns,
            int columnsOff) {
        checkPart(g, image, group);
        check("columns", columns, columnsOff, columnsSize(g), "x", x, xOff, g.inputSize());
        int xAt = xOff + imageAt(g, image, group);
        Im2colRows.run(parallelism, g, 1, g.outHeight(), x, xAt, columns, columnsOff, Im2colGather::rows);
    }

    /**
     * Writes the patches of the whole batch, image after image.
     *
     * @param parallelism threads to use
     * @param g the shape, with one group
     * @param x input {@code [batch, height, width, inChannels]}
     * @param xOff first element of {@code x}
     * @param columns {@code outPixels} rows of {@code patchSize} elements, overwritten
     * @param columnsOff first element of {@code columns}
     * @throws IllegalArgumentException if {@code g} has several groups, an array is too short, or the arrays overlap
     */
    public static void im2col(
            Parallelism parallelism, Conv2dGeometry g, float[] x, int xOff, float[] columns, int columnsOff) {
        checkOneGroup(g);
        check("columns", columns, columnsOff, g.batch() * columnsSize(g), "x", x, xOff, g.inputSize());
        Im2colRows.run(parallelism, g, g.batch(), g.outHeight(), x, xOff, columns, columnsOff, Im2colGather::rows);
    }

    /**
     * Sums the patches of one image and one group back into the pixels they came from: the transpose of
     * {@link #im2col}. A pixel starts at 0 and adds its taps in the order {@code (kh, ow)}; what no patch holds
     * becomes 0. Other images and groups are left alone.
     *
     * @param parallelism threads to use
     * @param g the shape
     * @param image which image of the batch
     * @param group which group of input channels
     * @param columns {@code outHeight * outWidth} rows of {@code patchSize} elements
     * @param columnsOff first element of {@code columns}
     * @param x {@code [batch, height, width, inChannels]}, the whole batch; the image's channels of the group are
     *     overwritten
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException as {@link #im2col} does
     */
    public static void col2im(
            Parallelism parallelism,
            Conv2dGeometry g,
            int image,
            int group,
            float[] columns,
            int columnsOff,
            float[] x,
            int xOff) {
        checkPart(g, image, group);
        check("x", x, xOff, g.inputSize(), "columns", columns, columnsOff, columnsSize(g));
        int xAt = xOff + imageAt(g, image, group);
        Im2colRows.run(parallelism, g, 1, g.height(), columns, columnsOff, x, xAt, Im2colScatter::rows);
    }

    /**
     * Sums the patches of the whole batch back, as the other {@code col2im} does.
     *
     * @param parallelism threads to use
     * @param g the shape, with one group
     * @param columns {@code outPixels} rows of {@code patchSize} elements
     * @param columnsOff first element of {@code columns}
     * @param x {@code [batch, height, width, inChannels]}, overwritten
     * @param xOff first element of {@code x}
     * @throws IllegalArgumentException as {@link #im2col} does
     */
    public static void col2im(
            Parallelism parallelism, Conv2dGeometry g, float[] columns, int columnsOff, float[] x, int xOff) {
        checkOneGroup(g);
        check("x", x, xOff, g.inputSize(), "columns", columns, columnsOff, g.batch() * columnsSize(g));
        Im2colRows.run(parallelism, g, g.batch(), g.height(), columns, columnsOff, x, xOff, Im2colScatter::rows);
    }

    private static void checkPart(Conv2dGeometry g, int image, int group) {
        Checks.index("image", image, g.batch());
        Checks.index("group", group, g.groups());
    }

    private static void checkOneGroup(Conv2dGeometry g) {
        if (g.groups() != 1) {
            throw Checks.error("groups", "1 for the matrix of a whole batch", g.groups());
        }
    }

    private static void check(
            String to, float[] y, int yOff, long yCount, String from, float[] x, int xOff, long xCount) {
        Checks.vector(from, x, xOff, xCount);
        Checks.vector(to, y, yOff, yCount);
        Checks.disjoint(to, y, yOff, yCount, x, xOff, xCount);
    }

    private static int imageAt(Conv2dGeometry g, int image, int group) {
        return image * g.height() * g.width() * g.inChannels() + group * (g.inChannels() / g.groups());
    }
}
