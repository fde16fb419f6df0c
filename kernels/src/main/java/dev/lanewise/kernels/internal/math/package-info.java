/** Functions of one element, a vector at a time: the formula, its source and its bound in ulp are with each. */
@NullMarked
package dev.lanewise.kernels.internal.math;

import org.jspecify.annotations.NullMarked;
