/** Convolutions whose result is images: forward, and the gradient by the input. */
@NullMarked
package dev.lanewise.kernels.internal.conv.data;

import org.jspecify.annotations.NullMarked;
