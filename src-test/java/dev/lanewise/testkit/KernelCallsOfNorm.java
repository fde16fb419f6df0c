package dev.lanewise.testkit;

import dev.lanewise.kernels.BatchNorm;
import dev.lanewise.kernels.BatchNormMaxPool;
import dev.lanewise.kernels.Dropout;
import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Pool2dGeometry;
import java.util.ArrayList;
import java.util.List;

/** The part of {@link KernelCalls} that normalises. */
final class KernelCallsOfNorm {

    private static final int ROWS = 2003;
    private static final int CHANNELS = 37;
    private static final int N = ROWS * CHANNELS;
    private static final float EPSILON = 1e-3f;

    private final KernelCalls calls;
    private final float[] x = TestData.uniforms(N, 3, 5, 51);
    private final float[] dy = TestData.normals(N, 52);
    private final float[] gamma = TestData.normals(CHANNELS, 53);
    private final float[] beta = TestData.normals(CHANNELS, 54);
    private final float[] mean = new float[CHANNELS];
    private final float[] variance = new float[CHANNELS];

    private KernelCallsOfNorm(KernelCalls calls) {
        this.calls = calls;
        double[] workspace = new double[BatchNorm.workspaceSize(ROWS, CHANNELS)];
        BatchNorm.moments(Parallelism.serial(), ROWS, CHANNELS, x, 0, mean, 0, variance, 0, workspace, 0);
    }

    static void addTo(KernelCalls calls) {
        KernelCallsOfNorm norm = new KernelCallsOfNorm(calls);
        norm.forward();
        norm.backward();
        norm.withMaxPool();
    }

    private void forward() {
        float[] m = new float[CHANNELS];
        float[] v = new float[CHANNELS];
        double[] workspace = new double[BatchNorm.workspaceSize(ROWS, CHANNELS)];
        calls.add("BatchNorm.moments", p -> BatchNorm.moments(p, ROWS, CHANNELS, x, 0, m, 0, v, 0, workspace, 0), m, v);
        calls.map(
                "BatchNorm.normalize",
                N,
                (p, y) -> BatchNorm.normalize(
                        p, ROWS, CHANNELS, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, y, 0));
        float[] movingMean = gamma.clone();
        float[] movingVariance = beta.clone();
        calls.add(
                "BatchNorm.updateMoving",
                p -> BatchNorm.updateMoving(CHANNELS, 0.99f, mean, 0, variance, 0, movingMean, 0, movingVariance, 0),
                movingMean,
                movingVariance);
    }

    private void backward() {
        float[] dx = new float[N];
        float[] dGamma = new float[CHANNELS];
        float[] dBeta = new float[CHANNELS];
        double[] workspace = new double[BatchNorm.workspaceSize(ROWS, CHANNELS)];
        calls.add(
                "BatchNorm.backward",
                p -> BatchNorm.backward(
                        p,
                        ROWS,
                        CHANNELS,
                        x,
                        0,
                        EpilogueGradient.none(),
                        dy,
                        0,
                        mean,
                        0,
                        variance,
                        0,
                        gamma,
                        0,
                        EPSILON,
                        dx,
                        0,
                        dGamma,
                        0,
                        dBeta,
                        0,
                        workspace,
                        0),
                dx,
                dGamma,
                dBeta);
    }

    private void withMaxPool() {
        Pool2dGeometry g = Pool2dGeometry.of(3, 23, 29, CHANNELS, 2, 2);
        float[] y = new float[g.outputSize()];
        byte[] argmax = new byte[g.outputSize()];
        calls.add(
                "BatchNormMaxPool.forward argmax",
                p -> BatchNormMaxPool.forward(
                        p, g, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, y, 0, argmax, 0),
                y,
                argmax);
        calls.map(
                "BatchNormMaxPool.forward",
                g.outputSize(),
                (p, z) -> BatchNormMaxPool.forward(p, g, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, z, 0));
        byte[] given = new byte[g.outputSize()];
        BatchNormMaxPool.forward(
                Parallelism.serial(),
                g,
                x,
                0,
                mean,
                0,
                variance,
                0,
                gamma,
                0,
                beta,
                0,
                EPSILON,
                new float[given.length],
                0,
                given,
                0);
        float[] dBias = new float[CHANNELS];
        withDropout(g);
        backward("BatchNormMaxPool.backward", g, given, EpilogueGradient.relu());
        backward("BatchNormMaxPool.backward bias", g, given, EpilogueGradient.biasRelu(dBias, 0), dBias);
    }

    private void backward(String kernel, Pool2dGeometry g, byte[] argmax, EpilogueGradient before, float[]... dBias) {
        float[] dx = new float[N];
        float[] dGamma = new float[CHANNELS];
        float[] dBeta = new float[CHANNELS];
        double[] workspace = new double[BatchNorm.workspaceSize(ROWS, CHANNELS)];
        List<Object> outputs = new ArrayList<>(List.of(dx, dGamma, dBeta));
        outputs.addAll(List.of(dBias));
        calls.add(
                kernel,
                p -> BatchNormMaxPool.backward(
                        p, g, x, 0, before, dy, 0, argmax, 0, mean, 0, variance, 0, gamma, 0, EPSILON, dx, 0, dGamma, 0,
                        dBeta, 0, workspace, 0),
                outputs.toArray());
    }

    private void withDropout(Pool2dGeometry g) {
        float rate = 0.3f;
        int n = g.outputSize();
        long[] mask = new long[Dropout.maskSize(n)];
        Dropout.mask(Parallelism.serial(), n, rate, 1, 2, 3, mask, 0);
        float[] y = new float[n];
        byte[] argmax = new byte[n];
        calls.add(
                "BatchNormMaxPool.forward dropout",
                p -> BatchNormMaxPool.forward(
                        p, g, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, rate, mask, 0, y, 0, argmax, 0),
                y,
                argmax);
    }
}
