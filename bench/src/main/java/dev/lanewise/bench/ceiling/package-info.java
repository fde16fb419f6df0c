/** What this machine can do at most: arithmetic and bandwidth, measured with the kernels' own loops. */
@NullMarked
package dev.lanewise.bench.ceiling;

import org.jspecify.annotations.NullMarked;
