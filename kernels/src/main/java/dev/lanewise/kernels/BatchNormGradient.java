package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.internal.ColumnSum;
import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
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

    /** Elements of dx that are summed at a time, about. */
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
        call.shape(rows, channels);
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
        if (sum == null) {
            part(from, to);
        } else {
            partsWithSums(sum, from, to);
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
        for (int at = from; at < to; at += period) {
            int count = Math.min(to - at, period);
            if (before.hasRelu()) {
                rowThroughRelu(x, xOff + at, gradient, gradientAt + at, dx, dxOff + at, constants, period, count);
            } else {
                row(x, xOff + at, gradient, gradientAt + at, dx, dxOff + at, constants, period, count);
            }
        }
        dy.give(gradient);
    }

    private static void row(
            float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, float[] constants, int period, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            FloatVector mean = fromArray(F32, constants, i);
            FloatVector slope = fromArray(F32, constants, period + i);
            FloatVector dyMean = fromArray(F32, constants, 2 * period + i);
            FloatVector scale = fromArray(F32, constants, 3 * period + i);
            lanes(fromArray(F32, x, xAt + i), fromArray(F32, dy, dyAt + i), mean, slope, dyMean, scale)
                    .intoArray(dx, dxAt + i);
        }
        for (; i < n; i++) {
            dx[dxAt + i] = scalar(x[xAt + i], dy[dyAt + i], constants, period, i);
        }
    }

    /** {@link #row} where x is the output of a relu: what {@link Relu#backward} would make of it. */
    private static void rowThroughRelu(
            float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, float[] constants, int period, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            FloatVector mean = fromArray(F32, constants, i);
            FloatVector slope = fromArray(F32, constants, period + i);
            FloatVector dyMean = fromArray(F32, constants, 2 * period + i);
            FloatVector scale = fromArray(F32, constants, 3 * period + i);
            FloatVector v = fromArray(F32, x, xAt + i);
            FloatVector gradient = lanes(v, fromArray(F32, dy, dyAt + i), mean, slope, dyMean, scale);
            FloatVector.zero(F32).blend(gradient, v.compare(GT, 0f)).intoArray(dx, dxAt + i);
        }
        for (; i < n; i++) {
            dx[dxAt + i] = x[xAt + i] > 0f ? scalar(x[xAt + i], dy[dyAt + i], constants, period, i) : 0f;
        }
    }

    private static FloatVector lanes(
            FloatVector x, FloatVector dy, FloatVector mean, FloatVector slope, FloatVector dyMean, FloatVector scale) {
        return x.sub(mean).fma(slope, dy.sub(dyMean).mul(scale));
    }

    private static float scalar(float x, float dy, float[] constants, int period, int i) {
        float centred = (dy - constants[2 * period + i]) * constants[3 * period + i];
        return Math.fma(x - constants[i], constants[period + i], centred);
    }
}
