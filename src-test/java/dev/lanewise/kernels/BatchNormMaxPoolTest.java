package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fused kernels against their parts, which have oracles of their own: every bit is the same. */
class BatchNormMaxPoolTest {

    private static final float EPSILON = 1e-3f;

    static Stream<Pool2dGeometry> geometries() {
        return Stream.of(
                Pool2dGeometry.of(0, 4, 4, 3, 2, 2),
                Pool2dGeometry.of(1, 2, 2, 1, 2, 2),
                Pool2dGeometry.of(2, 5, 7, 3, 2, 2),
                Pool2dGeometry.of(3, 30, 30, 32, 2, 2),
                Pool2dGeometry.of(2, 13, 13, 64, 2, 2),
                Pool2dGeometry.of(2, 9, 8, 17, 3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1),
                Pool2dGeometry.of(1, 11, 10, 20, 2, 3).withStrides(1, 2),
                Pool2dGeometry.of(2, 12, 9, 5, 2, 2).withStrides(3, 4),
                Pool2dGeometry.of(1, 64, 40, 33, 2, 2),
                Pool2dGeometry.of(5, 31, 31, 16, 3, 2).withStrides(4, 2).withPadding(1, 0, 0, 0),
                Pool2dGeometry.of(20, 30, 30, 32, 2, 2));
    }

    /** What comes before the batch normalisation. */
    private enum Before {
        NOTHING,
        RELU,
        BIAS,
        BIAS_RELU;

        boolean relu() {
            return this == RELU || this == BIAS_RELU;
        }

        boolean bias() {
            return this == BIAS || this == BIAS_RELU;
        }

        EpilogueGradient gradient(float[] dBias) {
            return switch (this) {
                case NOTHING -> EpilogueGradient.none();
                case RELU -> EpilogueGradient.relu();
                case BIAS -> EpilogueGradient.bias(dBias, 0);
                case BIAS_RELU -> EpilogueGradient.biasRelu(dBias, 0);
            };
        }
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void bitsOfTheParts(Pool2dGeometry g) {
        for (Before before : Before.values()) {
            Case parts = new Case(g, before);
            parts.forwardByParts();
            parts.backwardByParts();
            for (Parallelism parallelism : Threads.all()) {
                Case fused = new Case(g, before);
                fused.forward(parallelism);
                fused.backward(parallelism);
                assertSame(fused, parts);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void inferenceHasTheSameMaxima(Pool2dGeometry g) {
        Case parts = new Case(g, Before.NOTHING);
        parts.forwardByParts();
        for (Parallelism parallelism : Threads.all()) {
            float[] y = Canary.array(g.outputSize() + 2);
            BatchNormMaxPool.forward(
                    parallelism,
                    g,
                    parts.x,
                    0,
                    parts.mean,
                    0,
                    parts.variance,
                    0,
                    parts.gamma,
                    0,
                    parts.beta,
                    0,
                    EPSILON,
                    y,
                    1);
            Canary.assertIntact("y", y, 1, g.outputSize());
            assertThat(Arrays.copyOfRange(y, 1, 1 + g.outputSize())).isEqualTo(parts.y);
        }
    }

    @ParameterizedTest
    @MethodSource("geometries")
    void dropsTheSameMaxima(Pool2dGeometry g) {
        for (float rate : new float[] {0f, 0.25f, 1f}) {
            Case parts = new Case(g, Before.NOTHING);
            parts.beta[0] = Float.POSITIVE_INFINITY;
            int n = g.outputSize();
            long[] mask = new long[Dropout.maskSize(n) + 1];
            Dropout.mask(Parallelism.serial(), n, rate, 7, 8, 9, mask, 1);
            parts.forwardByParts();
            Dropout.apply(Parallelism.serial(), n, rate, mask, 1, parts.y, 0, parts.y, 0);
            for (Parallelism parallelism : Threads.all()) {
                Case fused = new Case(g, Before.NOTHING);
                fused.beta[0] = Float.POSITIVE_INFINITY;
                fused.forward(parallelism, rate, mask, 1);
                assertThat(fused.y).isEqualTo(parts.y);
                assertThat(fused.argmax).isEqualTo(parts.argmax);
            }
        }
    }

    @Test
    void keepsSpecialValuesWhereThePartsDo() {
        Case parts = new Case(Pool2dGeometry.of(1, 6, 6, 2, 2, 2), Before.BIAS_RELU);
        Case fused = new Case(parts.g, Before.BIAS_RELU);
        for (Case c : List.of(parts, fused)) {
            c.x[5] = Float.NaN;
            c.x[20] = -0f;
            c.dy[3] = -0f;
            c.dy[4] = Float.NEGATIVE_INFINITY;
        }
        parts.forwardByParts();
        parts.backwardByParts();
        fused.forward(Parallelism.serial());
        fused.backward(Parallelism.serial());
        assertSame(fused, parts);
    }

    @Test
    void namesWhatIsWrong() {
        Case c = new Case(Pool2dGeometry.of(1, 4, 4, 2, 2, 2), Before.NOTHING);
        c.argmax = new byte[1];
        assertThatThrownBy(() -> c.forward(Parallelism.serial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argmax: ");
        c.argmax = new byte[c.g.outputSize()];
        assertThatThrownBy(() -> c.forward(Parallelism.serial(), 0.5f, new long[1], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("mask: ");
        assertThatThrownBy(() -> c.forward(Parallelism.serial(), 1.5f, new long[1], 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rate: ");
        c.dy = c.dx;
        assertThatThrownBy(() -> c.backward(Parallelism.serial()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("dx: ");
    }

    private static void assertSame(Case fused, Case parts) {
        assertThat(fused.y).isEqualTo(parts.y);
        assertThat(fused.argmax).isEqualTo(parts.argmax);
        assertThat(fused.dx).isEqualTo(parts.dx);
        assertThat(fused.dGamma).isEqualTo(parts.dGamma);
        assertThat(fused.dBeta).isEqualTo(parts.dBeta);
        assertThat(fused.dBias).isEqualTo(parts.dBias);
    }

    private static final class Case {
        final Pool2dGeometry g;
        final Before before;
        final int rows;
        final int channels;
        final float[] x;
        final float[] mean;
        final float[] variance;
        final float[] gamma;
        final float[] beta;
        final float[] y;
        final float[] dx;
        final float[] dGamma;
        final float[] dBeta;
        final float[] dBias;
        final double[] workspace;
        float[] dy;
        byte[] argmax;

        Case(Pool2dGeometry g, Before before) {
            this.g = g;
            this.before = before;
            rows = g.batch() * g.height() * g.width();
            channels = g.channels();
            x = TestData.normals(g.inputSize(), 1);
            dy = TestData.normals(g.outputSize(), 2);
            mean = TestData.normals(channels, 3);
            variance = TestData.positives(channels, 4);
            gamma = TestData.normals(channels, 5);
            beta = TestData.normals(channels, 6);
            y = new float[g.outputSize()];
            argmax = new byte[g.outputSize()];
            dx = new float[g.inputSize()];
            dGamma = new float[channels];
            dBeta = new float[channels];
            dBias = new float[channels];
            workspace = new double[BatchNorm.workspaceSize(rows, channels)];
        }

        void forward(Parallelism parallelism) {
            BatchNormMaxPool.forward(
                    parallelism, g, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, y, 0, argmax, 0);
        }

        void forward(Parallelism parallelism, float rate, long[] mask, int maskOff) {
            BatchNormMaxPool.forward(
                    parallelism,
                    g,
                    x,
                    0,
                    mean,
                    0,
                    variance,
                    0,
                    gamma,
                    0,
                    beta,
                    0,
                    EPSILON,
                    rate,
                    mask,
                    maskOff,
                    y,
                    0,
                    argmax,
                    0);
        }

        void forwardByParts() {
            Parallelism serial = Parallelism.serial();
            float[] normalized = new float[g.inputSize()];
            BatchNorm.normalize(
                    serial, rows, channels, x, 0, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, normalized, 0);
            MaxPool2d.forward(serial, g, normalized, 0, y, 0, argmax, 0);
        }

        void backward(Parallelism parallelism) {
            BatchNormMaxPool.backward(
                    parallelism,
                    g,
                    x,
                    0,
                    before.gradient(dBias),
                    dy,
                    0,
                    argmax,
                    0,
                    mean,
                    0,
                    variance,
                    0,
                    gamma,
                    0,
                    EPSILON,
                    dx,
                    0,
                    dGamma,
                    0,
                    dBeta,
                    0,
                    workspace,
                    0);
        }

        void backwardByParts() {
            Parallelism serial = Parallelism.serial();
            float[] gradient = new float[g.inputSize()];
            MaxPool2d.backward(serial, g, dy, 0, argmax, 0, gradient, 0);
            BatchNorm.backward(
                    serial,
                    rows,
                    channels,
                    x,
                    0,
                    EpilogueGradient.none(),
                    gradient,
                    0,
                    mean,
                    0,
                    variance,
                    0,
                    gamma,
                    0,
                    EPSILON,
                    dx,
                    0,
                    dGamma,
                    0,
                    dBeta,
                    0,
                    workspace,
                    0);
            if (before.relu()) {
                Relu.backward(serial, g.inputSize(), x, 0, dx, 0, dx, 0);
            }
            if (before.bias()) {
                Reductions.columnSums(serial, rows, channels, dx, 0, dBias, 0);
            }
        }
    }
}
