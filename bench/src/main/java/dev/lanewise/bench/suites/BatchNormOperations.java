package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnBatchNorm;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.BatchNorm;
import dev.lanewise.kernels.EpilogueGradient;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/**
 * The suite batchnorm. Passes over the data: moments read x once; the normalisation needs them, so forward reads x twice
 * and writes y; backward reads x and dy twice and writes dx.
 */
final class BatchNormOperations {

    private static final float EPSILON = 1e-3f;

    private BatchNormOperations() {}

    static List<Operation> all() {
        return List.of(new Moments(), new Forward(), new Backward());
    }

    private static final class Moments extends Operation {

        Moments() {
            super("batchnorm", BatchNormBenchmark.class, "moments", Library.PYTORCH, Library.PYTORCH_CHANNELS_LAST);
        }

        @Override
        public Cost cost(String shape) {
            double bytes = 4.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            float[] x = Inputs.uniform(s.size(), 1);
            float[] mean = new float[s.cols()];
            float[] variance = new float[s.cols()];
            double[] workspace = new double[BatchNorm.workspaceSize(s.rows(), s.cols())];
            return Call.of(
                    () -> BatchNorm.moments(p, s.rows(), s.cols(), x, 0, mean, 0, variance, 0, workspace, 0),
                    mean,
                    variance);
        }
    }

    private static final class Forward extends Operation {

        Forward() {
            super(
                    "batchnorm",
                    BatchNormBenchmark.class,
                    "forward",
                    Library.ONEDNN_NHWC,
                    Library.ONEDNN_BEST,
                    Library.PYTORCH,
                    Library.PYTORCH_CHANNELS_LAST);
        }

        @Override
        public Cost cost(String shape) {
            double array = 4.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(3 * array, 2 * array);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            int rows = s.rows();
            int cols = s.cols();
            float[] x = Inputs.uniform(s.size(), 1);
            float[] gamma = Inputs.positive(cols, 2);
            float[] beta = Inputs.uniform(cols, 3);
            float[] mean = new float[cols];
            float[] variance = new float[cols];
            float[] y = new float[s.size()];
            double[] workspace = new double[BatchNorm.workspaceSize(rows, cols)];
            return Call.of(
                    () -> {
                        BatchNorm.moments(p, rows, cols, x, 0, mean, 0, variance, 0, workspace, 0);
                        BatchNorm.normalize(
                                p, rows, cols, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, y, 0);
                    },
                    y,
                    mean,
                    variance);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            MatrixShape s = MatrixShape.of(shape);
            return new OneDnnBatchNorm(library, s, EPSILON, threads)
                    .forward(Inputs.uniform(s.size(), 1), Inputs.positive(s.cols(), 2), Inputs.uniform(s.cols(), 3));
        }
    }

    private static final class Backward extends Operation {

        Backward() {
            super(
                    "batchnorm",
                    BatchNormBenchmark.class,
                    "backward",
                    Library.ONEDNN_NHWC,
                    Library.ONEDNN_BEST,
                    Library.PYTORCH,
                    Library.PYTORCH_CHANNELS_LAST);
        }

        @Override
        public Cost cost(String shape) {
            double array = 4.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(5 * array, 3 * array);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            float[] x = Inputs.uniform(s.size(), 1);
            float[] dy = Inputs.uniform(s.size(), 4);
            float[] gamma = Inputs.positive(s.cols(), 2);
            float[][] moments = moments(s, x);
            float[] mean = moments[0];
            float[] variance = moments[1];
            float[] dx = new float[s.size()];
            float[] dGamma = new float[s.cols()];
            float[] dBeta = new float[s.cols()];
            double[] workspace = new double[BatchNorm.workspaceSize(s.rows(), s.cols())];
            return Call.of(
                    () -> BatchNorm.backward(
                            p,
                            s.rows(),
                            s.cols(),
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

        @Override
        Call rival(Library library, String shape, int threads) {
            MatrixShape s = MatrixShape.of(shape);
            float[] x = Inputs.uniform(s.size(), 1);
            float[][] moments = moments(s, x);
            return new OneDnnBatchNorm(library, s, EPSILON, threads)
                    .backward(x, Inputs.uniform(s.size(), 4), Inputs.positive(s.cols(), 2), moments[0], moments[1]);
        }
    }

    private static float[][] moments(MatrixShape s, float[] x) {
        float[] mean = new float[s.cols()];
        float[] variance = new float[s.cols()];
        double[] workspace = new double[BatchNorm.workspaceSize(s.rows(), s.cols())];
        BatchNorm.moments(Parallelism.serial(), s.rows(), s.cols(), x, 0, mean, 0, variance, 0, workspace, 0);
        return new float[][] {mean, variance};
    }
}
