/**
 * Losses: a number for each sample or output, whose mean is what training lowers, and its gradient.
 *
 * <p>The gradient is that of the mean over the batch. A mean is a sum in double precision in a fixed order, divided once.
 */
@NullMarked
package dev.lanewise.nn.losses;

import org.jspecify.annotations.NullMarked;
