/**
 * First values of parameters.
 *
 * <p>Random values are a pure function of (seed, stream, element), one stream a parameter: the same on every machine,
 * and a parameter keeps its values when another changes its size. The variance scaling rules are those of Keras.
 */
@NullMarked
package dev.lanewise.nn.initializers;

import org.jspecify.annotations.NullMarked;
