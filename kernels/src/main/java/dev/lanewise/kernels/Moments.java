package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Checks;

/**
 * Where mean and variance of a result's channels are wanted, taken along by the kernel that makes the result: it is read
 * while it is in the cache. The bits are those of {@link BatchNorm#moments} afterwards.
 *
 * <p>Like an epilogue it refers to the arrays and can be kept; one kernel at a time can use it.
 */
public final class Moments {

    private static final float[] NO_FLOATS = {};
    private static final Moments NONE = new Moments(NO_FLOATS, 0, NO_FLOATS, 0, new double[0], 0);

    private final float[] mean;
    private final int meanOff;
    private final float[] variance;
    private final int varianceOff;
    private final double[] workspace;
    private final int workspaceOff;

    private Moments(
            float[] mean, int meanOff, float[] variance, int varianceOff, double[] workspace, int workspaceOff) {
        this.mean = mean;
        this.meanOff = meanOff;
        this.variance = variance;
        this.varianceOff = varianceOff;
        this.workspace = workspace;
        this.workspaceOff = workspaceOff;
    }

    /** Nowhere: nobody wants them. */
    public static Moments none() {
        return NONE;
    }

    /**
     * Arrays for the moments.
     *
     * @param mean receives the means, one a channel
     * @param meanOff first element of {@code mean}
     * @param variance receives the biased variances, one a channel
     * @param varianceOff first element of {@code variance}
     * @param workspace overwritten, {@link BatchNorm#workspaceSize} elements for the rows and channels of the result
     * @param workspaceOff first element of {@code workspace}
     */
    public static Moments of(
            float[] mean, int meanOff, float[] variance, int varianceOff, double[] workspace, int workspaceOff) {
        Checks.vector("mean", mean, meanOff, 0);
        Checks.vector("variance", variance, varianceOff, 0);
        Checks.vector("workspace", workspace, workspaceOff, 0);
        return new Moments(mean, meanOff, variance, varianceOff, workspace, workspaceOff);
    }

    boolean wanted() {
        return this != NONE;
    }

    void check(int rows, int channels) {
        if (wanted()) {
            if (rows == 0) {
                throw Checks.error("moments", "a result of one pixel or more", "one of none");
            }
            BatchNorm.checkMoments(rows, channels, mean, meanOff, variance, varianceOff, workspace, workspaceOff);
        }
    }

    /** What is to follow the kernel that makes {@code x}; {@link #finish} ends the loan. */
    BatchNormMoments start(int rows, int channels, float[] x, int xOff) {
        return BatchNormMoments.start(rows, channels, x, xOff, workspace, workspaceOff);
    }

    void finish(BatchNormMoments call) {
        call.finish(mean, meanOff, variance, varianceOff);
    }
}
