package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.parallel.Recycler;
import dev.lanewise.kernels.internal.parallel.Scratch;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** {@code y = fma(x - mean, gamma / sqrt(variance + epsilon), beta)}, in one pass. */
final class BatchNormNormalize extends ChannelMap {

    private static final Recycler<BatchNormNormalize> CALLS = new Recycler<>(BatchNormNormalize::new);

    private static final int CONSTANTS = 3;

    private float @Nullable [] x;
    private int xOff;
    private float @Nullable [] y;
    private int yOff;

    /** Mean, scale and beta, a period each. */
    private float @Nullable [] constants;

    static void run(
            Parallelism parallelism,
            int rows,
            int channels,
            float[] x,
            int xOff,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float[] gamma,
            int gammaOff,
            float[] beta,
            int betaOff,
            float epsilon,
            float[] y,
            int yOff) {
        BatchNormNormalize call = CALLS.take();
        call.shape(rows, channels);
        float[] constants = Scratch.take(CONSTANTS * call.period);
        for (int c = 0; c < channels && rows > 0; c++) {
            double inverse = BatchNorm.inverseDeviation(variance[varianceOff + c], epsilon);
            constants[c] = mean[meanOff + c];
            constants[call.period + c] = (float) (gamma[gammaOff + c] * inverse);
            constants[2 * call.period + c] = beta[betaOff + c];
        }
        for (int k = 0; k < CONSTANTS; k++) {
            call.repeat(constants, k * call.period, channels);
        }
        call.x = x;
        call.xOff = xOff;
        call.y = y;
        call.yOff = yOff;
        call.constants = constants;
        try {
            call.run(parallelism);
        } finally {
            call.x = null;
            call.y = null;
            call.constants = null;
            CALLS.give(call);
            Scratch.give(constants);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // the arrays are set for as long as the call runs
    void run(int at, int count) {
        row(x, xOff + at, y, yOff + at, constants, period, count);
    }

    private static void row(float[] x, int xAt, float[] y, int yAt, float[] constants, int period, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            FloatVector mean = fromArray(F32, constants, i);
            FloatVector scale = fromArray(F32, constants, period + i);
            FloatVector beta = fromArray(F32, constants, 2 * period + i);
            lanes(fromArray(F32, x, xAt + i), mean, scale, beta).intoArray(y, yAt + i);
        }
        for (; i < n; i++) {
            float centred = x[xAt + i] - constants[i];
            y[yAt + i] = Math.fma(centred, constants[period + i], constants[2 * period + i]);
        }
    }

    private static FloatVector lanes(FloatVector x, FloatVector mean, FloatVector scale, FloatVector beta) {
        return x.sub(mean).fma(scale, beta);
    }
}
