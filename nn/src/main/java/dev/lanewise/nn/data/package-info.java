/**
 * Samples to train and evaluate on.
 *
 * <p>A {@link dev.lanewise.nn.data.Dataset} holds samples of one shape, each with a class label or a vector of target
 * values, and copies any of them into a batch. Reading is a pure function of the index: datasets keep no position, may
 * be read from several threads, and leave order and shuffling to the trainer.
 */
@NullMarked
package dev.lanewise.nn.data;

import org.jspecify.annotations.NullMarked;
