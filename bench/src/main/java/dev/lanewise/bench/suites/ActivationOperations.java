package dev.lanewise.bench.suites;

import static dev.lanewise.bench.rivals.Library.JAVA_LOOP;
import static dev.lanewise.bench.rivals.Library.ONEDNN;
import static dev.lanewise.bench.rivals.Library.PYTORCH;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnMatrix;
import dev.lanewise.bench.rivals.PlainActivation;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.Exp;
import dev.lanewise.kernels.Gelu;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Relu;
import dev.lanewise.kernels.Sigmoid;
import dev.lanewise.kernels.Tanh;
import java.util.List;

/** The suite activation: one read and one write, two reads for a gradient. */
final class ActivationOperations {

    private ActivationOperations() {}

    static List<Operation> all() {
        return List.of(
                new Activation("relu", Relu::forward, ONEDNN, JAVA_LOOP, PYTORCH),
                new ReluBackward(),
                new Activation("exp", Exp::forward, ONEDNN, JAVA_LOOP, PYTORCH),
                new Activation("sigmoid", Sigmoid::forward, ONEDNN, JAVA_LOOP, PYTORCH),
                new Activation("tanh", Tanh::forward, ONEDNN, JAVA_LOOP, PYTORCH),
                new Activation("gelu", ActivationOperations::gelu, ONEDNN, PYTORCH));
    }

    private static void gelu(Parallelism p, int n, float[] x, int xOff, float[] y, int yOff) {
        Gelu.forward(p, n, Gelu.Form.ERF, x, xOff, y, yOff);
    }

    /** A kernel from x to y. */
    private interface Kernel {
        void run(Parallelism p, int n, float[] x, int xOff, float[] y, int yOff);
    }

    private static final class Activation extends Operation {

        private final Kernel kernel;

        Activation(String method, Kernel kernel, Library... rivals) {
            super("activation", ActivationBenchmark.class, method, rivals);
            this.kernel = kernel;
        }

        @Override
        public Cost cost(String shape) {
            double bytes = 8.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            int n = MatrixShape.of(shape).size();
            float[] x = Inputs.uniform(n, 1);
            float[] y = new float[n];
            Kernel forward = kernel;
            return Call.of(() -> forward.run(p, n, x, 0, y, 0), y);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            float[] x = Inputs.uniform(MatrixShape.of(shape).size(), 1);
            return library == JAVA_LOOP
                    ? PlainActivation.of(method(), x)
                    : OneDnnMatrix.activation(method(), x, threads);
        }
    }

    private static final class ReluBackward extends Operation {

        ReluBackward() {
            super("activation", ActivationBenchmark.class, "reluBackward", PYTORCH);
        }

        @Override
        public Cost cost(String shape) {
            double bytes = 12.0 * MatrixShape.of(shape).size();
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            int n = MatrixShape.of(shape).size();
            float[] y = Inputs.uniform(n, 1);
            float[] dy = Inputs.uniform(n, 2);
            float[] dx = new float[n];
            return Call.of(() -> Relu.backward(p, n, y, 0, dy, 0, dx, 0), dx);
        }
    }
}
