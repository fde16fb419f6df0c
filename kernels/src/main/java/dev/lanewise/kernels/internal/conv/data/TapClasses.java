package dev.lanewise.kernels.internal.conv.data;

import dev.lanewise.kernels.internal.Windows;

/**
 * Along one axis of an image, which taps of the window lead from a position of the result to which position of what is read.
 *
 * <p>Forward, tap r of output position x reads {@code x stride - pad + r dilation}, if that lies inside. For the gradient by the
 * input, tap r of the turned window reaches position x from output position {@code (x + pad - (taps - 1 - r) dilation) /
 * stride}, if that divides and lies inside. The taps of a position are {@code first, first + step, ...}, what they read
 * {@code start, start + advance, ...}; positions with the same taps form a class. At the borders fewer taps are left, and the
 * classes of a gradient are the phases of its stride: so nothing is computed that is known to be zero.
 *
 * <p>Mutable, because a call keeps one and fills it again: a kernel in steady state allocates nothing.
 */
final class TapClasses {

    /** Taps from one tap of a position to the next. */
    int step;
    /** Positions that are read, from one tap to the next. */
    int advance;
    /** Whether neighbours of a class start at neighbouring positions, and their taps lead to neighbours. */
    boolean neighbours;
    /** Number of classes. */
    int classes;
    /** Number of (position, tap) pairs. */
    long pairs;

    private int[] start = new int[0];
    private int[] classOf = new int[0];
    private int[] members = new int[0];
    private int[] memberFrom = new int[1];
    private int[] first = new int[0];
    private int[] count = new int[0];

    /** Takes an axis of {@code size} output positions over {@code inSize} positions of the input. */
    void setForward(int size, int inSize, int taps, int stride, int dilation, int pad) {
        reset(size);
        step = 1;
        advance = dilation;
        neighbours = stride == 1 && dilation == 1;
        for (int x = 0; x < size; x++) {
            int left = x * stride - pad;
            int lowest = Windows.firstTap(left, taps, dilation);
            int found = Math.max(0, Windows.endTap(left, inSize, taps, dilation) - lowest);
            start[x] = left + lowest * dilation;
            take(x, lowest, found);
        }
        sortMembers(size);
    }

    /** Takes an axis of {@code size} positions of the input, read by {@code outSize} windows. */
    void setBackward(int size, int outSize, int taps, int stride, int dilation, int pad) {
        reset(size);
        int common = Windows.commonDivisor(stride, dilation);
        step = stride / common;
        advance = dilation / common;
        neighbours = stride == 1 && dilation == 1;
        for (int x = 0; x < size; x++) {
            int lowest = 0;
            int found = 0;
            for (int r = 0; r < taps; r++) {
                int distance = x + pad - (taps - 1 - r) * dilation;
                if (distance >= 0 && distance % stride == 0 && distance / stride < outSize) {
                    if (found++ == 0) {
                        lowest = r;
                        start[x] = distance / stride;
                    }
                }
            }
            take(x, lowest, found);
        }
        sortMembers(size);
    }

    private void reset(int size) {
        if (classOf.length < size) {
            start = new int[size];
            classOf = new int[size];
            members = new int[size];
            memberFrom = new int[size + 1];
            first = new int[size];
            count = new int[size];
        }
        classes = 0;
        pairs = 0;
    }

    private void take(int x, int lowest, int found) {
        pairs += found;
        classOf[x] = classFor(found == 0 ? 0 : lowest, found);
    }

    private int classFor(int lowest, int found) {
        for (int i = 0; i < classes; i++) {
            if (first[i] == lowest && count[i] == found) {
                return i;
            }
        }
        first[classes] = lowest;
        count[classes] = found;
        return classes++;
    }

    private void sortMembers(int size) {
        int at = 0;
        for (int i = 0; i < classes; i++) {
            memberFrom[i] = at;
            for (int x = 0; x < size; x++) {
                if (classOf[x] == i) {
                    members[at++] = x;
                }
            }
        }
        memberFrom[classes] = at;
    }

    /** Positions of class i. */
    int size(int i) {
        return memberFrom[i + 1] - memberFrom[i];
    }

    /** Position number {@code n} of class i. */
    int member(int i, int n) {
        return members[memberFrom[i] + n];
    }

    /** Taps of each position of class i. */
    int taps(int i) {
        return count[i];
    }

    /** Tap number {@code n} of class i, of the turned window where that of a gradient is. */
    int tap(int i, int n) {
        return first[i] + n * step;
    }

    /** What the first tap of position x reads. */
    int start(int x) {
        return start[x];
    }
}
