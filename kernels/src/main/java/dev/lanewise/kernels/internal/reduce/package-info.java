/** Sums and extremes of rows and columns, in the order that every vector width and number of threads keeps. */
@NullMarked
package dev.lanewise.kernels.internal.reduce;

import org.jspecify.annotations.NullMarked;
