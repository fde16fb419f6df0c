/** Buffers that calls borrow, so that a kernel in steady state allocates nothing, and where the cache lines of an array begin. */
@NullMarked
package dev.lanewise.kernels.internal.memory;

import org.jspecify.annotations.NullMarked;
