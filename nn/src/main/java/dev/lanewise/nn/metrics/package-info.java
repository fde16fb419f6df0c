/**
 * Metrics: numbers that describe how good a model is, averaged over the samples of an epoch or a dataset.
 *
 * <p>Sums are kept in double precision in the order of the samples, so a metric has the same bits for any number of
 * threads.
 */
@NullMarked
package dev.lanewise.nn.metrics;

import org.jspecify.annotations.NullMarked;
