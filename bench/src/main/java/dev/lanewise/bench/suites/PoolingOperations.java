package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnPooling;
import dev.lanewise.bench.shapes.PoolShape;
import dev.lanewise.kernels.AveragePool2d;
import dev.lanewise.kernels.MaxPool2d;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Pool2dGeometry;
import java.util.List;

/** The suite pooling. Maxima come with a byte each that says where they were. */
final class PoolingOperations {

    private PoolingOperations() {}

    static List<Operation> all() {
        return List.of(new MaxForward(), new MaxBackward(), new AverageForward());
    }

    private abstract static class Pooling extends Operation {

        private final int markBytes;

        Pooling(String method, int markBytes) {
            super(
                    "pooling",
                    PoolingBenchmark.class,
                    method,
                    Library.ONEDNN_NHWC,
                    Library.ONEDNN_BEST,
                    Library.PYTORCH,
                    Library.PYTORCH_CHANNELS_LAST);
            this.markBytes = markBytes;
        }

        @Override
        public final Cost cost(String shape) {
            Pool2dGeometry g = PoolShape.of(shape);
            double bytes = 4.0 * g.inputSize() + (4.0 + markBytes) * g.outputSize();
            return Cost.ofBytes(bytes, bytes);
        }

        static float[] images(Pool2dGeometry g) {
            return Inputs.uniform(g.inputSize(), 1);
        }

        static float[] gradient(Pool2dGeometry g) {
            return Inputs.uniform(g.outputSize(), 2);
        }
    }

    private static final class MaxForward extends Pooling {

        MaxForward() {
            super("maxForward", 1);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            Pool2dGeometry g = PoolShape.of(shape);
            float[] x = images(g);
            float[] y = new float[g.outputSize()];
            byte[] argmax = new byte[g.outputSize()];
            return Call.of(() -> MaxPool2d.forward(p, g, x, 0, y, 0, argmax, 0), y);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            Pool2dGeometry g = PoolShape.of(shape);
            return new OneDnnPooling(library, g, threads).maxForward(images(g));
        }
    }

    private static final class MaxBackward extends Pooling {

        MaxBackward() {
            super("maxBackward", 1);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            Pool2dGeometry g = PoolShape.of(shape);
            float[] dy = gradient(g);
            byte[] argmax = new byte[g.outputSize()];
            MaxPool2d.forward(p, g, images(g), 0, new float[g.outputSize()], 0, argmax, 0);
            float[] dx = new float[g.inputSize()];
            return Call.of(() -> MaxPool2d.backward(p, g, dy, 0, argmax, 0, dx, 0), dx);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            Pool2dGeometry g = PoolShape.of(shape);
            return new OneDnnPooling(library, g, threads).maxBackward(images(g), gradient(g));
        }
    }

    private static final class AverageForward extends Pooling {

        AverageForward() {
            super("averageForward", 0);
        }

        @Override
        Call lanewise(String shape, Parallelism p) {
            Pool2dGeometry g = PoolShape.of(shape);
            float[] x = images(g);
            float[] y = new float[g.outputSize()];
            AveragePool2d.Divisor divisor = AveragePool2d.Divisor.VALID_TAPS;
            return Call.of(() -> AveragePool2d.forward(p, g, divisor, x, 0, y, 0), y);
        }

        @Override
        Call rival(Library library, String shape, int threads) {
            Pool2dGeometry g = PoolShape.of(shape);
            return new OneDnnPooling(library, g, threads).averageForward(images(g));
        }
    }
}
