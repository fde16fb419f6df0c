/**
 * Samples to train and evaluate on.
 *
 * <p>A {@link dev.lanewise.nn.data.Dataset} holds samples of one shape, each with a class label or a vector of target
 * values, and copies any of them into a batch. Reading is a pure function of the index: datasets keep no position, may
 * be read from several threads, and leave order, shuffling and augmentation to the trainer. An {@link
 * dev.lanewise.nn.data.Augmentation} says how images are changed at random before they are trained on.
 */
@NullMarked
package dev.lanewise.nn.data;

import org.jspecify.annotations.NullMarked;
