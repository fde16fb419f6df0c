/** The window of a convolution over images: where the elements of a patch lie. */
@NullMarked
package dev.lanewise.kernels.internal.conv;

import org.jspecify.annotations.NullMarked;
