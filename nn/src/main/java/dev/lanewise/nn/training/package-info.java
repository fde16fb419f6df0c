/**
 * Training: a {@link dev.lanewise.nn.training.Trainer} fits a model to a dataset, evaluates it and predicts.
 *
 * <p><b>Bits.</b> A run is a pure function of the model's parameters, the optimizer's state, the data, the seed and the
 * batch size: the number of threads, the vector width, the CPU, and evaluations in between change nothing. The order of
 * samples is a function of (seed, epoch); dropout one of (seed, layer, step); augmentation one of (seed, epoch, sample).
 *
 * <p><b>Checks.</b> Everything that can be known is checked before the first step: shapes, kinds of targets, labels out
 * of range, an empty dataset, samples to be augmented that are no images, a last batch too small for batch normalisation.
 */
@NullMarked
package dev.lanewise.nn.training;

import org.jspecify.annotations.NullMarked;
