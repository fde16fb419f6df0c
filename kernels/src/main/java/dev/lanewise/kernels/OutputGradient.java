package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;

/**
 * The gradient by the output of a batch normalisation, as its two backward passes read it, range by range: an array of
 * the caller, or, where a max-pooling follows, rows that are made from the pooling's gradient whenever they are read.
 * Making them twice in the cache is cheaper than to write and read them once in memory.
 */
final class OutputGradient {

    private static final Recycler<OutputGradient> RECYCLER = new Recycler<>(OutputGradient::new);

    private static final float[] NO_FLOATS = {};
    private static final byte[] NO_BYTES = {};
    private static final Pool2dGeometry NO_GEOMETRY = Pool2dGeometry.of(0, 1, 1, 1, 1, 1);

    private float[] dy = NO_FLOATS;
    private int dyOff;
    private Pool2dGeometry g = NO_GEOMETRY;
    private byte[] argmax = NO_BYTES;
    private int argmaxOff;
    private boolean pooled;

    /** The elements of {@code dy} from {@code dyOff} on. */
    static OutputGradient of(float[] dy, int dyOff) {
        OutputGradient gradient = RECYCLER.take();
        gradient.dy = dy;
        gradient.dyOff = dyOff;
        gradient.pooled = false;
        return gradient;
    }

    /** What {@link MaxPool2d#backward} would make of {@code dy}. */
    static OutputGradient pooled(Pool2dGeometry g, float[] dy, int dyOff, byte[] argmax, int argmaxOff) {
        OutputGradient gradient = of(dy, dyOff);
        gradient.g = g;
        gradient.argmax = argmax;
        gradient.argmaxOff = argmaxOff;
        gradient.pooled = true;
        return gradient;
    }

    /** An array with the elements {@code from .. to - 1}, the first of them at {@link #offset}; {@link #give} it back. */
    float[] take(int from, int to) {
        if (!pooled) {
            return dy;
        }
        int rowSize = g.width() * g.channels();
        int fromRow = from / rowSize;
        int toRow = Math.ceilDiv(to, rowSize);
        float[] rows = CacheLines.take((toRow - fromRow) * rowSize);
        PoolRows call = PoolRows.of(g)
                .from(dy, dyOff, g.outputSize())
                .argmax(argmax, argmaxOff)
                .to(rows, CacheLines.FIRST - fromRow * rowSize);
        PoolBackward.span(call, from, to);
        call.release();
        return rows;
    }

    /** Where in the array that {@link #take} returned element {@code from} is. */
    int offset(int from) {
        return pooled ? CacheLines.FIRST + from % (g.width() * g.channels()) : dyOff + from;
    }

    void give(float[] taken) {
        if (pooled) {
            Scratch.give(taken);
        }
    }

    void release() {
        dy = NO_FLOATS;
        g = NO_GEOMETRY;
        argmax = NO_BYTES;
        RECYCLER.give(this);
    }
}
