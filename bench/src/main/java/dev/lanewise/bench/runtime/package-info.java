/** What surrounds the kernels: the cost of a parallel region, and the time until a kernel is fast. */
@NullMarked
package dev.lanewise.bench.runtime;

import org.jspecify.annotations.NullMarked;
