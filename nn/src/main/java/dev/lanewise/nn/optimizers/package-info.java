/**
 * Optimizers: how parameters follow their gradients, with Keras' formulas and defaults.
 *
 * <p>All parameters to train lie one behind the other, so a step is a single pass over them and the optimizer's state.
 */
@NullMarked
package dev.lanewise.nn.optimizers;

import org.jspecify.annotations.NullMarked;
