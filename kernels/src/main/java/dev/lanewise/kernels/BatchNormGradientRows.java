package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;

/**
 * The loops of {@link BatchNormGradient} over {@code n} elements. Constants are mean, slope, dBeta / rows and scale, a period
 * each: in registers for runs of four vectors, which are half as many instructions, or read again for each vector.
 *
 * <p>The relu has loops of its own: a flag in one loop for both, in a VM where both occur, makes runs take 1.05 to 1.4 times
 * as long, and rows up to 2 times (Zen 5, JDK 25.0.3).
 */
final class BatchNormGradientRows {

    /** Vectors of a run. */
    static final int VECTORS = 4;

    private BatchNormGradientRows() {}

    /** Whole runs of {@link #VECTORS} vectors. */
    static void runs(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, float[] constants, int n) {
        FloatVector mean0 = fromArray(F32, constants, 0);
        FloatVector mean1 = fromArray(F32, constants, LANES);
        FloatVector mean2 = fromArray(F32, constants, 2 * LANES);
        FloatVector mean3 = fromArray(F32, constants, 3 * LANES);
        FloatVector slope0 = fromArray(F32, constants, 4 * LANES);
        FloatVector slope1 = fromArray(F32, constants, 5 * LANES);
        FloatVector slope2 = fromArray(F32, constants, 6 * LANES);
        FloatVector slope3 = fromArray(F32, constants, 7 * LANES);
        FloatVector dyMean0 = fromArray(F32, constants, 8 * LANES);
        FloatVector dyMean1 = fromArray(F32, constants, 9 * LANES);
        FloatVector dyMean2 = fromArray(F32, constants, 10 * LANES);
        FloatVector dyMean3 = fromArray(F32, constants, 11 * LANES);
        FloatVector scale0 = fromArray(F32, constants, 12 * LANES);
        FloatVector scale1 = fromArray(F32, constants, 13 * LANES);
        FloatVector scale2 = fromArray(F32, constants, 14 * LANES);
        FloatVector scale3 = fromArray(F32, constants, 15 * LANES);
        for (int end = xAt + n, step = VECTORS * LANES; xAt < end; xAt += step, dyAt += step, dxAt += step) {
            lanes(fromArray(F32, x, xAt), fromArray(F32, dy, dyAt), mean0, slope0, dyMean0, scale0)
                    .intoArray(dx, dxAt);
            lanes(fromArray(F32, x, xAt + LANES), fromArray(F32, dy, dyAt + LANES), mean1, slope1, dyMean1, scale1)
                    .intoArray(dx, dxAt + LANES);
            lanes(
                            fromArray(F32, x, xAt + 2 * LANES),
                            fromArray(F32, dy, dyAt + 2 * LANES),
                            mean2,
                            slope2,
                            dyMean2,
                            scale2)
                    .intoArray(dx, dxAt + 2 * LANES);
            lanes(
                            fromArray(F32, x, xAt + 3 * LANES),
                            fromArray(F32, dy, dyAt + 3 * LANES),
                            mean3,
                            slope3,
                            dyMean3,
                            scale3)
                    .intoArray(dx, dxAt + 3 * LANES);
        }
    }

    /** {@link #runs} where x is the output of a relu. */
    static void runsThroughRelu(
            float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, float[] constants, int n) {
        FloatVector mean0 = fromArray(F32, constants, 0);
        FloatVector mean1 = fromArray(F32, constants, LANES);
        FloatVector mean2 = fromArray(F32, constants, 2 * LANES);
        FloatVector mean3 = fromArray(F32, constants, 3 * LANES);
        FloatVector slope0 = fromArray(F32, constants, 4 * LANES);
        FloatVector slope1 = fromArray(F32, constants, 5 * LANES);
        FloatVector slope2 = fromArray(F32, constants, 6 * LANES);
        FloatVector slope3 = fromArray(F32, constants, 7 * LANES);
        FloatVector dyMean0 = fromArray(F32, constants, 8 * LANES);
        FloatVector dyMean1 = fromArray(F32, constants, 9 * LANES);
        FloatVector dyMean2 = fromArray(F32, constants, 10 * LANES);
        FloatVector dyMean3 = fromArray(F32, constants, 11 * LANES);
        FloatVector scale0 = fromArray(F32, constants, 12 * LANES);
        FloatVector scale1 = fromArray(F32, constants, 13 * LANES);
        FloatVector scale2 = fromArray(F32, constants, 14 * LANES);
        FloatVector scale3 = fromArray(F32, constants, 15 * LANES);
        for (int end = xAt + n, step = VECTORS * LANES; xAt < end; xAt += step, dyAt += step, dxAt += step) {
            FloatVector v0 = fromArray(F32, x, xAt);
            throughRelu(v0, lanes(v0, fromArray(F32, dy, dyAt), mean0, slope0, dyMean0, scale0))
                    .intoArray(dx, dxAt);
            FloatVector v1 = fromArray(F32, x, xAt + LANES);
            throughRelu(v1, lanes(v1, fromArray(F32, dy, dyAt + LANES), mean1, slope1, dyMean1, scale1))
                    .intoArray(dx, dxAt + LANES);
            FloatVector v2 = fromArray(F32, x, xAt + 2 * LANES);
            throughRelu(v2, lanes(v2, fromArray(F32, dy, dyAt + 2 * LANES), mean2, slope2, dyMean2, scale2))
                    .intoArray(dx, dxAt + 2 * LANES);
            FloatVector v3 = fromArray(F32, x, xAt + 3 * LANES);
            throughRelu(v3, lanes(v3, fromArray(F32, dy, dyAt + 3 * LANES), mean3, slope3, dyMean3, scale3))
                    .intoArray(dx, dxAt + 3 * LANES);
        }
    }

    /** Any rows, with constants for {@code n} elements and more. */
    static void rows(
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

    /** {@link #rows} where x is the output of a relu: what {@link Relu#backward} would make of it. */
    static void rowsThroughRelu(
            float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, float[] constants, int period, int n) {
        int i = 0;
        for (int end = F32.loopBound(n); i < end; i += LANES) {
            FloatVector mean = fromArray(F32, constants, i);
            FloatVector slope = fromArray(F32, constants, period + i);
            FloatVector dyMean = fromArray(F32, constants, 2 * period + i);
            FloatVector scale = fromArray(F32, constants, 3 * period + i);
            FloatVector v = fromArray(F32, x, xAt + i);
            throughRelu(v, lanes(v, fromArray(F32, dy, dyAt + i), mean, slope, dyMean, scale))
                    .intoArray(dx, dxAt + i);
        }
        for (; i < n; i++) {
            dx[dxAt + i] = x[xAt + i] > 0f ? scalar(x[xAt + i], dy[dyAt + i], constants, period, i) : 0f;
        }
    }

    private static FloatVector lanes(
            FloatVector x, FloatVector dy, FloatVector mean, FloatVector slope, FloatVector dyMean, FloatVector scale) {
        return x.sub(mean).fma(slope, dy.sub(dyMean).mul(scale));
    }

    private static FloatVector throughRelu(FloatVector x, FloatVector gradient) {
        return FloatVector.zero(F32).blend(gradient, x.compare(GT, 0f));
    }

    private static float scalar(float x, float dy, float[] constants, int period, int i) {
        float centred = (dy - constants[2 * period + i]) * constants[3 * period + i];
        return Math.fma(x - constants[i], constants[period + i], centred);
    }
}
