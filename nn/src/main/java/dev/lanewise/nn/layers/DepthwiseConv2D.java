package dev.lanewise.nn.layers;

import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.internal.Require;

/**
 * Convolution of each channel by itself: a {@link Conv2D} with as many groups as channels. Channel {@code c} gives the
 * outputs {@code c * depthMultiplier .. (c + 1) * depthMultiplier - 1}.
 *
 * <p>Input {@code (height, width, channels)}, output {@code (outHeight, outWidth, channels * depthMultiplier)}.
 * Parameters, trained: {@code weights (kernelHeight, kernelWidth, 1, channels * depthMultiplier)}, {@code bias (channels
 * * depthMultiplier)}.
 */
public final class DepthwiseConv2D extends Convolution<DepthwiseConv2D> {

    private int depthMultiplier = 1;

    /** A square window, without activation function. */
    public DepthwiseConv2D(int kernelSize) {
        this(kernelSize, kernelSize);
    }

    /** A square window with an activation function. */
    public DepthwiseConv2D(int kernelSize, ActivationFunction activation) {
        this(kernelSize, kernelSize);
        activation(activation);
    }

    /** A window of any shape, without activation function. */
    public DepthwiseConv2D(int kernelHeight, int kernelWidth) {
        super(kernelHeight, kernelWidth);
    }

    /** Sets the number of outputs a channel; 1 by default. */
    public DepthwiseConv2D depthMultiplier(int multiplier) {
        requireUnbuilt();
        depthMultiplier = Require.positive("depthMultiplier", multiplier);
        return this;
    }

    @Override
    DepthwiseConv2D self() {
        return this;
    }

    @Override
    int outChannels(int inChannels) {
        return Math.multiplyExact(inChannels, depthMultiplier);
    }

    @Override
    int channelGroups(int inChannels) {
        return inChannels;
    }

    /** As Keras reckons them, from weights of shape {@code (kernelHeight, kernelWidth, channels, depthMultiplier)}. */
    @Override
    Initializer.Fans fans(Conv2dGeometry image) {
        int window = image.kernelHeight() * image.kernelWidth();
        return new Initializer.Fans(window * image.inChannels(), window * depthMultiplier);
    }
}
