package dev.lanewise.kernels.internal;

/**
 * One dimension of a sliding window: which of its taps lie in the image, and which windows see a pixel. Window
 * {@code o} starts at {@code o * stride - before}; its tap {@code k} lies {@code k * dilation} further on. The sizes
 * have passed {@link Checks#window}.
 */
public final class Windows {

    private Windows() {}

    /** First tap that is not before the image, for a window that starts at {@code start}; at most {@code size}. */
    public static int firstTap(int start, int size, int dilation) {
        return start >= 0 ? 0 : Math.min(size, Math.ceilDiv(-start, dilation));
    }

    /** One past the last tap that is not behind the image of {@code extent} pixels; at least 0. */
    public static int endTap(int start, int extent, int size, int dilation) {
        int room = extent - start;
        if (room > (size - 1) * dilation) {
            return size;
        }
        return room <= 0 ? 0 : Math.ceilDiv(room, dilation);
    }

    /** First of {@code windows} windows that reaches {@code pixel}; at most {@code windows}. */
    public static int firstWindow(int pixel, int windows, int size, int stride, int before, int dilation) {
        int past = pixel + before - (size - 1) * dilation;
        return past <= 0 ? 0 : Math.min(windows, Math.ceilDiv(past, stride));
    }

    /** One past the last of {@code windows} windows that do not start behind {@code pixel}. */
    public static int endWindow(int pixel, int windows, int stride, int before) {
        return Math.clamp(Math.floorDiv(pixel + before, stride) + 1, 0, windows);
    }

    /** The greatest number that divides both a stride and a dilation. */
    public static int commonDivisor(int stride, int dilation) {
        return dilation == 0 ? stride : commonDivisor(dilation, stride % dilation);
    }

    /**
     * Number of windows when the last one may reach beyond the padding, given the {@code inside} ones that do not: one
     * more if pixels are left over, and if it starts before the end of the image.
     */
    public static int ceilMode(int inside, int extent, int size, int stride, int before, int after, int dilation) {
        long covered = (inside - 1L) * stride + (size - 1L) * dilation + 1;
        boolean leftOver = covered < (long) extent + before + after;
        return leftOver && (long) inside * stride < (long) extent + before ? inside + 1 : inside;
    }
}
