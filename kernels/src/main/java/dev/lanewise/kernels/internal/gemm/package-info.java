/** Matrix products, batches of them, and matrix times vector: which way a product goes, and its cuts. */
@NullMarked
package dev.lanewise.kernels.internal.gemm;

import org.jspecify.annotations.NullMarked;
