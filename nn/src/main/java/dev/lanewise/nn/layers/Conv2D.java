package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.internal.Require;

/**
 * Convolution of images: {@code y[oh][ow][f] = activation(bias[f] + sum over kh, kw, c of
 * x[oh * stride + kh * dilation - pad][ow * stride + kw * dilation - pad][c] * weights[kh][kw][c][f])}.
 *
 * <p>Input {@code (height, width, channels)}, output {@code (outHeight, outWidth, filters)}. Parameters, trained:
 * {@code weights (kernelHeight, kernelWidth, channels / groups, filters)}, {@code bias (filters)}.
 */
public final class Conv2D extends Convolution<Conv2D> {

    private final int filters;
    private int groups = 1;

    /** A square window, without activation function. */
    public Conv2D(int filters, int kernelSize) {
        this(filters, kernelSize, kernelSize);
    }

    /** A square window with an activation function. */
    public Conv2D(int filters, int kernelSize, ActivationFunction activation) {
        this(filters, kernelSize, kernelSize);
        activation(activation);
    }

    /** A window of any shape, without activation function. */
    public Conv2D(int filters, int kernelHeight, int kernelWidth) {
        super(kernelHeight, kernelWidth);
        this.filters = Require.positive("filters", filters);
    }

    /** Cuts the channels into groups, each of which sees its own part of the input only; 1 by default. */
    public Conv2D groups(int number) {
        requireUnbuilt();
        groups = Require.positive("groups", number);
        return this;
    }

    @Override
    Conv2D self() {
        return this;
    }

    @Override
    int outChannels(int inChannels) {
        return filters;
    }

    @Override
    int channelGroups(int inChannels) {
        return groups;
    }

    @Override
    Initializer.Fans fans(Conv2dGeometry image) {
        int window = image.kernelHeight() * image.kernelWidth();
        return new Initializer.Fans(image.patchSize(), window * filters);
    }
}
