package dev.lanewise.kernels;

/** The two passes of the backward pass, {@link BatchNormSums} and then {@link BatchNormGradient}. */
final class BatchNormBackward {

    private BatchNormBackward() {}

    /** Writes all gradients; ends the loan of {@code dy}. */
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
            float[] dx,
            int dxOff,
            float[] dGamma,
            int dGammaOff,
            float[] dBeta,
            int dBetaOff,
            double[] workspace,
            int workspaceOff) {
        try {
            BatchNormSums.run(
                    parallelism,
                    rows,
                    channels,
                    x,
                    xOff,
                    dy,
                    mean,
                    meanOff,
                    variance,
                    varianceOff,
                    epsilon,
                    workspace,
                    workspaceOff);
            BatchNormGradient.run(
                    parallelism,
                    rows,
                    channels,
                    x,
                    xOff,
                    before,
                    dy,
                    mean,
                    meanOff,
                    variance,
                    varianceOff,
                    gamma,
                    gammaOff,
                    epsilon,
                    workspace,
                    workspaceOff,
                    dx,
                    dxOff);
        } finally {
            dy.release();
        }
        for (int c = 0; c < channels; c++) {
            dBeta[dBetaOff + c] = (float) workspace[workspaceOff + c];
            dGamma[dGammaOff + c] = (float) workspace[workspaceOff + channels + c];
        }
    }
}
