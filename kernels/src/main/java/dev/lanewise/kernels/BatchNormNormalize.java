package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import jdk.incubator.vector.FloatVector;

/** {@code y = fma(x - mean, gamma / sqrt(variance + epsilon), beta)}, in one pass. */
final class BatchNormNormalize extends ChannelMap {

    private static final Recycler<BatchNormNormalize> CALLS = new Recycler<>(BatchNormNormalize::new);

    private static final int CONSTANTS = 3;

    /** Vectors of a run whose constants stay in registers: 24 of 32. */
    private static final int VECTORS = 8;

    private static final float[] NONE = {};

    private float[] x = NONE;
    private int xOff;
    private float[] y = NONE;
    private int yOff;

    /** Mean, scale and beta, a period each. */
    private float[] constants = NONE;

    /** The pass, prepared; {@link #release} ends the loan. */
    static BatchNormNormalize of(
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
            float epsilon) {
        BatchNormNormalize call = CALLS.take();
        call.shape(rows, channels, VECTORS);
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
        call.constants = constants;
        return call;
    }

    /** Writes all of y. */
    void run(Parallelism parallelism, float[] y, int yOff) {
        this.y = y;
        this.yOff = yOff;
        run(parallelism);
    }

    void release() {
        Scratch.give(constants);
        x = NONE;
        y = NONE;
        constants = NONE;
        CALLS.give(this);
    }

    @Override
    void range(int from, int to) {
        write(from, to, y, yOff);
    }

    /** Writes {@code y[yOff + i]} for {@code from <= i < to}, whole rows. */
    void write(int from, int to, float[] y, int yOff) {
        int runsEnd = endInRegisters(from, to);
        runs(x, xOff + from, y, yOff + from, constants, runsEnd - from);
        for (int at = runsEnd; at < to; at += period) {
            row(x, xOff + at, y, yOff + at, constants, period, Math.min(to - at, period));
        }
    }

    /** Whole runs of {@link #VECTORS} vectors. */
    private static void runs(float[] x, int xAt, float[] y, int yAt, float[] constants, int n) {
        FloatVector mean0 = fromArray(F32, constants, 0);
        FloatVector mean1 = fromArray(F32, constants, LANES);
        FloatVector mean2 = fromArray(F32, constants, 2 * LANES);
        FloatVector mean3 = fromArray(F32, constants, 3 * LANES);
        FloatVector mean4 = fromArray(F32, constants, 4 * LANES);
        FloatVector mean5 = fromArray(F32, constants, 5 * LANES);
        FloatVector mean6 = fromArray(F32, constants, 6 * LANES);
        FloatVector mean7 = fromArray(F32, constants, 7 * LANES);
        FloatVector scale0 = fromArray(F32, constants, 8 * LANES);
        FloatVector scale1 = fromArray(F32, constants, 9 * LANES);
        FloatVector scale2 = fromArray(F32, constants, 10 * LANES);
        FloatVector scale3 = fromArray(F32, constants, 11 * LANES);
        FloatVector scale4 = fromArray(F32, constants, 12 * LANES);
        FloatVector scale5 = fromArray(F32, constants, 13 * LANES);
        FloatVector scale6 = fromArray(F32, constants, 14 * LANES);
        FloatVector scale7 = fromArray(F32, constants, 15 * LANES);
        FloatVector beta0 = fromArray(F32, constants, 16 * LANES);
        FloatVector beta1 = fromArray(F32, constants, 17 * LANES);
        FloatVector beta2 = fromArray(F32, constants, 18 * LANES);
        FloatVector beta3 = fromArray(F32, constants, 19 * LANES);
        FloatVector beta4 = fromArray(F32, constants, 20 * LANES);
        FloatVector beta5 = fromArray(F32, constants, 21 * LANES);
        FloatVector beta6 = fromArray(F32, constants, 22 * LANES);
        FloatVector beta7 = fromArray(F32, constants, 23 * LANES);
        for (int end = xAt + n; xAt < end; xAt += VECTORS * LANES, yAt += VECTORS * LANES) {
            lanes(fromArray(F32, x, xAt), mean0, scale0, beta0).intoArray(y, yAt);
            lanes(fromArray(F32, x, xAt + LANES), mean1, scale1, beta1).intoArray(y, yAt + LANES);
            lanes(fromArray(F32, x, xAt + 2 * LANES), mean2, scale2, beta2).intoArray(y, yAt + 2 * LANES);
            lanes(fromArray(F32, x, xAt + 3 * LANES), mean3, scale3, beta3).intoArray(y, yAt + 3 * LANES);
            lanes(fromArray(F32, x, xAt + 4 * LANES), mean4, scale4, beta4).intoArray(y, yAt + 4 * LANES);
            lanes(fromArray(F32, x, xAt + 5 * LANES), mean5, scale5, beta5).intoArray(y, yAt + 5 * LANES);
            lanes(fromArray(F32, x, xAt + 6 * LANES), mean6, scale6, beta6).intoArray(y, yAt + 6 * LANES);
            lanes(fromArray(F32, x, xAt + 7 * LANES), mean7, scale7, beta7).intoArray(y, yAt + 7 * LANES);
        }
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
