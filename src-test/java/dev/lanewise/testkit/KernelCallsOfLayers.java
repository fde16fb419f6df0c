package dev.lanewise.testkit;

import dev.lanewise.kernels.AffineTransform;
import dev.lanewise.kernels.AveragePool2d;
import dev.lanewise.kernels.BatchNorm;
import dev.lanewise.kernels.Conv2d;
import dev.lanewise.kernels.Conv2dGeometry;
import dev.lanewise.kernels.Epilogue;
import dev.lanewise.kernels.Gemm;
import dev.lanewise.kernels.Gemv;
import dev.lanewise.kernels.GlobalAveragePool2d;
import dev.lanewise.kernels.Im2col;
import dev.lanewise.kernels.MaxPool2d;
import dev.lanewise.kernels.Moments;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Pool2dGeometry;
import dev.lanewise.kernels.Transpose;
import java.util.function.ToIntFunction;

/** The part of {@link KernelCalls} that works on matrices and images. */
final class KernelCallsOfLayers {

    private static final int M = 131;
    private static final int COLS = 97;
    private static final int K = 300;

    private static final Conv2dGeometry CONV =
            Conv2dGeometry.of(3, 15, 14, 17, 35, 3, 3).withSamePadding();
    private static final Conv2dGeometry RGB =
            Conv2dGeometry.of(3, 15, 14, 3, 5, 3, 3).withSamePadding();
    private static final Conv2dGeometry MANY_IMAGES = Conv2dGeometry.of(50, 10, 10, 8, 16, 3, 3);
    private static final Conv2dGeometry DEPTHWISE =
            Conv2dGeometry.of(3, 15, 14, 35, 70, 3, 3).withGroups(35).withStrides(2, 2);
    private static final Conv2dGeometry DEPTHWISE_3X3 =
            Conv2dGeometry.of(3, 15, 14, 35, 35, 3, 3).withGroups(35).withSamePadding();
    private static final Conv2dGeometry DEPTHWISE_5X5 =
            Conv2dGeometry.of(3, 15, 14, 35, 35, 5, 5).withGroups(35).withStrides(2, 2);
    private static final Conv2dGeometry DEPTHWISE_512 =
            Conv2dGeometry.of(2, 7, 8, 512, 512, 3, 3).withGroups(512).withSamePadding();
    private static final Pool2dGeometry POOL =
            Pool2dGeometry.of(3, 15, 14, 35, 3, 3).withStrides(2, 2).withSamePadding();

    private final KernelCalls calls;
    private final float[] x = TestData.normals(60_000, 21);
    private final float[] y = TestData.normals(60_000, 22);

    private KernelCallsOfLayers(KernelCalls calls) {
        this.calls = calls;
    }

    static void addTo(KernelCalls calls) {
        KernelCallsOfLayers layers = new KernelCallsOfLayers(calls);
        layers.products();
        layers.convolution("", CONV);
        layers.convolution(" many images", MANY_IMAGES);
        layers.moments();
        layers.convolution(" depthwise", DEPTHWISE);
        layers.convolution(" depthwise 3x3", DEPTHWISE_3X3);
        layers.convolution(" depthwise 5x5", DEPTHWISE_5X5);
        layers.convolution(" depthwise 512", DEPTHWISE_512);
        layers.patches();
        layers.pooling();
        layers.images();
    }

    private void products() {
        Epilogue epilogue = Epilogue.biasRelu(TestData.normals(COLS, 23), 0);
        for (Transpose ta : Transpose.values()) {
            for (Transpose tb : Transpose.values()) {
                int lda = ta == Transpose.NO ? K : M;
                int ldb = tb == Transpose.NO ? COLS : K;
                calls.map(
                        "Gemm.sgemm " + ta + " " + tb,
                        M * COLS,
                        (p, z) -> Gemm.sgemm(
                                p, ta, tb, M, COLS, K, 0.3f, x, 0, lda, y, 0, ldb, 0f, z, 0, COLS, epilogue));
            }
            calls.map(
                    "Gemv.sgemv " + ta, K, (p, z) -> Gemv.sgemv(p, ta, K, 190, 0.3f, x, 0, 200, y, 0, 1, 0f, z, 0, 1));
        }
        Transpose no = Transpose.NO;
        calls.map(
                "Gemm.sgemm serial",
                900,
                (p, z) -> Gemm.sgemm(no, no, 30, 30, 30, 1f, x, 0, 30, y, 0, 30, 0f, z, 0, 30));
        calls.map(
                "Gemm.sgemmBatched",
                6 * 900,
                (p, z) -> Gemm.sgemmBatched(
                        p, 6, no, no, 30, 30, 50, 1f, x, 0, 50, 1500, y, 0, 30, 1500, 0f, z, 0, 30, 900));
    }

    private void convolution(String what, Conv2dGeometry g) {
        float[] weights = TestData.normals(g.weightsSize(), 24);
        Epilogue epilogue = Epilogue.bias(TestData.normals(g.outChannels(), 25), 0);
        float[] forward = workspace(p -> Conv2d.forwardWorkspace(p, g));
        float[] backwardData = workspace(p -> Conv2d.backwardDataWorkspace(p, g));
        float[] backwardWeights = workspace(p -> Conv2d.backwardWeightsWorkspace(p, g));
        calls.map(
                "Conv2d.forward" + what,
                g.outputSize(),
                (p, z) -> Conv2d.forward(p, g, x, 0, weights, 0, epilogue, z, 0, forward, 0));
        calls.map(
                "Conv2d.backwardData" + what,
                g.inputSize(),
                (p, z) -> Conv2d.backwardData(p, g, y, 0, weights, 0, z, 0, backwardData, 0));
        calls.map(
                "Conv2d.backwardWeights" + what,
                g.weightsSize(),
                (p, z) -> Conv2d.backwardWeights(p, g, x, 0, y, 0, z, 0, backwardWeights, 0));
    }

    private void moments() {
        float[] weights = TestData.normals(MANY_IMAGES.weightsSize(), 24);
        float[] workspace = workspace(p -> Conv2d.forwardWorkspace(p, MANY_IMAGES));
        int channels = MANY_IMAGES.outChannels();
        float[] mean = new float[channels];
        float[] variance = new float[channels];
        float[] z = new float[MANY_IMAGES.outputSize()];
        double[] sums = new double[BatchNorm.workspaceSize(z.length / channels, channels)];
        Moments moments = Moments.of(mean, 0, variance, 0, sums, 0);
        Epilogue relu = Epilogue.relu();
        calls.add(
                "Conv2d.forward moments",
                p -> Conv2d.forward(p, MANY_IMAGES, x, 0, weights, 0, relu, moments, z, 0, workspace, 0),
                z,
                mean,
                variance);
    }

    private static float[] workspace(ToIntFunction<Parallelism> size) {
        return new float[Threads.all().stream().mapToInt(size).max().orElseThrow()];
    }

    private void patches() {
        int size = Math.toIntExact(CONV.batch() * Im2col.columnsSize(CONV));
        float[] columns = TestData.normals(size, 26);
        calls.map("Im2col.im2col", size, (p, z) -> Im2col.im2col(p, CONV, x, 0, z, 0));
        calls.map("Im2col.im2col part", size / 3, (p, z) -> Im2col.im2col(p, CONV, 1, 0, x, 0, z, 0));
        int rgbSize = Math.toIntExact(RGB.batch() * Im2col.columnsSize(RGB));
        calls.map("Im2col.im2col of three channels", rgbSize, (p, z) -> Im2col.im2col(p, RGB, x, 0, z, 0));
        calls.map("Im2col.col2im", CONV.inputSize(), (p, z) -> Im2col.col2im(p, CONV, columns, 0, z, 0));
        calls.map("Im2col.col2im part", CONV.inputSize(), (p, z) -> Im2col.col2im(p, CONV, 1, 0, columns, 0, z, 0));
    }

    private void pooling() {
        byte[] argmax = new byte[POOL.outputSize()];
        float[] z = new float[POOL.outputSize()];
        int in = POOL.inputSize();
        int out = POOL.outputSize();
        calls.add("MaxPool2d.forward argmax", p -> MaxPool2d.forward(p, POOL, x, 0, z, 0, argmax, 0), z, argmax);
        calls.map("MaxPool2d.forward", out, (p, o) -> MaxPool2d.forward(p, POOL, x, 0, o, 0));
        byte[] given = new byte[out];
        MaxPool2d.forward(Parallelism.serial(), POOL, x, 0, new float[out], 0, given, 0);
        calls.map("MaxPool2d.backward", in, (p, o) -> MaxPool2d.backward(p, POOL, y, 0, given, 0, o, 0));
        for (AveragePool2d.Divisor divisor : AveragePool2d.Divisor.values()) {
            calls.map(
                    "AveragePool2d.forward " + divisor,
                    out,
                    (p, o) -> AveragePool2d.forward(p, POOL, divisor, x, 0, o, 0));
            calls.map(
                    "AveragePool2d.backward " + divisor,
                    in,
                    (p, o) -> AveragePool2d.backward(p, POOL, divisor, y, 0, o, 0));
        }
        calls.map("GlobalAveragePool2d.forward", 165, (p, o) -> GlobalAveragePool2d.forward(p, 5, 300, 33, x, 0, o, 0));
        calls.map(
                "GlobalAveragePool2d.backward",
                49_500,
                (p, o) -> GlobalAveragePool2d.backward(p, 5, 300, 33, y, 0, o, 0));
    }

    private void images() {
        float[] maps = new float[60];
        for (int b = 0; b < 10; b++) {
            AffineTransform.rotation(29, 31, 3.7f * b - 15, 0.3f * b, -0.7f * b, b % 2 == 0, maps, 6 * b);
        }
        calls.map("AffineTransform.bilinear", 8990, (p, z) -> bilinear(p, 1, maps, z));
        calls.map("AffineTransform.bilinear colour", 26_970, (p, z) -> bilinear(p, 3, maps, z));
        calls.map("AffineTransform.bilinear 17 channels", 45_849, (p, z) -> bilinear(p, 17, maps, z));
        calls.map("AffineTransform.rotation", 6, (p, z) -> AffineTransform.rotation(29, 31, 40, 1, 2, true, z, 0));
    }

    private void bilinear(Parallelism p, int channels, float[] maps, float[] z) {
        AffineTransform.bilinear(p, z.length / (899 * channels), 29, 31, channels, x, 0, maps, 0, z, 0);
    }
}
