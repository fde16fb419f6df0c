/**
 * SIMD neural-network kernels in plain Java on the Vector API: matrix multiplication, convolution, normalisation,
 * dropout, pooling, activations, losses and optimiser steps, forward and backward, on {@code float[]}.
 */
@SuppressWarnings("module") // bench is compiled later
module dev.lanewise.kernels {
    requires jdk.incubator.vector;
    requires static org.jspecify;

    exports dev.lanewise.kernels;
    exports dev.lanewise.kernels.internal to
            dev.lanewise.bench;
}
