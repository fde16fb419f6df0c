/** Convolutions whose result is weights: the gradient by them. */
@NullMarked
package dev.lanewise.kernels.internal.conv.weights;

import org.jspecify.annotations.NullMarked;
