package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * Batch normalisation over the rows of a {@code rows x channels} matrix, which is an NHWC tensor with
 * {@code rows = batch * height * width}.
 *
 * <p>Conventions are those of Keras: the variance is biased (divided by {@code rows}), both for normalising and for the
 * moving average, and {@code momentum} weighs the old statistic. PyTorch differs in all three: its momentum weighs the
 * new one, and its running variance is unbiased.
 *
 * <p>A channel with a NaN or an infinity does not touch the others. One row is enough: its variance and its gradient
 * are 0. Where {@code variance + epsilon = 0}, results are NaN. The same bits for any threads and width.
 *
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe, Szegedy: Batch normalization (2015)</a>
 * @see <a href="https://doi.org/10.1080/00031305.1983.10483115">Chan, Golub, LeVeque: Algorithms for computing the
 *     sample variance (1983)</a>
 */
public final class BatchNorm {

    private static final int MAX_CHANNELS = 1 << 22;

    private BatchNorm() {}

    /**
     * Doubles in the workspace of {@link #moments} and {@link #backward}.
     *
     * @throws IllegalArgumentException if {@code rows < 0} or {@code channels} is not in [0, 2^22]
     */
    public static int workspaceSize(int rows, int channels) {
        checkSize(rows, channels);
        return ChannelReduction.workspaceSize(rows, channels);
    }

    /**
     * Mean and biased variance of each channel:
     * {@code mean[c] = sum over r of x[r][c] / rows, variance[c] = sum over r of (x[r][c] - mean[c])^2 / rows}.
     *
     * <p>Where all values of a channel are finite, its mean is within {@code 2^-17} deviations plus half an ulp, its
     * variance within {@code 2^-14} of itself plus {@code 2^-149}, whatever the mean, the magnitude, the order and the
     * number of rows; on random data the errors are some hundred times smaller. A variance beyond the float range is
     * infinite. A NaN or an infinity makes both statistics of its channel NaN or infinite. One pass over memory, in
     * float lanes around a running mean; partial results are doubles.
     *
     * @param parallelism threads to use
     * @param rows rows, at least 1
     * @param channels columns
     * @param x input, {@code rows x channels}, row-major, from {@code xOff}
     * @param xOff first element of {@code x}
     * @param mean receives the means, {@code channels} elements from {@code meanOff}
     * @param meanOff first element of {@code mean}
     * @param variance receives the variances, {@code channels} elements from {@code varianceOff}
     * @param varianceOff first element of {@code variance}
     * @param workspace overwritten, {@link #workspaceSize} elements from {@code workspaceOff}
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if {@code rows < 1}, {@code channels} is not in [0, 2^22], an array is too
     *     short, or {@code mean} and {@code variance} overlap
     */
    public static void moments(
            Parallelism parallelism,
            int rows,
            int channels,
            float[] x,
            int xOff,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            double[] workspace,
            int workspaceOff) {
        Checks.positive("rows", rows);
        checkMatrix("x", rows, channels, x, xOff);
        checkMoments(rows, channels, mean, meanOff, variance, varianceOff, workspace, workspaceOff);
        BatchNormMoments call = BatchNormMoments.start(rows, channels, x, xOff, workspace, workspaceOff);
        call.readAll(parallelism.pool());
        call.finish(mean, meanOff, variance, varianceOff);
    }

    /**
     * Moves both statistics towards those of a batch: {@code moving = momentum * moving + (1 - momentum) * batch},
     * evaluated in double and rounded once.
     *
     * @param channels number of channels
     * @param momentum weight of the old statistic, in [0, 1]
     * @param batchMean means of the batch
     * @param batchMeanOff first element of {@code batchMean}
     * @param batchVariance variances of the batch
     * @param batchVarianceOff first element of {@code batchVariance}
     * @param movingMean moving means, updated
     * @param movingMeanOff first element of {@code movingMean}
     * @param movingVariance moving variances, updated
     * @param movingVarianceOff first element of {@code movingVariance}
     * @throws IllegalArgumentException if {@code channels < 0}, {@code momentum} is not in [0, 1], or an array is too
     *     short
     */
    public static void updateMoving(
            int channels,
            float momentum,
            float[] batchMean,
            int batchMeanOff,
            float[] batchVariance,
            int batchVarianceOff,
            float[] movingMean,
            int movingMeanOff,
            float[] movingVariance,
            int movingVarianceOff) {
        Checks.nonNegative("channels", channels);
        Checks.closed("momentum", momentum, 0f, 1f);
        Checks.vector("batchMean", batchMean, batchMeanOff, channels);
        Checks.vector("batchVariance", batchVariance, batchVarianceOff, channels);
        Checks.vector("movingMean", movingMean, movingMeanOff, channels);
        Checks.vector("movingVariance", movingVariance, movingVarianceOff, channels);
        for (int c = 0; c < channels; c++) {
            movingMean[movingMeanOff + c] = moved(momentum, movingMean[movingMeanOff + c], batchMean[batchMeanOff + c]);
            movingVariance[movingVarianceOff + c] =
                    moved(momentum, movingVariance[movingVarianceOff + c], batchVariance[batchVarianceOff + c]);
        }
    }

    /**
     * {@code y[r][c] = (x[r][c] - mean[c]) * gamma[c] / sqrt(variance[c] + epsilon) + beta[c]}: with the moments of the
     * batch in training, with the moving statistics in inference.
     *
     * <p>The difference is taken first, so a large mean costs no digits; then one {@code fma} with
     * {@code gamma / sqrt(variance + epsilon)}, which is evaluated in double. Within
     * {@code 2^-24 * (3 * |y - beta| + |y|)} of the exact value for the given statistics. One pass; may work in place.
     *
     * @param parallelism threads to use
     * @param rows rows
     * @param channels columns
     * @param x input, {@code rows x channels}, row-major, from {@code xOff}
     * @param xOff first element of {@code x}
     * @param mean means, {@code channels} elements from {@code meanOff}
     * @param meanOff first element of {@code mean}
     * @param variance variances, {@code channels} elements from {@code varianceOff}
     * @param varianceOff first element of {@code variance}
     * @param gamma scales, {@code channels} elements from {@code gammaOff}
     * @param gammaOff first element of {@code gamma}
     * @param beta shifts, {@code channels} elements from {@code betaOff}
     * @param betaOff first element of {@code beta}
     * @param epsilon finite, at least 0; 1e-3 in Keras, 1e-5 in PyTorch
     * @param y output, laid out as {@code x}; may be {@code x} at the same offset
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if a size or {@code epsilon} is out of range, an array is too short, or {@code x}
     *     and {@code y} partly overlap
     */
    public static void normalize(
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
        long n = checkMatrix("x", rows, channels, x, xOff);
        checkMatrix("y", rows, channels, y, yOff);
        checkChannels(channels, mean, meanOff, variance, varianceOff, gamma, gammaOff, epsilon);
        Checks.vector("beta", beta, betaOff, channels);
        Checks.sameOrDisjoint("y", y, yOff, n, x, xOff, n);
        BatchNormNormalize call = BatchNormNormalize.of(
                rows, channels, x, xOff, mean, meanOff, variance, varianceOff, gamma, gammaOff, beta, betaOff, epsilon);
        try {
            call.run(parallelism, y, yOff);
        } finally {
            call.release();
        }
    }

    /**
     * Gradients of {@code y} as {@link #normalize} makes it from the moments of the same {@code x}. With
     * {@code xHat = (x - mean) / sqrt(variance + epsilon)} and sums over the rows of a channel:
     *
     * <pre>{@code
     * dBeta  = sum of dy
     * dGamma = sum of dy * xHat
     * dx     = gamma / sqrt(variance + epsilon) * (dy - dBeta / rows - xHat * dGamma / rows)
     * }</pre>
     *
     * <p>Each sum is within {@code 80 * 2^-24} of the sum of the magnitudes of its terms. Two passes. Where {@code x} comes
     * out of a bias and a relu, their gradients are taken in the second one, see {@link EpilogueGradient}.
     *
     * @param parallelism threads to use
     * @param rows rows
     * @param channels columns
     * @param x the input of the forward pass, {@code rows x channels}, row-major, from {@code xOff}
     * @param xOff first element of {@code x}
     * @param before the epilogue that made {@code x}, if its gradient is to be taken too
     * @param dy gradient of the loss by {@code y}, laid out as {@code x}
     * @param dyOff first element of {@code dy}
     * @param mean means of {@code x}
     * @param meanOff first element of {@code mean}
     * @param variance biased variances of {@code x}
     * @param varianceOff first element of {@code variance}
     * @param gamma scales
     * @param gammaOff first element of {@code gamma}
     * @param epsilon that of the forward pass
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code dy} or {@code x} at the same offset
     * @param dxOff first element of {@code dx}
     * @param dGamma gradient of the loss by {@code gamma}, overwritten
     * @param dGammaOff first element of {@code dGamma}
     * @param dBeta gradient of the loss by {@code beta}, overwritten
     * @param dBetaOff first element of {@code dBeta}
     * @param workspace overwritten, {@link #workspaceSize} elements from {@code workspaceOff}
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if a size or {@code epsilon} is out of range, an array is too short, {@code dx}
     *     partly overlaps {@code x} or {@code dy}, or two outputs overlap
     */
    public static void backward(
            Parallelism parallelism,
            int rows,
            int channels,
            float[] x,
            int xOff,
            EpilogueGradient before,
            float[] dy,
            int dyOff,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float[] gamma,
            int gammaOff,
            float epsilon,
            float[] dx,
            int dxOff,
            float[] dGamma,
            int dGammaOff,
            float[] dBeta,
            int dBetaOff,
            double[] workspace,
            int workspaceOff) {
        long n = checkMatrix("dy", rows, channels, dy, dyOff);
        checkBackward(
                rows,
                channels,
                x,
                xOff,
                before,
                mean,
                meanOff,
                variance,
                varianceOff,
                gamma,
                gammaOff,
                epsilon,
                dx,
                dxOff,
                dGamma,
                dGammaOff,
                dBeta,
                dBetaOff,
                workspace,
                workspaceOff);
        Checks.sameOrDisjoint("dx", dx, dxOff, n, dy, dyOff, n);
        BatchNormBackward.run(
                parallelism,
                rows,
                channels,
                x,
                xOff,
                before,
                OutputGradient.of(dy, dyOff),
                mean,
                meanOff,
                variance,
                varianceOff,
                gamma,
                gammaOff,
                epsilon,
                dx,
                dxOff,
                dGamma,
                dGammaOff,
                dBeta,
                dBetaOff,
                workspace,
                workspaceOff);
    }

    /** The checks of a backward pass, without those of its {@code dy}. */
    static void checkBackward(
            int rows,
            int channels,
            float[] x,
            int xOff,
            EpilogueGradient before,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float[] gamma,
            int gammaOff,
            float epsilon,
            float[] dx,
            int dxOff,
            float[] dGamma,
            int dGammaOff,
            float[] dBeta,
            int dBetaOff,
            double[] workspace,
            int workspaceOff) {
        long n = checkMatrix("x", rows, channels, x, xOff);
        checkMatrix("dx", rows, channels, dx, dxOff);
        checkChannels(channels, mean, meanOff, variance, varianceOff, gamma, gammaOff, epsilon);
        Checks.vector("dGamma", dGamma, dGammaOff, channels);
        Checks.vector("dBeta", dBeta, dBetaOff, channels);
        Checks.vector("workspace", workspace, workspaceOff, workspaceSize(rows, channels));
        Checks.sameOrDisjoint("dx", dx, dxOff, n, x, xOff, n);
        Checks.disjoint("dGamma", dGamma, dGammaOff, channels, dx, dxOff, n);
        Checks.disjoint("dBeta", dBeta, dBetaOff, channels, dx, dxOff, n);
        Checks.disjoint("dBeta", dBeta, dBetaOff, channels, dGamma, dGammaOff, channels);
        before.check(channels, dx, dxOff, n);
        before.check(channels, dGamma, dGammaOff, channels);
        before.check(channels, dBeta, dBetaOff, channels);
    }

    /** {@code 1 / sqrt(variance + epsilon)}. */
    static double inverseDeviation(float variance, float epsilon) {
        return 1 / Math.sqrt((double) variance + epsilon);
    }

    private static float moved(double momentum, float moving, float batch) {
        return (float) (momentum * moving + (1 - momentum) * batch);
    }

    private static void checkSize(int rows, int channels) {
        Checks.nonNegative("rows", rows);
        if (channels < 0 || channels > MAX_CHANNELS) {
            throw Checks.error("channels", "a value in [0, " + MAX_CHANNELS + "]", channels);
        }
    }

    /** The checks of the moments, without those of what they are taken of. */
    static void checkMoments(
            int rows,
            int channels,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            double[] workspace,
            int workspaceOff) {
        Checks.vector("mean", mean, meanOff, channels);
        Checks.vector("variance", variance, varianceOff, channels);
        Checks.vector("workspace", workspace, workspaceOff, workspaceSize(rows, channels));
        Checks.disjoint("variance", variance, varianceOff, channels, mean, meanOff, channels);
    }

    static long checkMatrix(String name, int rows, int channels, float[] matrix, int offset) {
        checkSize(rows, channels);
        long count = (long) rows * channels;
        Checks.vector(name, matrix, offset, count);
        return count;
    }

    static void checkChannels(
            int channels,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float[] gamma,
            int gammaOff,
            float epsilon) {
        Checks.vector("mean", mean, meanOff, channels);
        Checks.vector("variance", variance, varianceOff, channels);
        Checks.vector("gamma", gamma, gammaOff, channels);
        Checks.nonNegative("epsilon", epsilon);
    }
}
