package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.ConvCase;
import dev.lanewise.testkit.ConvOracle;
import dev.lanewise.testkit.ConvShapes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Both gradients against the double oracle, one thread against many, and against the forward pass as adjoints. */
class Conv2dBackwardTest {

    static List<List<Conv2dGeometry>> shapes() {
        return List.of(ConvShapes.nasty(), ConvShapes.networks());
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("shapes")
    void dataGradientIsWithinTheBoundAndTheSameOnAnyThreads(List<Conv2dGeometry> shapes) {
        for (Conv2dGeometry g : shapes) {
            ConvCase conv = ConvCase.normals(g);
            double[] exact = ConvOracle.backwardData(g, conv.dy(), conv.weights());
            double[] sizes =
                    ConvOracle.backwardData(g, TestData.absolute(conv.dy()), TestData.absolute(conv.weights()));
            int terms = g.kernelHeight() * g.kernelWidth() * (g.outChannels() / g.groups());
            float[] serial = conv.backwardData(Parallelism.serial());
            Tolerance.assertWithin(g.toString(), serial, exact, ConvOracle.bounds(terms, sizes));
            for (Parallelism parallelism : Threads.parallel()) {
                Bits.assertSame(g + " on " + parallelism, conv.backwardData(parallelism), serial);
            }
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("shapes")
    void weightsGradientIsWithinTheBoundAndTheSameOnAnyThreads(List<Conv2dGeometry> shapes) {
        for (Conv2dGeometry g : shapes) {
            ConvCase conv = ConvCase.normals(g);
            double[] exact = ConvOracle.backwardWeights(g, conv.x(), conv.dy());
            double[] sizes = ConvOracle.backwardWeights(g, TestData.absolute(conv.x()), TestData.absolute(conv.dy()));
            float[] serial = conv.backwardWeights(Parallelism.serial());
            Tolerance.assertWithin(g.toString(), serial, exact, ConvOracle.bounds(g.outPixels(), sizes));
            for (Parallelism parallelism : Threads.parallel()) {
                Bits.assertSame(g + " on " + parallelism, conv.backwardWeights(parallelism), serial);
            }
        }
    }

    @Test
    void integersAreExact() {
        List<Conv2dGeometry> shapes = new ArrayList<>(ConvShapes.nasty());
        shapes.addAll(ConvShapes.networks());
        for (Conv2dGeometry g : shapes) {
            ConvCase conv = ConvCase.integers(g);
            double[] dx = ConvOracle.backwardData(g, conv.dy(), conv.weights());
            double[] dWeights = ConvOracle.backwardWeights(g, conv.x(), conv.dy());
            Parallelism parallelism = Threads.all().getLast();
            Tolerance.assertWithin("dx of " + g, conv.backwardData(parallelism), dx, i -> 0);
            Tolerance.assertWithin("dWeights of " + g, conv.backwardWeights(parallelism), dWeights, i -> 0);
        }
    }

    /** {@code <conv(x, w), dy> = <x, dx> = <w, dWeights>}, exactly, without any oracle. */
    @Test
    void theGradientsAreAdjointToTheForwardPass() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.integers(g);
            double product = dot(conv.forward(Parallelism.serial(), Epilogue.none()), conv.dy());
            assertThat(dot(conv.x(), conv.backwardData(Parallelism.serial())))
                    .as("dx of %s", g)
                    .isEqualTo(product);
            assertThat(dot(conv.weights(), conv.backwardWeights(Parallelism.serial())))
                    .as("dWeights of %s", g)
                    .isEqualTo(product);
        }
    }

    /** Rows and columns that no window reaches, because the stride does not divide or skips them: exactly +0. */
    @Test
    void inputsThatNoOutputReadsGetNoGradient() {
        int unusedInAll = 0;
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            boolean[] used = new boolean[g.inputSize()];
            ConvOracle.walk(g, (out, in, weight, count) -> {
                if (in >= 0) {
                    used[in] = true;
                }
            });
            float[] dx = ConvCase.normals(g).backwardData(Parallelism.serial());
            for (int i = 0; i < dx.length; i++) {
                unusedInAll += used[i] ? 0 : 1;
                if (!used[i] && Float.floatToRawIntBits(dx[i]) != 0) {
                    fail("dx[%d] of %s: %s", i, g, dx[i]);
                }
            }
        }
        assertThat(unusedInAll).isGreaterThan(1000);
    }

    /** A NaN in the gradient reaches every input and weight that its output reads, and no other input. */
    @Test
    void nanReachesWhatItsOutputReads() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            if (g.outputSize() == 0) {
                continue;
            }
            ConvCase normals = ConvCase.normals(g);
            float[] dy = normals.dy().clone();
            int at = dy.length / 2;
            dy[at] = Float.NaN;
            ConvCase conv = new ConvCase(g, normals.x(), normals.weights(), dy);
            boolean[] reached = new boolean[g.inputSize()];
            boolean[] reachedWeights = new boolean[g.weightsSize()];
            ConvOracle.walk(g, (out, in, weight, count) -> {
                if (in >= 0 && at >= out && at < out + count) {
                    reached[in] = true;
                    reachedWeights[weight + at - out] = true;
                }
            });
            float[] dx = conv.backwardData(Parallelism.serial());
            for (int i = 0; i < dx.length; i++) {
                if (Float.isNaN(dx[i]) != reached[i]) {
                    fail("dx[%d] of %s: %s", i, g, dx[i]);
                }
            }
            float[] dWeights = conv.backwardWeights(Parallelism.serial());
            for (int i = 0; i < dWeights.length; i++) {
                if (reachedWeights[i] && !Float.isNaN(dWeights[i])) {
                    fail("dWeights[%d] of %s: %s", i, g, dWeights[i]);
                }
            }
        }
    }

    /** An infinite gradient beside padding: the shape alone says whether its product with the padding is left out. */
    @Test
    void theShapeSaysWhatBecomesOfAnInfiniteGradientBesidePadding() {
        assertThat(firstTapWithInfiniteCorner(8, 16, 24)).isFinite();
        assertThat(firstTapWithInfiniteCorner(4, 16, 24)).isNaN(); // few pixels
        assertThat(firstTapWithInfiniteCorner(8, 16, 16)).isNaN(); // few outputs
        assertThat(firstTapWithInfiniteCorner(8, 3, 24)).isNaN(); // few inputs
    }

    /** The gradient by the weight that multiplies the pixel above and before, where the first gradient is infinite. */
    private static float firstTapWithInfiniteCorner(int batch, int inputs, int outputs) {
        Conv2dGeometry g = Conv2dGeometry.same(batch, 8, 8, inputs, outputs, 3, 3);
        ConvCase integers = ConvCase.integers(g);
        float[] dy = integers.dy().clone();
        dy[0] = Float.POSITIVE_INFINITY;
        return new ConvCase(g, integers.x(), integers.weights(), dy).backwardWeights(Parallelism.serial())[0];
    }

    /** Without images the gradient of the weights is zero: it is overwritten, as always. */
    @Test
    void anEmptyBatchHasZeroGradients() {
        Conv2dGeometry g = Conv2dGeometry.of(0, 9, 9, 3, 20, 3, 3);
        for (Parallelism parallelism : Threads.all()) {
            Bits.assertSame("dWeights", ConvCase.normals(g).backwardWeights(parallelism), new float[g.weightsSize()]);
        }
    }

    /** At most 16 chunks, each of 1,024 output pixels or more: so many images a chunk. */
    static List<Arguments> chunks() {
        Conv2dGeometry small = Conv2dGeometry.of(64, 6, 6, 3, 20, 3, 3);
        return List.of(
                arguments(small, 64),
                arguments(small.withBatch(127), 127),
                arguments(small.withBatch(128), 64),
                arguments(small.withBatch(191), 96),
                arguments(Conv2dGeometry.of(5, 30, 31, 5, 17, 3, 3), 2),
                arguments(Conv2dGeometry.of(5, 32, 32, 3, 32, 3, 3), 2),
                arguments(Conv2dGeometry.of(20, 33, 34, 4, 4, 3, 3).withGroups(4), 2),
                arguments(Conv2dGeometry.of(33, 32, 33, 1, 2, 1, 1), 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void weightsGradientHasTheBitsOfItsChains(Conv2dGeometry g, int images) {
        ConvCase conv = ConvCase.normals(g);
        float[] expected = ConvOracle.backwardWeightsChain(g, conv.x(), conv.dy(), images);
        for (Parallelism parallelism : Threads.all()) {
            Bits.assertSame(g + " on " + parallelism, conv.backwardWeights(parallelism), expected);
        }
    }

    /** Many terms: the sum over a large batch of pixels still meets the bound of its number of terms. */
    @Test
    void weightsGradientOverManyPixels() {
        Conv2dGeometry g = Conv2dGeometry.of(40, 56, 56, 1, 2, 1, 1);
        float[] ones = TestData.uniforms(g.inputSize(), 0.09f, 0.11f, 1);
        float[] dy = TestData.uniforms(g.outputSize(), 0.9f, 1.1f, 2);
        ConvCase conv = new ConvCase(g, ones, new float[g.weightsSize()], dy);
        double[] exact = ConvOracle.backwardWeights(g, ones, dy);
        float[] serial = conv.backwardWeights(Parallelism.serial());
        Tolerance.assertWithin(g.toString(), serial, exact, ConvOracle.bounds(g.outPixels(), exact));
        Bits.assertSame("threads", conv.backwardWeights(Threads.all().getLast()), serial);
    }

    private static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }
}
