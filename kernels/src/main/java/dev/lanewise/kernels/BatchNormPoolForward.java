package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.memory.CacheLines;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * Normalise, pool and perhaps drop, band by band: the normalised rows of a band stay in the cache, and only the maxima
 * go to memory. A band lies within an image; rows that two bands share are normalised twice.
 */
final class BatchNormPoolForward implements IndexedTask {

    /** Normalised elements of a band: they stay in the first-level cache. */
    private static final int BAND = 1 << 12;

    private static final Recycler<BatchNormPoolForward> CALLS = new Recycler<>(BatchNormPoolForward::new);

    private static final BatchNormNormalize NO_NORMALIZE = new BatchNormNormalize();
    private static final float[] NO_FLOATS = {};
    private static final byte[] NO_BYTES = {};
    private static final long[] NO_LONGS = {};
    private static final Pool2dGeometry NO_GEOMETRY = Pool2dGeometry.of(0, 1, 1, 1, 1, 1);

    private Pool2dGeometry g = NO_GEOMETRY;
    private BatchNormNormalize normalize = NO_NORMALIZE;
    private float[] y = NO_FLOATS;
    private int yOff;
    private byte[] argmax = NO_BYTES;
    private int argmaxOff;
    private boolean hasArgmax;
    private long[] mask = NO_LONGS;
    private int maskOff;
    private float scale;
    private int band;
    private int bands;

    static BatchNormPoolForward of(Pool2dGeometry g, BatchNormNormalize normalize, float[] y, int yOff) {
        BatchNormPoolForward call = CALLS.take();
        call.g = g;
        call.normalize = normalize;
        call.y = y;
        call.yOff = yOff;
        call.hasArgmax = false;
        int rowSize = Math.max(1, g.width() * g.channels() * g.strideHeight());
        call.band = Math.clamp(BAND / rowSize, 1, g.outHeight());
        call.bands = Math.ceilDiv(g.outHeight(), call.band);
        return call;
    }

    BatchNormPoolForward argmax(byte[] argmax, int argmaxOff) {
        this.argmax = argmax;
        this.argmaxOff = argmaxOff;
        hasArgmax = true;
        return this;
    }

    /** Drops the maxima that have no bit in the mask. */
    BatchNormPoolForward drop(float rate, long[] mask, int maskOff) {
        this.mask = mask;
        this.maskOff = maskOff;
        scale = Dropout.scale(rate);
        return this;
    }

    void run(Parallelism parallelism) {
        try {
            parallelism.pool().run(Math.multiplyExact(g.batch(), bands), this);
        } finally {
            normalize.release();
            normalize = NO_NORMALIZE;
            g = NO_GEOMETRY;
            y = NO_FLOATS;
            argmax = NO_BYTES;
            mask = NO_LONGS;
            CALLS.give(this);
        }
    }

    @Override
    public void run(int index) {
        int image = index / bands;
        int fromRow = index % bands * band;
        int toRow = Math.min(fromRow + band, g.outHeight());
        int first = Math.max(0, fromRow * g.strideHeight() - g.padTop());
        int lastTap = (toRow - 1) * g.strideHeight() - g.padTop() + (g.poolHeight() - 1) * g.dilationHeight();
        int end = Math.max(first, Math.min(g.height(), lastTap + 1));
        int rowSize = g.width() * g.channels();
        int from = (image * g.height() + first) * rowSize;
        int to = (image * g.height() + end) * rowSize;
        float[] buffer = CacheLines.take(to - from);
        normalize.write(from, to, buffer, CacheLines.FIRST - from);
        PoolRows call = PoolRows.of(g).from(buffer, CacheLines.FIRST - from, to).to(y, yOff);
        if (hasArgmax) {
            call.argmax(argmax, argmaxOff);
        }
        MaxPool2d.forwardRows(call, image * g.outHeight() + fromRow, image * g.outHeight() + toRow);
        call.release();
        if (mask != NO_LONGS) {
            int maxima = g.outWidth() * g.channels();
            int start = (image * g.outHeight() + fromRow) * maxima;
            Dropout.select(mask, maskOff, start, scale, y, yOff + start, y, yOff + start, (toRow - fromRow) * maxima);
        }
        Scratch.give(buffer);
    }
}
