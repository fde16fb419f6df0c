package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.ColumnSum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradient by {@code x} once the sums are known, in one pass:
 *
 * <pre>
 *   dx = (dy - dBeta / rows - xHat * dGamma / rows) * scale         scale = gamma / sqrt(variance + epsilon)
 *      = fma(x - mean, slope, (dy - dBeta / rows) * scale)          slope = -scale / sqrt(variance + epsilon) * dGamma / rows
 * </pre>
 *
 * <p>What is the same in all rows of dy leaves exactly 0.
 */
final class BatchNormGradient extends ChannelMap {

    private static final Recycler<BatchNormGradient> CALLS = new Recycler<>(BatchNormGradient::new);

    private static final int CONSTANTS = 4;

    /** With fewer chunks of the bias gradient for a thread, it is summed in a pass of its own. */
    private static final int CHUNKS_PER_THREAD = 4;

    /** Elements whose gradient is made, and of dx that are summed, at a time, about: they stay in the first-level cache. */
    private static final int PART = 1 << 13;

    private float @Nullable [] x;
    private int xOff;
    private EpilogueGradient before = EpilogueGradient.none();
    private @Nullable OutputGradient dy;
    private float @Nullable [] dx;
    private int dxOff;

    /** Mean, slope, dBeta / rows, scale, a period each. */
    private float @Nullable [] constants;

    /** Sums dx by columns as it is written, for the gradient by a bias. */
    private @Nullable ColumnSum columns;

    static void run(
            Parallelism parallelism,
            int rows,
            int channels,
            float[] x,
            int xOff,
            EpilogueGradient before,
            OutputGradient dy,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float[] gamma,
            int gammaOff,
            float epsilon,
            double[] sums,
            int sumsOff,
            float[] dx,
            int dxOff) {
        BatchNormGradient call = CALLS.take();
        call.shape(rows, channels, BatchNormGradientRows.VECTORS);
        int period = call.period;
        float[] constants = Scratch.take(CONSTANTS * period);
        for (int c = 0; c < channels && rows > 0; c++) {
            double inverse = BatchNorm.inverseDeviation(variance[varianceOff + c], epsilon);
            double scale = gamma[gammaOff + c] * inverse;
            constants[c] = mean[meanOff + c];
            constants[period + c] = (float) (-scale * inverse * sums[sumsOff + channels + c] / rows);
            constants[2 * period + c] = (float) (sums[sumsOff + c] / rows);
            constants[3 * period + c] = (float) scale;
        }
        for (int k = 0; k < CONSTANTS; k++) {
            call.repeat(constants, k * period, channels);
        }
        call.x = x;
        call.xOff = xOff;
        call.before = before;
        call.dy = dy;
        call.dx = dx;
        call.dxOff = dxOff;
        call.constants = constants;
        try {
            call.run(parallelism, rows, channels, dx);
        } finally {
            call.columns = null;
            call.x = null;
            call.before = EpilogueGradient.none();
            call.dy = null;
            call.dx = null;
            call.constants = null;
            CALLS.give(call);
            Scratch.give(constants);
        }
    }

    /** The pass; the tasks sum the bias gradient too where its chunks are enough for the threads. */
    private void run(Parallelism parallelism, int rows, int channels, float[] dx) {
        if (!before.hasBias()) {
            run(parallelism);
        } else if (n == 0) {
            Arrays.fill(before.dBias(), before.dBiasOff(), before.dBiasOff() + channels, 0f);
        } else {
            ColumnSum sum = ColumnSum.borrow(rows, channels);
            int threads = parallelism.threads();
            if (threads == 1 || sum.chunks() >= CHUNKS_PER_THREAD * threads) {
                columns = sum;
                run(parallelism, sum.chunkElements());
            } else {
                run(parallelism);
                sum.addAll(parallelism.pool(), dx, dxOff);
            }
            sum.finish(dx, dxOff, before.dBias(), before.dBiasOff());
        }
    }

    /** From the last task to the first: the end of x is still in the cache, where the sums before left it. */
    @Override
    void run(WorkerPool pool, int tasks) {
        pool.runDescending(tasks, this);
    }

    @Override
    void range(int from, int to) {
        ColumnSum sum = columns;
        if (sum != null) {
            partsWithSums(sum, from, to);
            return;
        }
        int size = period * Math.max(1, PART / period);
        for (int at = from; at < to; at += size) {
            part(at, Math.min(at + size, to));
        }
    }

    /** One chunk of the sums, in parts that stay in the cache. */
    @SuppressWarnings("NullAway") // the array is set for as long as the call runs
    private void partsWithSums(ColumnSum sum, int from, int to) {
        int chunk = from / sum.chunkElements();
        int end = Math.min(to, sum.elements());
        int size = sum.step() * Math.max(1, PART / sum.step());
        if (from < end) {
            sum.clear(chunk);
        }
        for (int at = from; at < end; at += size) {
            int count = Math.min(end - at, size);
            part(at, at + count);
            sum.add(chunk, dx, dxOff + at, count);
        }
        if (Math.max(from, end) < to) {
            part(Math.max(from, end), to);
        }
    }

    @SuppressWarnings("NullAway") // the arrays are set for as long as the call runs
    private void part(int from, int to) {
        float[] gradient = dy.take(from, to);
        int gradientAt = dy.offset(from) - from;
        int runsEnd = endInRegisters(from, to);
        if (before.hasRelu()) {
            BatchNormGradientRows.runsThroughRelu(
                    x, xOff + from, gradient, gradientAt + from, dx, dxOff + from, constants, runsEnd - from);
        } else {
            BatchNormGradientRows.runs(
                    x, xOff + from, gradient, gradientAt + from, dx, dxOff + from, constants, runsEnd - from);
        }
        for (int at = runsEnd; at < to; at += period) {
            int count = Math.min(to - at, period);
            if (before.hasRelu()) {
                BatchNormGradientRows.rowsThroughRelu(
                        x, xOff + at, gradient, gradientAt + at, dx, dxOff + at, constants, period, count);
            } else {
                BatchNormGradientRows.rows(
                        x, xOff + at, gradient, gradientAt + at, dx, dxOff + at, constants, period, count);
            }
        }
        dy.give(gradient);
    }
}
