/**
 * The model: {@link dev.lanewise.nn.Sequential}, its {@link dev.lanewise.nn.Layer layers}, and what they are made of.
 *
 * <p><b>Data.</b> A {@link dev.lanewise.nn.Tensor} is a row-major span of a {@code float[]}; images are NHWC (channels
 * last). The {@link dev.lanewise.nn.Shape} of a layer's input or output is that of one sample; the batch comes on top.
 *
 * <p><b>Numbers.</b> The same model, data and seed give the same bits for any number of threads, any vector width and
 * any CPU.
 *
 * <p><b>Memory.</b> A model is planned once for a batch size: activations, gradients and workspaces are laid out up
 * front, and a step allocates nothing.
 *
 * <p><b>Errors.</b> A model that cannot work is refused when it is built or planned, before any step: the
 * {@link java.lang.IllegalArgumentException} names the layer, what was expected and what came.
 */
@NullMarked
package dev.lanewise.nn;

import org.jspecify.annotations.NullMarked;
