package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Windows;
import java.util.Objects;

/**
 * The shape of a two-dimensional pooling: NHWC images, each channel on its own.
 *
 * <p>Output pixel {@code (oh, ow)} looks at input rows {@code oh * strideHeight - padTop + kh * dilationHeight} for
 * {@code 0 <= kh < poolHeight}, and at columns likewise. Tap {@code kh * poolWidth + kw} of the window is a pixel of
 * the image, of the border, or, with {@link Rounding#CEIL}, of what lies below and right of the border. Only pixels of
 * the image have a value.
 *
 * @param batch images, at least 0
 * @param height rows of an input image
 * @param width columns of an input image
 * @param channels channels of a pixel
 * @param poolHeight rows of the window
 * @param poolWidth columns of the window
 * @param strideHeight input rows from one output row to the next
 * @param strideWidth input columns from one output column to the next
 * @param padTop border rows above the image
 * @param padBottom border rows below the image
 * @param padLeft border columns left of the image
 * @param padRight border columns right of the image
 * @param dilationHeight input rows from one window row to the next
 * @param dilationWidth input columns from one window column to the next
 * @param rounding whether a last window may reach beyond the border
 */
public record Pool2dGeometry(
        int batch,
        int height,
        int width,
        int channels,
        int poolHeight,
        int poolWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationHeight,
        int dilationWidth,
        Rounding rounding) {

    /** How many windows there are where the stride does not divide what they may move. */
    public enum Rounding {
        /** Every window lies inside the bordered image. */
        FLOOR,
        /**
         * One more window, which reaches beyond the bottom or right border, unless it would start below or right of the
         * image: the rule of ONNX' {@code ceil_mode} and PyTorch's.
         */
        CEIL
    }

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if a size is out of range, the window does not fit into the bordered image, or a
     *     tensor would have 2^31 elements or more
     */
    public Pool2dGeometry {
        Checks.nonNegative("batch", batch);
        Checks.positive("height", height);
        Checks.positive("width", width);
        Checks.positive("channels", channels);
        Checks.positive("poolHeight", poolHeight);
        Checks.positive("poolWidth", poolWidth);
        Checks.window("height", height, poolHeight, strideHeight, padTop, padBottom, dilationHeight);
        Checks.window("width", width, poolWidth, strideWidth, padLeft, padRight, dilationWidth);
        Objects.requireNonNull(rounding, "rounding");
        boolean ceil = rounding == Rounding.CEIL;
        int outHeight = windows(height, poolHeight, strideHeight, padTop, padBottom, dilationHeight, ceil);
        int outWidth = windows(width, poolWidth, strideWidth, padLeft, padRight, dilationWidth, ceil);
        Checks.elements("input", batch, height, width, channels);
        Checks.elements("output", batch, outHeight, outWidth, channels);
    }

    /** A pooling whose strides are its window, without border and dilation, rounded down. */
    public static Pool2dGeometry of(int batch, int height, int width, int channels, int poolHeight, int poolWidth) {
        return new Pool2dGeometry(
                batch,
                height,
                width,
                channels,
                poolHeight,
                poolWidth,
                poolHeight,
                poolWidth,
                0,
                0,
                0,
                0,
                1,
                1,
                Rounding.FLOOR);
    }

    /** The same with another batch. */
    public Pool2dGeometry withBatch(int batch) {
        return new Pool2dGeometry(
                batch,
                height,
                width,
                channels,
                poolHeight,
                poolWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                rounding);
    }

    /** The same with other strides. Set them before {@link #withSamePadding()}. */
    public Pool2dGeometry withStrides(int strideHeight, int strideWidth) {
        return with(strideHeight, strideWidth, padTop, padBottom, padLeft, padRight, dilationHeight, dilationWidth);
    }

    /** The same with other borders. */
    public Pool2dGeometry withPadding(int padTop, int padBottom, int padLeft, int padRight) {
        return with(strideHeight, strideWidth, padTop, padBottom, padLeft, padRight, dilationHeight, dilationWidth);
    }

    /**
     * The same with the borders that make {@code outHeight = ceil(height / strideHeight)}, and the width likewise. An
     * odd border is larger at the bottom and at the right, as in Keras.
     */
    public Pool2dGeometry withSamePadding() {
        int vertical = Checks.samePadding(height, poolHeight, strideHeight, dilationHeight);
        int horizontal = Checks.samePadding(width, poolWidth, strideWidth, dilationWidth);
        return withPadding(vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
    }

    /** The same with other dilations. Set them before {@link #withSamePadding()}. */
    public Pool2dGeometry withDilation(int dilationHeight, int dilationWidth) {
        return with(strideHeight, strideWidth, padTop, padBottom, padLeft, padRight, dilationHeight, dilationWidth);
    }

    /** The same with {@link Rounding#CEIL}. */
    public Pool2dGeometry withCeilMode() {
        return new Pool2dGeometry(
                batch,
                height,
                width,
                channels,
                poolHeight,
                poolWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                Rounding.CEIL);
    }

    /** Rows of an output image. */
    public int outHeight() {
        return windows(height, poolHeight, strideHeight, padTop, padBottom, dilationHeight, rounding == Rounding.CEIL);
    }

    /** Columns of an output image. */
    public int outWidth() {
        return windows(width, poolWidth, strideWidth, padLeft, padRight, dilationWidth, rounding == Rounding.CEIL);
    }

    /** Elements of the input tensor. */
    public int inputSize() {
        return batch * height * width * channels;
    }

    /** Elements of the output tensor. */
    public int outputSize() {
        return batch * outHeight() * outWidth() * channels;
    }

    /** Taps of a window: {@code poolHeight * poolWidth}. */
    public int taps() {
        return poolHeight * poolWidth;
    }

    private Pool2dGeometry with(
            int strideHeight,
            int strideWidth,
            int padTop,
            int padBottom,
            int padLeft,
            int padRight,
            int dilationHeight,
            int dilationWidth) {
        return new Pool2dGeometry(
                batch,
                height,
                width,
                channels,
                poolHeight,
                poolWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                rounding);
    }

    private static int windows(int extent, int size, int stride, int before, int after, int dilation, boolean ceil) {
        int inside = Checks.windows(extent, size, stride, before, after, dilation);
        return ceil ? Windows.ceilMode(inside, extent, size, stride, before, after, dilation) : inside;
    }
}
