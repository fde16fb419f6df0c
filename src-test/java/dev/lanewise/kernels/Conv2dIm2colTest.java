package dev.lanewise.kernels;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.ConvCase;
import dev.lanewise.testkit.ConvShapes;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Test;

/** Two ways to a convolution: the direct one, and patches times weights. The forward passes agree bit by bit. */
class Conv2dIm2colTest {

    private static final Parallelism PARALLELISM = Threads.all().getLast();

    @Test
    void forwardIsPatchesTimesWeights() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.normals(g);
            float[] y = new float[g.outputSize()];
            forEachPart(g, (image, group, outs, pixels) -> {
                float[] columns = new float[(int) Im2col.columnsSize(g)];
                Im2col.im2col(PARALLELISM, g, image, group, conv.x(), 0, columns, 0);
                Gemm.sgemm(
                        PARALLELISM,
                        Transpose.NO,
                        Transpose.NO,
                        pixels,
                        outs,
                        g.patchSize(),
                        1f,
                        columns,
                        0,
                        g.patchSize(),
                        conv.weights(),
                        group * outs,
                        g.outChannels(),
                        0f,
                        y,
                        image * pixels * g.outChannels() + group * outs,
                        g.outChannels());
            });
            Bits.assertSame(g.toString(), conv.forward(PARALLELISM, Epilogue.none()), y);
        }
    }

    /** On small integers, where the order of the sums does not show. */
    @Test
    void dataGradientIsTheSumOfGradientTimesTransposedWeights() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.integers(g);
            float[] dx = new float[g.inputSize()];
            forEachPart(g, (image, group, outs, pixels) -> {
                float[] columns = new float[(int) Im2col.columnsSize(g)];
                Gemm.sgemm(
                        PARALLELISM,
                        Transpose.NO,
                        Transpose.YES,
                        pixels,
                        g.patchSize(),
                        outs,
                        1f,
                        conv.dy(),
                        image * pixels * g.outChannels() + group * outs,
                        g.outChannels(),
                        conv.weights(),
                        group * outs,
                        g.outChannels(),
                        0f,
                        columns,
                        0,
                        g.patchSize());
                Im2col.col2im(PARALLELISM, g, image, group, columns, 0, dx, 0);
            });
            assertSameValues("dx of " + g, conv.backwardData(PARALLELISM), dx);
        }
    }

    @Test
    void weightsGradientIsTransposedPatchesTimesGradient() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.integers(g);
            float[] dWeights = new float[g.weightsSize()];
            forEachPart(g, (image, group, outs, pixels) -> {
                float[] columns = new float[(int) Im2col.columnsSize(g)];
                Im2col.im2col(PARALLELISM, g, image, group, conv.x(), 0, columns, 0);
                Gemm.sgemm(
                        PARALLELISM,
                        Transpose.YES,
                        Transpose.NO,
                        g.patchSize(),
                        outs,
                        pixels,
                        1f,
                        columns,
                        0,
                        g.patchSize(),
                        conv.dy(),
                        image * pixels * g.outChannels() + group * outs,
                        g.outChannels(),
                        1f,
                        dWeights,
                        group * outs,
                        g.outChannels());
            });
            assertSameValues("dWeights of " + g, conv.backwardWeights(PARALLELISM), dWeights);
        }
    }

    private interface Part {
        void run(int image, int group, int outs, int pixels);
    }

    private static void forEachPart(Conv2dGeometry g, Part part) {
        for (int image = 0; image < g.batch(); image++) {
            for (int group = 0; group < g.groups(); group++) {
                part.run(image, group, g.outChannels() / g.groups(), g.outHeight() * g.outWidth());
            }
        }
    }

    /** As equal numbers: a zero may have either sign. */
    private static void assertSameValues(String what, float[] actual, float[] expected) {
        float[] plainActual = actual.clone();
        float[] plainExpected = expected.clone();
        for (int i = 0; i < plainActual.length; i++) {
            plainActual[i] += 0f;
            plainExpected[i] += 0f;
        }
        Bits.assertSame(what, plainActual, plainExpected);
    }
}
