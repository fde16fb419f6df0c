package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * The shape of a two-dimensional convolution: NHWC images, weights
 * {@code [kernelHeight, kernelWidth, inChannels / groups, outChannels]}.
 *
 * <p>Output pixel {@code (oh, ow)} reads input rows {@code oh * strideHeight - padTop + kh * dilationHeight} for
 * {@code 0 <= kh < kernelHeight}, and columns likewise; what lies outside the image is zero. Group {@code q} of the
 * outputs reads group {@code q} of the inputs; a depthwise convolution has {@code groups = inChannels}.
 *
 * @param batch images, at least 0
 * @param height rows of an input image
 * @param width columns of an input image
 * @param inChannels channels of an input pixel, a multiple of {@code groups}
 * @param outChannels channels of an output pixel, a multiple of {@code groups}
 * @param kernelHeight rows of the window
 * @param kernelWidth columns of the window
 * @param strideHeight input rows from one output row to the next
 * @param strideWidth input columns from one output column to the next
 * @param padTop zero rows above the image
 * @param padBottom zero rows below the image
 * @param padLeft zero columns left of the image
 * @param padRight zero columns right of the image
 * @param dilationHeight input rows from one window row to the next
 * @param dilationWidth input columns from one window column to the next
 * @param groups independent parts that the channels are cut into
 */
public record Conv2dGeometry(
        int batch,
        int height,
        int width,
        int inChannels,
        int outChannels,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padBottom,
        int padLeft,
        int padRight,
        int dilationHeight,
        int dilationWidth,
        int groups) {

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException if a size is out of range, the channels are no multiple of {@code groups}, the
     *     window does not fit into the padded image, or a tensor would have 2^31 elements or more
     */
    public Conv2dGeometry {
        Checks.nonNegative("batch", batch);
        Checks.positive("height", height);
        Checks.positive("width", width);
        Checks.positive("inChannels", inChannels);
        Checks.positive("outChannels", outChannels);
        Checks.positive("kernelHeight", kernelHeight);
        Checks.positive("kernelWidth", kernelWidth);
        Checks.window("height", height, kernelHeight, strideHeight, padTop, padBottom, dilationHeight);
        Checks.window("width", width, kernelWidth, strideWidth, padLeft, padRight, dilationWidth);
        Checks.positive("groups", groups);
        Checks.multiple("inChannels", inChannels, "groups", groups);
        Checks.multiple("outChannels", outChannels, "groups", groups);
        int outHeight = Checks.windows(height, kernelHeight, strideHeight, padTop, padBottom, dilationHeight);
        int outWidth = Checks.windows(width, kernelWidth, strideWidth, padLeft, padRight, dilationWidth);
        Checks.elements("input", batch, height, width, inChannels);
        Checks.elements("output", batch, outHeight, outWidth, outChannels);
        Checks.elements("weights", kernelHeight, kernelWidth, inChannels / groups, outChannels);
    }

    /** A convolution with stride 1, no padding, no dilation and one group. */
    public static Conv2dGeometry of(
            int batch, int height, int width, int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
        return new Conv2dGeometry(
                batch, height, width, inChannels, outChannels, kernelHeight, kernelWidth, 1, 1, 0, 0, 0, 0, 1, 1, 1);
    }

    /**
     * A convolution with stride 1, no dilation, one group, and the borders that make the output as large as the input:
     * the start for images smaller than the window, which {@link #of} refuses.
     */
    public static Conv2dGeometry same(
            int batch, int height, int width, int inChannels, int outChannels, int kernelHeight, int kernelWidth) {
        Checks.positive("kernelHeight", kernelHeight);
        Checks.positive("kernelWidth", kernelWidth);
        int top = (kernelHeight - 1) / 2;
        int left = (kernelWidth - 1) / 2;
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                1,
                1,
                top,
                kernelHeight - 1 - top,
                left,
                kernelWidth - 1 - left,
                1,
                1,
                1);
    }

    /** The same with another batch. */
    public Conv2dGeometry withBatch(int batch) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /** The same with other strides. Set them before {@link #withSamePadding()}. */
    public Conv2dGeometry withStrides(int strideHeight, int strideWidth) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /** The same with other zero borders. */
    public Conv2dGeometry withPadding(int padTop, int padBottom, int padLeft, int padRight) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /**
     * The same with the borders that make {@code outHeight = ceil(height / strideHeight)}, and the width likewise. An
     * odd border is larger at the bottom and at the right, as in Keras.
     */
    public Conv2dGeometry withSamePadding() {
        int vertical = Checks.samePadding(height, kernelHeight, strideHeight, dilationHeight);
        int horizontal = Checks.samePadding(width, kernelWidth, strideWidth, dilationWidth);
        return withPadding(vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
    }

    /** The same with other dilations. Set them before {@link #withSamePadding()}. */
    public Conv2dGeometry withDilation(int dilationHeight, int dilationWidth) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /** The same with another number of groups. */
    public Conv2dGeometry withGroups(int groups) {
        return new Conv2dGeometry(
                batch,
                height,
                width,
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padTop,
                padBottom,
                padLeft,
                padRight,
                dilationHeight,
                dilationWidth,
                groups);
    }

    /** Rows of an output image. */
    public int outHeight() {
        return Checks.windows(height, kernelHeight, strideHeight, padTop, padBottom, dilationHeight);
    }

    /** Columns of an output image. */
    public int outWidth() {
        return Checks.windows(width, kernelWidth, strideWidth, padLeft, padRight, dilationWidth);
    }

    /** Elements of the input tensor. */
    public int inputSize() {
        return batch * height * width * inChannels;
    }

    /** Elements of the output tensor. */
    public int outputSize() {
        return batch * outHeight() * outWidth() * outChannels;
    }

    /** Elements of the weights. */
    public int weightsSize() {
        return kernelHeight * kernelWidth * (inChannels / groups) * outChannels;
    }

    /** Output pixels of the whole batch: the rows of the im2col matrix. */
    public int outPixels() {
        return batch * outHeight() * outWidth();
    }

    /** Elements that one output element sums over: {@code kernelHeight * kernelWidth * inChannels / groups}. */
    public int patchSize() {
        return kernelHeight * kernelWidth * (inChannels / groups);
    }

    /** Whether any border is padded. */
    public boolean padded() {
        return (padTop | padBottom | padLeft | padRight) != 0;
    }
}
