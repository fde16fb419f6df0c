package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * Batch normalisation and the max-pooling behind it as one kernel each way: the same bits as {@link BatchNorm} and
 * {@link MaxPool2d} one after the other, without the normalised image and its gradient in memory.
 *
 * <p>{@code x} is an NHWC image of the geometry's input shape, {@code rows = batch * height * width} of its
 * {@code channels}.
 */
public final class BatchNormMaxPool {

    private BatchNormMaxPool() {}

    /**
     * {@link BatchNorm#normalize}, then {@link MaxPool2d#forward} with the winning taps.
     *
     * @param parallelism threads to use
     * @param g shape of the pooling, at most 256 taps a window
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param mean means, {@code channels} elements from {@code meanOff}
     * @param meanOff first element of {@code mean}
     * @param variance variances
     * @param varianceOff first element of {@code variance}
     * @param gamma scales
     * @param gammaOff first element of {@code gamma}
     * @param beta shifts
     * @param betaOff first element of {@code beta}
     * @param epsilon finite, at least 0
     * @param y maxima {@code [batch, outHeight, outWidth, channels]}
     * @param yOff first element of {@code y}
     * @param argmax winning taps, of the shape of {@code y}
     * @param argmaxOff first element of {@code argmax}
     * @throws IllegalArgumentException if {@code epsilon} is out of range, the window has more than 256 taps, an array is
     *     too short, or {@code x} and {@code y} overlap
     */
    public static void forward(
            Parallelism parallelism,
            Pool2dGeometry g,
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
            int yOff,
            byte[] argmax,
            int argmaxOff) {
        MaxPool2d.checkArgmax(g, argmax, argmaxOff);
        prepared(g, x, xOff, mean, meanOff, variance, varianceOff, gamma, gammaOff, beta, betaOff, epsilon, y, yOff)
                .argmax(argmax, argmaxOff)
                .run(parallelism);
    }

    /**
     * {@link BatchNorm#normalize}, then {@link MaxPool2d#forward} without the winning taps, of windows of any size.
     *
     * @param parallelism threads to use
     * @param g shape of the pooling
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param mean means, {@code channels} elements from {@code meanOff}
     * @param meanOff first element of {@code mean}
     * @param variance variances
     * @param varianceOff first element of {@code variance}
     * @param gamma scales
     * @param gammaOff first element of {@code gamma}
     * @param beta shifts
     * @param betaOff first element of {@code beta}
     * @param epsilon finite, at least 0
     * @param y maxima {@code [batch, outHeight, outWidth, channels]}
     * @param yOff first element of {@code y}
     * @throws IllegalArgumentException if {@code epsilon} is out of range, an array is too short, or {@code x} and
     *     {@code y} overlap
     */
    public static void forward(
            Parallelism parallelism,
            Pool2dGeometry g,
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
        prepared(g, x, xOff, mean, meanOff, variance, varianceOff, gamma, gammaOff, beta, betaOff, epsilon, y, yOff)
                .run(parallelism);
    }

    /**
     * {@link #forward} with the winning taps, then {@link Dropout#apply} of a mask that {@link Dropout#mask} has made, one
     * bit for each of the {@code g.outputSize()} maxima: they are dropped before they leave the cache. The backward pass is
     * {@link Dropout#apply}, then {@link #backward}.
     *
     * @param parallelism threads to use
     * @param g shape of the pooling, at most 256 taps a window
     * @param x input {@code [batch, height, width, channels]}
     * @param xOff first element of {@code x}
     * @param mean means, {@code channels} elements from {@code meanOff}
     * @param meanOff first element of {@code mean}
     * @param variance variances
     * @param varianceOff first element of {@code variance}
     * @param gamma scales
     * @param gammaOff first element of {@code gamma}
     * @param beta shifts
     * @param betaOff first element of {@code beta}
     * @param epsilon finite, at least 0
     * @param rate the rate that the mask was made with, in [0, 1]
     * @param mask the mask, {@link Dropout#maskSize} elements from {@code maskOff}
     * @param maskOff first element of {@code mask}
     * @param y maxima {@code [batch, outHeight, outWidth, channels]}, those that are dropped 0
     * @param yOff first element of {@code y}
     * @param argmax winning taps, of the shape of {@code y}
     * @param argmaxOff first element of {@code argmax}
     * @throws IllegalArgumentException as the two kernels do
     */
    public static void forward(
            Parallelism parallelism,
            Pool2dGeometry g,
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
            float rate,
            long[] mask,
            int maskOff,
            float[] y,
            int yOff,
            byte[] argmax,
            int argmaxOff) {
        Dropout.checkMask(g.outputSize(), rate, mask, maskOff);
        MaxPool2d.checkArgmax(g, argmax, argmaxOff);
        prepared(g, x, xOff, mean, meanOff, variance, varianceOff, gamma, gammaOff, beta, betaOff, epsilon, y, yOff)
                .argmax(argmax, argmaxOff)
                .drop(rate, mask, maskOff)
                .run(parallelism);
    }

    /**
     * {@link MaxPool2d#backward}, then {@link BatchNorm#backward}.
     *
     * @param parallelism threads to use
     * @param g shape of the pooling
     * @param x input of the forward pass
     * @param xOff first element of {@code x}
     * @param before the epilogue that made {@code x}, if its gradient is to be taken too
     * @param dy gradient of the loss by {@code y}, of its shape
     * @param dyOff first element of {@code dy}
     * @param argmax winning taps from {@link #forward}
     * @param argmaxOff first element of {@code argmax}
     * @param mean means of {@code x}
     * @param meanOff first element of {@code mean}
     * @param variance biased variances of {@code x}
     * @param varianceOff first element of {@code variance}
     * @param gamma scales
     * @param gammaOff first element of {@code gamma}
     * @param epsilon that of the forward pass
     * @param dx gradient of the loss by {@code x}, overwritten; may be {@code x} at the same offset
     * @param dxOff first element of {@code dx}
     * @param dGamma gradient of the loss by {@code gamma}, overwritten
     * @param dGammaOff first element of {@code dGamma}
     * @param dBeta gradient of the loss by {@code beta}, overwritten
     * @param dBetaOff first element of {@code dBeta}
     * @param workspace overwritten, {@link BatchNorm#workspaceSize} elements for the rows and channels of {@code x}
     * @param workspaceOff first element of {@code workspace}
     * @throws IllegalArgumentException if {@code epsilon} is out of range, the window has more than 256 taps, an array is
     *     too short, {@code dx} partly overlaps {@code x}, overlaps {@code dy}, or two outputs overlap
     */
    public static void backward(
            Parallelism parallelism,
            Pool2dGeometry g,
            float[] x,
            int xOff,
            EpilogueGradient before,
            float[] dy,
            int dyOff,
            byte[] argmax,
            int argmaxOff,
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
        int rows = rows(g);
        int channels = g.channels();
        Checks.vector("dy", dy, dyOff, g.outputSize());
        MaxPool2d.checkArgmax(g, argmax, argmaxOff);
        Checks.disjoint("dx", dx, dxOff, g.inputSize(), dy, dyOff, g.outputSize());
        BatchNorm.checkBackward(
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
        BatchNormBackward.run(
                parallelism,
                rows,
                channels,
                x,
                xOff,
                before,
                OutputGradient.pooled(g, dy, dyOff, argmax, argmaxOff),
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

    private static BatchNormPoolForward prepared(
            Pool2dGeometry g,
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
        int rows = rows(g);
        int channels = g.channels();
        BatchNorm.checkMatrix("x", rows, channels, x, xOff);
        BatchNorm.checkChannels(channels, mean, meanOff, variance, varianceOff, gamma, gammaOff, epsilon);
        Checks.vector("beta", beta, betaOff, channels);
        Checks.vector("y", y, yOff, g.outputSize());
        Checks.disjoint("y", y, yOff, g.outputSize(), x, xOff, g.inputSize());
        BatchNormNormalize normalize = BatchNormNormalize.of(
                rows, channels, x, xOff, mean, meanOff, variance, varianceOff, gamma, gammaOff, beta, betaOff, epsilon);
        return BatchNormPoolForward.of(g, normalize, y, yOff);
    }

    private static int rows(Pool2dGeometry g) {
        return g.batch() * g.height() * g.width();
    }
}
