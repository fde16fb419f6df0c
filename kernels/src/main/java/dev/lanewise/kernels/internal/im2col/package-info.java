/** Patches of images copied to the rows of a matrix, and added back from there. */
@NullMarked
package dev.lanewise.kernels.internal.im2col;

import org.jspecify.annotations.NullMarked;
