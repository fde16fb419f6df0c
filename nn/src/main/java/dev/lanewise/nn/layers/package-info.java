/**
 * The layers, in Keras' vocabulary and with Keras' defaults.
 *
 * <p>Images are {@code (height, width, channels)}. Optional settings are chained after the constructor, before the layer
 * becomes part of a model: {@code new Conv2D(32, 3).activation(Activations.RELU).padding(Padding.SAME)}. Each layer
 * documents its formula, the shapes it takes and gives, and its parameters: name, shape, and whether they are trained.
 *
 * <p>Layers call kernels and compute nothing themselves.
 */
@NullMarked
package dev.lanewise.nn.layers;

import org.jspecify.annotations.NullMarked;
