/** The one copy that transposes: matrices, and channels of images. */
@NullMarked
package dev.lanewise.kernels.internal.transpose;

import org.jspecify.annotations.NullMarked;
