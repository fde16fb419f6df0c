/** Loops over elements, rows and parameters, cut into chunks for the threads. */
@NullMarked
package dev.lanewise.kernels.internal.elementwise;

import org.jspecify.annotations.NullMarked;
