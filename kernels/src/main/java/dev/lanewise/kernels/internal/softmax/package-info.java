/** Softmax, its logarithm and cross-entropy, by rows. */
@NullMarked
package dev.lanewise.kernels.internal.softmax;

import org.jspecify.annotations.NullMarked;
