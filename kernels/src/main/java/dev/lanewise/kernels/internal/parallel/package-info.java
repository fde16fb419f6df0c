/** The threads, and what lets a call use them without allocating. Not for users. */
@NullMarked
package dev.lanewise.kernels.internal.parallel;

import org.jspecify.annotations.NullMarked;
