package dev.lanewise.nn;

import dev.lanewise.nn.internal.Require;
import java.util.Arrays;

/**
 * Spans of one float array, sized first and placed afterwards. Each begins where a cache line does if the array begins
 * in a heap region of its own, as large arrays do: an object header takes 16 bytes, 4 floats, of the first line.
 */
final class Regions {

    private static final int LINE = 16;
    private static final int FIRST = LINE - 4;

    private long[] sizes = new long[16];
    private int[] offsets = {};
    private int count;
    private int length;

    /** A new region of at least {@code size} floats; returns its number. */
    int add(long size) {
        if (count == sizes.length) {
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        sizes[count] = size;
        return count++;
    }

    /** Makes a region at least {@code size} floats long. */
    void require(int region, long size) {
        sizes[region] = Math.max(sizes[region], size);
    }

    /**
     * Settles the offsets and returns the length of the array.
     *
     * @throws IllegalArgumentException if it reaches 2^31 floats
     */
    int place(String what) {
        offsets = new int[count];
        long end = FIRST;
        for (int i = 0; i < count; i++) {
            offsets[i] = (int) Math.min(end, Integer.MAX_VALUE);
            end += (sizes[i] + LINE - 1) / LINE * LINE;
        }
        if (end > Integer.MAX_VALUE - LINE) {
            throw Require.error(what, "fewer than 2^31 floats", end);
        }
        length = (int) end;
        return length;
    }

    /** {@code size}, at least 1, rounded up to whole cache lines. */
    static int lines(int size) {
        return Math.toIntExact((Math.max(size, 1L) + LINE - 1) / LINE * LINE);
    }

    /** Number of regions. */
    int count() {
        return count;
    }

    /** Elements from the first of region {@code from} to the first of region {@code to}, or to the end of the array. */
    int span(int from, int to) {
        return (to == count ? length : offsets[to]) - (from == 0 ? 0 : offsets[from]);
    }

    /** The first element of a region that has been placed. */
    int offset(int region) {
        return offsets[region];
    }
}
