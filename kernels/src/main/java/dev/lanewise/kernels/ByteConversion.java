package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.I8;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.elementwise.Ranges;
import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.parallel.IndexedTask;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;

/** Unsigned bytes, as images hold them, to floats. */
public final class ByteConversion {

    private static final Recycler<Task> TASKS = new Recycler<>(Task::new);

    private ByteConversion() {}

    /**
     * {@code dst[i] = scale * (src[i] & 255) + shift}, rounded once; {@code scale = 1/255f, shift = 0} maps to [0, 1].
     *
     * @param parallelism threads to use
     * @param n number of elements
     * @param src unsigned bytes, {@code n} from {@code srcOff}
     * @param srcOff first element of {@code src}
     * @param scale factor
     * @param shift addend
     * @param dst result
     * @param dstOff first element of {@code dst}
     * @throws IllegalArgumentException if {@code n < 0} or an array is too short
     */
    public static void bytesToFloats(
            Parallelism parallelism, int n, byte[] src, int srcOff, float scale, float shift, float[] dst, int dstOff) {
        Checks.nonNegative("n", n);
        Checks.vector("src", src, srcOff, n);
        Checks.vector("dst", dst, dstOff, n);
        if (n <= Ranges.CHUNK) {
            range(src, srcOff, scale, shift, dst, dstOff, n);
            return;
        }
        Task task = TASKS.take();
        task.n = n;
        task.src = src;
        task.srcOff = srcOff;
        task.scale = scale;
        task.shift = shift;
        task.dst = dst;
        task.dstOff = dstOff;
        try {
            parallelism.pool().run((int) ((n + (long) Ranges.CHUNK - 1) / Ranges.CHUNK), task);
        } finally {
            task.src = Task.NO_BYTES;
            task.dst = Task.NO_FLOATS;
            TASKS.give(task);
        }
    }

    /** Loads as many bytes as a byte vector has, at 128 bits twice those it converts, so the last load ends inside. */
    private static void range(byte[] src, int srcOff, float scale, float shift, float[] dst, int dstOff, int n) {
        int i = 0;
        for (int last = n - I8.length(); i <= last; i += LANES) {
            lanes(ByteVector.fromArray(I8, src, srcOff + i), scale, shift).intoArray(dst, dstOff + i);
        }
        for (; i < n; i++) {
            dst[dstOff + i] = Math.fma(scale, src[srcOff + i] & 0xFF, shift);
        }
    }

    private static FloatVector lanes(ByteVector bytes, float scale, float shift) {
        FloatVector values =
                (FloatVector) bytes.convertShape(ZERO_EXTEND_B2I, I32, 0).convertShape(I2F, F32, 0);
        return values.lanewise(FMA, FloatVector.broadcast(F32, scale), FloatVector.broadcast(F32, shift));
    }

    private static final class Task implements IndexedTask {
        static final byte[] NO_BYTES = {};
        static final float[] NO_FLOATS = {};

        private byte[] src = NO_BYTES;
        private float[] dst = NO_FLOATS;
        private int srcOff;
        private int dstOff;
        private int n;
        private float scale;
        private float shift;

        @Override
        public void run(int index) {
            int from = index * Ranges.CHUNK;
            range(src, srcOff + from, scale, shift, dst, dstOff + from, Math.min(n - from, Ranges.CHUNK));
        }
    }
}
