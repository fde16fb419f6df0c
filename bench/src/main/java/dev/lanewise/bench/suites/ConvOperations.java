package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.rivals.OneDnnConvolution;
import dev.lanewise.bench.rivals.PlainLoops;
import dev.lanewise.bench.shapes.ConvShape;
import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.Parallelism;
import java.util.List;

/** The suite conv: forward, by the input, by the weights. The three cost the same. */
final class ConvOperations {

    private ConvOperations() {}

    static List<Operation> all() {
        return List.of(new Forward(), new BackwardData(), new BackwardWeights());
    }

    private abstract static class Convolution extends Operation {

        Convolution(String method) {
            super("conv", ConvBenchmark.class, method, Library.ONEDNN_NHWC, Library.ONEDNN_BEST, Library.JAVA_LOOP);
        }

        @Override
        public final Cost cost(String shape) {
            Conv2dGeometry g = ConvShape.of(shape);
            return Cost.ofFlops(ConvShape.flops(g), ConvShape.bytes(g));
        }

        @Override
        final Call lanewise(String shape, Parallelism p) {
            return lanewise(ConvShape.of(shape), p);
        }

        @Override
        final Call rival(Library library, String shape, int threads) {
            Conv2dGeometry g = ConvShape.of(shape);
            return switch (library) {
                case ONEDNN_NHWC, ONEDNN_BEST -> oneDnn(g, new OneDnnConvolution(library, g, threads));
                case JAVA_LOOP -> plain(g);
                default -> super.rival(library, shape, threads);
            };
        }

        abstract Call lanewise(Conv2dGeometry g, Parallelism p);

        abstract Call oneDnn(Conv2dGeometry g, OneDnnConvolution convolution);

        abstract Call plain(Conv2dGeometry g);

        static float[] images(Conv2dGeometry g) {
            return Inputs.uniform(g.inputSize(), 1);
        }

        static float[] weights(Conv2dGeometry g) {
            return Inputs.uniform(g.weightsSize(), 2);
        }

        static float[] gradient(Conv2dGeometry g) {
            return Inputs.uniform(g.outputSize(), 3);
        }
    }

    private static final class Forward extends Convolution {

        Forward() {
            super("forward");
        }

        @Override
        Call lanewise(Conv2dGeometry g, Parallelism p) {
            float[] x = images(g);
            float[] weights = weights(g);
            float[] y = new float[g.outputSize()];
            float[] workspace = new float[Conv2d.forwardWorkspace(p, g)];
            return Call.of(() -> Conv2d.forward(p, g, x, 0, weights, 0, Epilogue.none(), y, 0, workspace, 0), y);
        }

        @Override
        Call oneDnn(Conv2dGeometry g, OneDnnConvolution convolution) {
            return convolution.forward(images(g), weights(g));
        }

        @Override
        Call plain(Conv2dGeometry g) {
            return PlainLoops.convForward(g, images(g), weights(g));
        }
    }

    private static final class BackwardData extends Convolution {

        BackwardData() {
            super("backwardData");
        }

        @Override
        Call lanewise(Conv2dGeometry g, Parallelism p) {
            float[] dy = gradient(g);
            float[] weights = weights(g);
            float[] dx = new float[g.inputSize()];
            float[] workspace = new float[Conv2d.backwardDataWorkspace(p, g)];
            return Call.of(() -> Conv2d.backwardData(p, g, dy, 0, weights, 0, dx, 0, workspace, 0), dx);
        }

        @Override
        Call oneDnn(Conv2dGeometry g, OneDnnConvolution convolution) {
            return convolution.backwardData(gradient(g), weights(g));
        }

        @Override
        Call plain(Conv2dGeometry g) {
            return PlainLoops.convBackwardData(g, gradient(g), weights(g));
        }
    }

    private static final class BackwardWeights extends Convolution {

        BackwardWeights() {
            super("backwardWeights");
        }

        @Override
        Call lanewise(Conv2dGeometry g, Parallelism p) {
            float[] x = images(g);
            float[] dy = gradient(g);
            float[] dWeights = new float[g.weightsSize()];
            float[] workspace = new float[Conv2d.backwardWeightsWorkspace(p, g)];
            return Call.of(() -> Conv2d.backwardWeights(p, g, x, 0, dy, 0, dWeights, 0, workspace, 0), dWeights);
        }

        @Override
        Call oneDnn(Conv2dGeometry g, OneDnnConvolution convolution) {
            return convolution.backwardWeights(images(g), gradient(g));
        }

        @Override
        Call plain(Conv2dGeometry g) {
            return PlainLoops.convBackwardWeights(g, images(g), gradient(g));
        }
    }
}
