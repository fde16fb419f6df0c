package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.shapes.MatrixShape;
import dev.lanewise.kernels.Dropout;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** The suite dropout: read, write, and a mask of one bit an element. */
final class DropoutOperations {

    private static final float RATE = 0.25f;

    private DropoutOperations() {}

    static List<Operation> all() {
        return List.of(new Masked("forward"), new Masked("backward"));
    }

    private static final class Masked extends Operation {

        Masked(String method) {
            super("dropout", DropoutBenchmark.class, method, Library.PYTORCH);
        }

        @Override
        public Cost cost(String shape) {
            double bytes = (8 + 1.0 / 8) * MatrixShape.of(shape).size();
            return Cost.ofBytes(bytes, bytes);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            int n = MatrixShape.of(shape).size();
            float[] x = Inputs.uniform(n, 1);
            float[] y = new float[n];
            long[] mask = new long[Dropout.maskSize(n)];
            if (method().equals("forward")) {
                return Call.of(() -> Dropout.forward(p, n, RATE, 7, 0, 1, x, 0, y, 0, mask, 0), y);
            }
            Dropout.mask(p, n, RATE, 7, 0, 1, mask, 0);
            return Call.of(() -> Dropout.apply(p, n, RATE, mask, 0, x, 0, y, 0), y);
        }
    }
}
