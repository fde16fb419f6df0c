package dev.lanewise.kernels;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.ConvCase;
import dev.lanewise.testkit.ConvOracle;
import dev.lanewise.testkit.ConvShapes;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The forward pass against the promised chain of operations, bit by bit, and against the double oracle. */
class Conv2dForwardTest {

    @Test
    void nastyShapesHaveThePromisedBits() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            check(ConvCase.normals(g), Threads.all());
        }
    }

    @Test
    void networkLayersHaveThePromisedBits() {
        for (Conv2dGeometry g : ConvShapes.networks()) {
            check(ConvCase.normals(g), Threads.all());
        }
    }

    /** Weights of NaN and infinity, also over the padding, where their product with zero is NaN. */
    @Test
    void specialValuesHaveThePromisedBits() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase normals = ConvCase.normals(g);
            float[] weights = normals.weights().clone();
            weights[weights.length / 2] = Float.POSITIVE_INFINITY;
            weights[weights.length - 1] = Float.NaN;
            check(new ConvCase(g, normals.x(), weights, normals.dy()), List.of(Parallelism.serial()));
            float[] x = normals.x().clone();
            for (int i = 5; i < x.length; i += 131) {
                x[i] = TestData.specials()[i % TestData.specials().length];
            }
            check(new ConvCase(g, x, normals.weights(), normals.dy()), List.of(Parallelism.serial()));
        }
    }

    @Test
    void integersAreExact() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.integers(g);
            double[] exact = ConvOracle.forward(g, conv.x(), conv.weights());
            float[] actual = conv.forward(Threads.all().getLast(), Epilogue.none());
            Tolerance.assertWithin(g.toString(), actual, exact, i -> 0);
        }
    }

    @Test
    void realsAreWithinTheBound() {
        for (Conv2dGeometry g : ConvShapes.networks()) {
            ConvCase conv = ConvCase.normals(g);
            double[] exact = ConvOracle.forward(g, conv.x(), conv.weights());
            double[] sizes = ConvOracle.forward(g, TestData.absolute(conv.x()), TestData.absolute(conv.weights()));
            Tolerance.assertNotDegenerate("exact", exact);
            Tolerance.assertWithin(
                    g.toString(),
                    conv.forward(Parallelism.serial(), Epilogue.none()),
                    exact,
                    ConvOracle.bounds(g.patchSize(), sizes));
        }
    }

    @Test
    void theEpilogueIsTheSameAsOneByOne() {
        for (Conv2dGeometry g : ConvShapes.nasty()) {
            ConvCase conv = ConvCase.normals(g);
            float[] bias = TestData.normals(g.outChannels() + 2, 5);
            float[] plain = ConvOracle.forwardChain(g, conv.x(), conv.weights());
            float[] biased = new float[plain.length];
            float[] positive = new float[plain.length];
            float[] both = new float[plain.length];
            for (int i = 0; i < plain.length; i++) {
                biased[i] = plain[i] + bias[2 + i % g.outChannels()];
                positive[i] = Math.max(plain[i], 0f);
                both[i] = Math.max(biased[i], 0f);
            }
            Parallelism parallelism = Threads.all().getLast();
            Bits.assertSameNumbers(g + " bias", conv.forward(parallelism, Epilogue.bias(bias, 2)), biased);
            Bits.assertSameNumbers(g + " relu", conv.forward(parallelism, Epilogue.relu()), positive);
            Bits.assertSameNumbers(g + " bias, relu", conv.forward(parallelism, Epilogue.biasRelu(bias, 2)), both);
        }
    }

    /** A batch is its images one by one. */
    @Test
    void imagesDoNotMeet() {
        Conv2dGeometry g = Conv2dGeometry.of(4, 7, 6, 5, 19, 3, 3).withSamePadding();
        ConvCase batch = ConvCase.normals(g);
        int one = g.inputSize() / 4;
        float[] x = batch.x().clone();
        Arrays.fill(x, one, 2 * one, Float.NaN);
        float[] clean = batch.forward(Parallelism.serial(), Epilogue.none());
        float[] tainted =
                new ConvCase(g, x, batch.weights(), batch.dy()).forward(Parallelism.serial(), Epilogue.none());
        int out = g.outputSize() / 4;
        Arrays.fill(clean, out, 2 * out, Float.NaN);
        Bits.assertSameNumbers("batch", tainted, clean);
    }

    private static void check(ConvCase conv, List<Parallelism> threads) {
        Conv2dGeometry g = conv.geometry();
        float[] expected = ConvOracle.forwardChain(g, conv.x(), conv.weights());
        for (Parallelism parallelism : threads) {
            Bits.assertSameNumbers(g + " on " + parallelism, conv.forward(parallelism, Epilogue.none()), expected);
        }
    }
}
