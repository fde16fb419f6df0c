/**
 * What all kernels share: the vector width, the argument checks, and the windows of an image. Not for users.
 *
 * <pre>
 *   parallel        threads
 *   memory          borrowed buffers, cache lines
 *   elementwise     loops over elements, rows and parameters
 *   math            functions of one element, a vector at a time
 *   reduce          sums and extremes
 *   softmax         softmax and cross-entropy
 *   transpose       the one copy that transposes
 *   tile            register tiles of products, and the packing that they read
 *   gemm            matrix products, matrix times vector
 *   im2col          patches copied to a matrix, and back
 *   conv            the window of a convolution
 *     depthwise     a window for each channel
 *     data          forward, and the gradient by the input
 *     weights       the gradient by the weights
 * </pre>
 *
 * <p>No package depends on one that depends on it.
 */
@NullMarked
package dev.lanewise.kernels.internal;

import org.jspecify.annotations.NullMarked;
