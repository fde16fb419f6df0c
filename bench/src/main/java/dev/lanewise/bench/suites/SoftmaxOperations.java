package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnMatrix;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Softmax;
import dev.lanewise.kernels.SoftmaxCrossEntropy;
import java.util.List;

/** The suite softmax: one read and one write; a row is short enough for a cache. */
final class SoftmaxOperations {

    private SoftmaxOperations() {}

    static List<Operation> all() {
        return List.of(new Probabilities(), new Loss());
    }

    private static Cost oneReadOneWrite(String shape) {
        double bytes = 8.0 * MatrixShape.of(shape).size();
        return Cost.ofBytes(bytes, bytes);
    }

    private static final class Probabilities extends Operation {

        Probabilities() {
            super("softmax", SoftmaxBenchmark.class, "softmax", Library.ONEDNN, Library.PYTORCH);
        }

        @Override
        public Cost cost(String shape) {
            return oneReadOneWrite(shape);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            float[] x = Inputs.uniform(s.size(), 1);
            float[] y = new float[s.size()];
            return Call.of(() -> Softmax.forward(p, s.rows(), s.cols(), x, 0, y, 0), y);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            MatrixShape s = MatrixShape.of(shape);
            return OneDnnMatrix.softmax(s.rows(), s.cols(), Inputs.uniform(s.size(), 1), threads);
        }
    }

    private static final class Loss extends Operation {

        Loss() {
            super("softmax", SoftmaxBenchmark.class, "crossEntropy", Library.PYTORCH);
        }

        @Override
        public Cost cost(String shape) {
            return oneReadOneWrite(shape);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            MatrixShape s = MatrixShape.of(shape);
            int rows = s.rows();
            float[] logits = Inputs.uniform(s.size(), 1);
            int[] labels = Inputs.labels(rows, s.cols(), 2);
            float[] losses = new float[rows];
            float[] gradient = new float[s.size()];
            return Call.of(
                    () -> SoftmaxCrossEntropy.sparse(
                            p, rows, s.cols(), 0f, logits, 0, labels, 0, losses, 0, 1f / rows, gradient, 0),
                    losses,
                    gradient);
        }
    }
}
