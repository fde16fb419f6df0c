package dev.lanewise.kernels.internal;

import org.jspecify.annotations.Nullable;

/**
 * Argument checks of the public kernels, in {@code long} arithmetic and in one vocabulary: the message names the
 * argument, what was expected and what was received. Every public kernel calls them before its first write.
 */
public final class Checks {

    private Checks() {}

    /** The exception of this vocabulary, for conditions that no other method covers. */
    public static IllegalArgumentException error(String name, String expected, Object received) {
        return new IllegalArgumentException(name + ": expected " + expected + ", got " + received);
    }

    /** Requires {@code value >= 0}. */
    public static void nonNegative(String name, int value) {
        if (value < 0) {
            throw error(name, "a value >= 0", value);
        }
    }

    /** Requires {@code value > 0}. */
    public static void positive(String name, long value) {
        if (value <= 0) {
            throw error(name, "a value > 0", value);
        }
    }

    /** Requires a finite {@code value > 0}. */
    public static void positive(String name, float value) {
        if (!(value > 0f && value < Float.POSITIVE_INFINITY)) {
            throw error(name, "a finite value > 0", value);
        }
    }

    /** Requires {@code 0 <= value < count}. */
    public static void index(String name, int value, int count) {
        if (value < 0 || value >= count) {
            throw error(name, "a value in [0, " + count + ")", value);
        }
    }

    /** Requires {@code count} class labels in {@code [0, classes)}. */
    public static void labels(int[] labels, int offset, int count, int classes) {
        vector("labels", labels, offset, count);
        for (int i = 0; i < count; i++) {
            int label = labels[offset + i];
            if (label < 0 || label >= classes) {
                throw error("labels[" + (offset + i) + "]", "a class in [0, " + classes + ")", label);
            }
        }
    }

    /** Requires a finite {@code value >= 0}. */
    public static void nonNegative(String name, float value) {
        if (!(value >= 0f && value < Float.POSITIVE_INFINITY)) {
            throw error(name, "a finite value >= 0", value);
        }
    }

    /** Requires {@code |value| < infinity}. */
    public static void finite(String name, float value) {
        if (!Float.isFinite(value)) {
            throw error(name, "a finite value", value);
        }
    }

    /** Requires {@code count} finite elements from {@code offset} on. */
    public static void finite(String name, float[] array, int offset, long count) {
        vector(name, array, offset, count);
        for (int i = offset; i - offset < count; i++) {
            if (!Float.isFinite(array[i])) {
                throw error(name + "[" + i + "]", "a finite value", array[i]);
            }
        }
    }

    /** Requires {@code low <= value < high}; NaN is refused. */
    public static void halfOpen(String name, float value, float low, float high) {
        if (!(value >= low && value < high)) {
            throw error(name, "a value in [" + low + ", " + high + ")", value);
        }
    }

    /** Requires {@code low <= value <= high}; NaN is refused. */
    public static void closed(String name, float value, float low, float high) {
        if (!(value >= low && value <= high)) {
            throw error(name, "a value in [" + low + ", " + high + "]", value);
        }
    }

    /** Requires that {@code array} holds {@code count} elements from {@code offset} on. */
    public static void vector(String name, float @Nullable [] array, int offset, long count) {
        Platform.requireVectorModule();
        span(name, array == null ? -1 : array.length, offset, count);
    }

    /** Requires that {@code array} holds {@code count} elements from {@code offset} on. */
    public static void vector(String name, double @Nullable [] array, int offset, long count) {
        Platform.requireVectorModule();
        span(name, array == null ? -1 : array.length, offset, count);
    }

    /** Requires that {@code array} holds {@code count} elements from {@code offset} on. */
    public static void vector(String name, int @Nullable [] array, int offset, long count) {
        Platform.requireVectorModule();
        span(name, array == null ? -1 : array.length, offset, count);
    }

    /** Requires that {@code array} holds {@code count} elements from {@code offset} on. */
    public static void vector(String name, long @Nullable [] array, int offset, long count) {
        Platform.requireVectorModule();
        span(name, array == null ? -1 : array.length, offset, count);
    }

    /** Requires that {@code array} holds {@code count} elements from {@code offset} on. */
    public static void vector(String name, byte @Nullable [] array, int offset, long count) {
        Platform.requireVectorModule();
        span(name, array == null ? -1 : array.length, offset, count);
    }

    /**
     * Requires that {@code array} holds a row-major matrix: {@code rows x cols} elements from {@code offset} on, rows
     * {@code ld} elements apart, {@code ld >= max(1, cols)}.
     */
    public static void matrix(String name, float @Nullable [] array, int offset, int rows, int cols, int ld) {
        Platform.requireVectorModule();
        if (ld < Math.max(1, cols)) {
            throw error("ld of " + name, "at least max(1, columns) = " + Math.max(1, cols), ld);
        }
        span(name, array == null ? -1 : array.length, offset, extent(rows, cols, ld));
    }

    /** Elements from the first to the last of a row-major matrix whose rows are {@code ld} elements apart. */
    public static long extent(int rows, int cols, int ld) {
        return rows == 0 || cols == 0 ? 0 : (rows - 1L) * ld + cols;
    }

    /**
     * Requires that two spans of one array are either the same span or do not meet: a kernel may work in place, but not
     * on a shifted copy of its own input.
     */
    public static void sameOrDisjoint(String name, float[] a, int aOff, long aCount, float[] b, int bOff, long bCount) {
        if (a == b && aOff != bOff) {
            disjoint(name, a, aOff, aCount, b, bOff, bCount);
        }
    }

    /** Requires that two spans do not meet. */
    public static void disjoint(String name, float[] a, int aOff, long aCount, float[] b, int bOff, long bCount) {
        if (a == b && aCount > 0 && bCount > 0 && aOff < bOff + bCount && bOff < aOff + aCount) {
            throw error(
                    name,
                    "no overlap with the elements " + bOff + " to " + (bOff + bCount - 1) + " of the same array",
                    "elements " + aOff + " to " + (aOff + aCount - 1));
        }
    }

    /** A workspace size as an {@code int}. */
    public static int workspace(long floats) {
        if (floats > Integer.MAX_VALUE) {
            throw error("workspace", "fewer than 2^31 floats (split the batch)", floats);
        }
        return (int) floats;
    }

    /** Requires {@code least <= stride < 2^31}. */
    public static void stride(String name, long stride, long least) {
        if (stride < least || stride > Integer.MAX_VALUE) {
            throw error(name, "a value in [" + least + ", 2^31)", stride);
        }
    }

    /** Requires {@code value} to be a multiple of {@code divisor}. */
    public static void multiple(String name, int value, String divisorName, int divisor) {
        if (value % divisor != 0) {
            throw error(name, "a multiple of " + divisorName + " = " + divisor, value);
        }
    }

    /** Number of elements of a matrix whose sizes are at least 0. */
    public static long elements(int rows, int cols) {
        nonNegative("rows", rows);
        nonNegative("cols", cols);
        return (long) rows * cols;
    }

    /** Requires a tensor of {@code d0 * d1 * d2 * d3} elements, each factor at least 0, to fit into an array. */
    public static void elements(String name, int d0, int d1, int d2, int d3) {
        long count = Math.multiplyHigh((long) d0 * d1, (long) d2 * d3) == 0 ? (long) d0 * d1 * d2 * d3 : Long.MAX_VALUE;
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw error(name, "fewer than 2^31 elements", d0 + " x " + d1 + " x " + d2 + " x " + d3);
        }
    }

    /** Requires a sliding window of {@code size} taps that fits into {@code extent} padded elements. */
    public static void window(String name, int extent, int size, int stride, int before, int after, int dilation) {
        positive("stride of " + name, stride);
        positive("dilation of " + name, dilation);
        nonNegative("padding before " + name, before);
        nonNegative("padding after " + name, after);
        long reach = (size - 1L) * dilation + 1;
        long padded = (long) extent + before + after;
        if (reach > padded || padded > Integer.MAX_VALUE) {
            throw error("padded " + name, "a value in [" + reach + " (the window's reach), 2^31)", padded);
        }
    }

    /** Number of positions of a sliding window that {@link #window} has accepted. */
    public static int windows(int extent, int size, int stride, int before, int after, int dilation) {
        return (extent + before + after - (size - 1) * dilation - 1) / stride + 1;
    }

    /** Padding, both ends together, that gives {@code ceil(extent / stride)} positions. */
    public static int samePadding(int extent, int size, int stride, int dilation) {
        long positions = (extent + stride - 1L) / stride;
        return (int) Math.max(0, (positions - 1) * stride + (size - 1L) * dilation + 1 - extent);
    }

    private static void span(String name, int length, int offset, long count) {
        if (length < 0) {
            throw error(name, "an array", "null");
        }
        if (offset < 0) {
            throw error("offset of " + name, "a value >= 0", offset);
        }
        if (count < 0 || offset + count > length) {
            throw error(
                    name, "at least offset " + offset + " + " + count + " elements", "an array of length " + length);
        }
    }
}
