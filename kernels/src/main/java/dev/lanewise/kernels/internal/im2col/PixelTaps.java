package dev.lanewise.kernels.internal.im2col;

import dev.lanewise.kernels.internal.Windows;

/**
 * One dimension of an im2col matrix, seen from the pixels: where each pixel was copied to.
 *
 * <p>A pixel's copies are {@link #count} elements of the matrix, {@link #step} apart: the next window that sees it is some
 * windows further, at a tap some taps less. Mutable, so that it can be used again.
 */
public final class PixelTaps {

    private int[] first = {};
    private int[] count = {};
    private int step;

    /** A table of nothing. */
    public PixelTaps() {}

    /**
     * Fills the table for {@code extent} pixels and {@code windows} windows of {@code size} taps, as in {@link Windows}; in
     * the matrix, windows lie {@code windowStep} apart and taps {@code tapStep}.
     */
    public void set(
            int extent, int windows, int size, int stride, int before, int dilation, int windowStep, int tapStep) {
        if (first.length < extent) {
            first = new int[extent];
            count = new int[extent];
        }
        int common = Windows.commonDivisor(stride, dilation);
        int nextWindow = dilation / common;
        step = nextWindow * windowStep - stride / common * tapStep;
        if (step == 0) {
            step = 1; // no pixel has two copies: they would lie in one place
        }
        for (int pixel = 0; pixel < extent; pixel++) {
            int o = Windows.firstWindow(pixel, windows, size, stride, before, dilation);
            int end = Windows.endWindow(pixel, windows, stride, before);
            while (o < end && (pixel + before - o * stride) % dilation != 0) {
                o++;
            }
            first[pixel] = o * windowStep + (pixel + before - o * stride) / dilation * tapStep;
            count[pixel] = Math.max(0, Math.ceilDiv(end - o, nextWindow));
        }
    }

    /** Place of the copy of {@code pixel} in the first window that sees it. */
    public int first(int pixel) {
        return first[pixel];
    }

    /** Place of the copy of {@code pixel} in the last window that sees it, if one does. */
    public int last(int pixel) {
        return first[pixel] + (count[pixel] - 1) * step;
    }

    /** Number of windows that see {@code pixel}. */
    public int count(int pixel) {
        return count[pixel];
    }

    /** From one copy of a pixel to the next; not 0. */
    public int step() {
        return step;
    }
}
