/** The threads that share a call. */
@NullMarked
package dev.lanewise.kernels.internal.parallel;

import org.jspecify.annotations.NullMarked;
