/**
 * The kernels.
 *
 * <p><b>Data.</b> Row-major {@code float[]} with an offset and sizes, all in elements; images are NHWC (channels last),
 * convolution weights {@code [kernelHeight, kernelWidth, inChannels, outChannels]}, dense weights {@code [in, out]}.
 * Outputs and workspaces belong to the caller; the size of a workspace is a public method beside the kernel.
 *
 * <p><b>Numbers.</b> The same inputs give the same bits for any {@link dev.lanewise.kernels.Parallelism}, any vector
 * width and any CPU. A gradient argument is overwritten unless its kernel says that it accumulates.
 *
 * <p><b>Errors.</b> Arguments are checked before the first write; an {@link java.lang.IllegalArgumentException} names
 * the argument, what was expected and what was received.
 *
 * <p><b>Threads.</b> Every kernel may be called from any number of threads at once, as long as no two calls write the
 * same elements. In steady state a kernel allocates nothing.
 */
@NullMarked
package dev.lanewise.kernels;

import org.jspecify.annotations.NullMarked;
