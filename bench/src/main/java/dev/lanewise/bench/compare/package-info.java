/** Two runs side by side: which benchmarks changed, how sure that is, and what the machine's own noise is. */
@NullMarked
package dev.lanewise.bench.compare;

import org.jspecify.annotations.NullMarked;
