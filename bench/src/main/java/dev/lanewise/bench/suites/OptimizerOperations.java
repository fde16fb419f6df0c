package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.PlainAdam;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.Adam;
import dev.lanewise.kernels.AdamW;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Sgd;
import java.util.List;

/** The suite optimizer. Adam reads 4 arrays and writes 3; descent with momentum reads 3 and writes 2. */
final class OptimizerOperations {

    private static final float RATE = 1e-3f;
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.999f;
    private static final float EPSILON = 1e-7f;
    private static final float DECAY = 0.004f;

    private OptimizerOperations() {}

    static List<Operation> all() {
        return List.of(new AdamStep("adam"), new AdamStep("adamW"), new SgdStep());
    }

    private static final class AdamStep extends Operation {

        AdamStep(String method) {
            super("optimizer", OptimizerBenchmark.class, method, rivals(method));
        }

        private static Library[] rivals(String method) {
            return method.equals("adam")
                    ? new Library[] {Library.JAVA_LOOP, Library.PYTORCH}
                    : new Library[] {Library.PYTORCH};
        }

        @Override
        public Cost cost(String shape) {
            double array = 4.0 * MatrixShape.of(shape).size();
            return Cost.ofUpdate(7 * array, 4 * array);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            int n = MatrixShape.of(shape).size();
            float[] w = Inputs.uniform(n, 1);
            float[] g = Inputs.uniform(n, 2);
            float[] m = new float[n];
            float[] v = new float[n];
            if (method().equals("adam")) {
                return Call.of(() -> Adam.step(p, n, RATE, BETA1, BETA2, EPSILON, 1, w, 0, g, 0, m, 0, v, 0), w, m, v);
            }
            return Call.of(
                    () -> AdamW.step(p, n, RATE, BETA1, BETA2, EPSILON, DECAY, 1, w, 0, g, 0, m, 0, v, 0), w, m, v);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            int n = MatrixShape.of(shape).size();
            return PlainAdam.step(RATE, BETA1, BETA2, EPSILON, Inputs.uniform(n, 1), Inputs.uniform(n, 2));
        }
    }

    private static final class SgdStep extends Operation {

        SgdStep() {
            super("optimizer", OptimizerBenchmark.class, "sgdMomentum", Library.PYTORCH);
        }

        @Override
        public Cost cost(String shape) {
            double array = 4.0 * MatrixShape.of(shape).size();
            return Cost.ofUpdate(5 * array, 3 * array);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            int n = MatrixShape.of(shape).size();
            float[] w = Inputs.uniform(n, 1);
            float[] g = Inputs.uniform(n, 2);
            float[] velocity = new float[n];
            return Call.of(
                    () -> Sgd.step(p, n, RATE, BETA1, Sgd.Momentum.CLASSIC, 0f, w, 0, g, 0, velocity, 0), w, velocity);
        }
    }
}
