package dev.lanewise.kernels;

import static dev.lanewise.kernels.SoftmaxTest.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.SoftmaxOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cross-entropies, their gradients and their smoothing against the double oracle. */
class CrossEntropyTest {

    private static final double U = Tolerance.U;
    private static final float SCALE = 0.25f;

    @ParameterizedTest
    @CsvSource({"1, 2, 0", "64, 10, 0", "64, 10, 0.1", "7, 17, 1", "5, 65, 0.2", "300, 33, 0"})
    void labelsFromLogits(int rows, int classes, float smoothing) {
        float[] logits = TestData.uniforms(rows * classes, -8, 8, 1);
        int[] labels = TestData.indices(rows, classes, 2);
        float[] losses = new float[rows];
        float[] gradient = new float[rows * classes];
        SoftmaxCrossEntropy.sparse(
                Parallelism.serial(), rows, classes, smoothing, logits, 0, labels, 0, losses, 0, SCALE, gradient, 0);
        checkLogits(rows, classes, smoothing, logits, oneHot(labels, classes), losses, gradient);
        float[] alone = new float[rows];
        SoftmaxCrossEntropy.sparse(Parallelism.serial(), rows, classes, smoothing, logits, 0, labels, 0, alone, 0);
        Bits.assertSame("without the gradient", alone, losses);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 0", "64, 10, 0", "7, 17, 0.3", "5, 65, 0.2"})
    void distributionsFromLogits(int rows, int classes, float smoothing) {
        float[] logits = TestData.uniforms(rows * classes, -8, 8, 3);
        float[] targets = TestData.uniforms(rows * classes, 0, 1, 4);
        float[] losses = new float[rows];
        float[] gradient = logits.clone();
        SoftmaxCrossEntropy.dense(
                Parallelism.serial(), rows, classes, smoothing, gradient, 0, targets, 0, losses, 0, SCALE, gradient, 0);
        checkLogits(rows, classes, smoothing, logits, targets, losses, gradient);
    }

    private static void checkLogits(
            int rows, int classes, float smoothing, float[] logits, float[] targets, float[] losses, float[] gradient) {
        for (int r = 0; r < rows; r++) {
            double[] x = row(logits, r * classes, classes);
            double[] t = SoftmaxOracle.smooth(row(targets, r * classes, classes), smoothing);
            double mass = Arrays.stream(t).sum();
            double terms = Math.ceil(classes / 64.0) + 24;
            Tolerance.assertWithin("loss " + r, losses[r], SoftmaxOracle.lossFromLogits(x, t), terms * U * mass * 20);
            double[] p = SoftmaxOracle.softmax(x);
            for (int c = 0; c < classes; c++) {
                double expected = SCALE * (p[c] * mass - t[c]);
                double bound = SCALE * U * ((terms + 20) * p[c] * mass + 4 * t[c]);
                Tolerance.assertWithin("gradient " + r + ", " + c, gradient[r * classes + c], expected, bound);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 10, 0", "7, 17, 0.3"})
    void fromProbabilities(int rows, int classes, float smoothing) {
        float[] p = TestData.uniforms(rows * classes, 0.01f, 0.99f, 5);
        int[] labels = TestData.indices(rows, classes, 6);
        float[] losses = new float[rows];
        float[] gradient = new float[rows * classes];
        CrossEntropy.sparse(
                Parallelism.serial(), rows, classes, smoothing, p, 0, labels, 0, losses, 0, SCALE, gradient, 0);
        float[] denseLosses = new float[rows];
        float[] denseGradient = new float[rows * classes];
        float[] oneHot = oneHot(labels, classes);
        CrossEntropy.dense(
                Parallelism.serial(),
                rows,
                classes,
                smoothing,
                p,
                0,
                oneHot,
                0,
                denseLosses,
                0,
                SCALE,
                denseGradient,
                0);
        for (int r = 0; r < rows; r++) {
            double[] x = row(p, r * classes, classes);
            double[] t = SoftmaxOracle.smooth(row(oneHot, r * classes, classes), smoothing);
            double loss = SoftmaxOracle.lossFromProbabilities(x, t);
            Tolerance.assertWithin("loss " + r, losses[r], loss, 16 * U * 5);
            Tolerance.assertWithin("dense loss " + r, denseLosses[r], loss, 16 * U * 5);
            for (int c = 0; c < classes; c++) {
                double slope = SoftmaxOracle.difference(z -> SoftmaxOracle.lossFromProbabilities(z, t), x, c);
                double bound = 1e-5 + 1e-4 * Math.abs(slope);
                Tolerance.assertWithin("gradient", gradient[r * classes + c], SCALE * slope, bound);
                Tolerance.assertWithin("dense gradient", denseGradient[r * classes + c], SCALE * slope, bound);
            }
        }
    }

    @Test
    void probabilitiesAreKeptFromZeroAndOne() {
        float[] p = {0, 1, 1, 0};
        float[] losses = new float[2];
        float[] gradient = new float[4];
        CrossEntropy.sparse(Parallelism.serial(), 2, 2, 0, p, 0, new int[] {0, 0}, 0, losses, 0, 1, gradient, 0);
        Tolerance.assertWithin("wrong", losses[0], -StrictMath.log(1e-7), 16 * U * 16);
        Tolerance.assertWithin("right", losses[1], 1e-7, 4 * U);
        assertThat(gradient).containsOnly(0f);
    }

    @Test
    void farApartLogits() {
        float[] logits = {1000, -1000, 0, 1000, -1000, 0};
        float[] losses = new float[2];
        SoftmaxCrossEntropy.sparse(Parallelism.serial(), 2, 3, 0, logits, 0, new int[] {0, 1}, 0, losses, 0);
        assertThat(losses).containsExactly(0f, 2000f);
    }

    @Test
    void nanStaysInItsRow() {
        float[] logits = {1, 2, Float.NaN, 4, 5, 6};
        float[] losses = new float[3];
        float[] gradient = new float[6];
        SoftmaxCrossEntropy.sparse(
                Parallelism.serial(), 3, 2, 0, logits, 0, new int[] {0, 1, 0}, 0, losses, 0, 1, gradient, 0);
        assertThat(losses[1]).isNaN();
        assertThat(gradient[2]).isNaN();
        assertThat(losses[0] + losses[2] + gradient[0] + gradient[1] + gradient[4] + gradient[5])
                .isFinite();
    }

    @Test
    void sameBitsForAnyThreads() {
        int rows = 900;
        float[] logits = TestData.normals(rows * 10, 7);
        int[] labels = TestData.indices(rows, 10, 8);
        float[] expected = new float[rows * 10];
        float[] losses = new float[rows];
        SoftmaxCrossEntropy.sparse(
                Parallelism.serial(), rows, 10, 0, logits, 0, labels, 0, losses, 0, SCALE, expected, 0);
        for (Parallelism parallelism : Threads.all()) {
            float[] actual = new float[rows * 10];
            float[] actualLosses = new float[rows];
            SoftmaxCrossEntropy.sparse(
                    parallelism, rows, 10, 0, logits, 0, labels, 0, actualLosses, 0, SCALE, actual, 0);
            Bits.assertSame("gradient, " + parallelism, actual, expected);
            Bits.assertSame("losses, " + parallelism, actualLosses, losses);
        }
    }

    @Test
    void wrongArgumentsAreRefusedBeforeAnyWrite() {
        float[] losses = {7, 7};
        assertThatThrownBy(() -> SoftmaxCrossEntropy.sparse(
                        Parallelism.serial(), 2, 3, 0, new float[6], 0, new int[] {1, 3}, 0, losses, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("labels[1]: expected a class in [0, 3), got 3");
        assertThatThrownBy(() -> CrossEntropy.sparse(
                        Parallelism.serial(), 2, 3, Float.NaN, new float[6], 0, new int[2], 0, losses, 0))
                .hasMessage("labelSmoothing: expected a value in [0.0, 1.0], got NaN");
        assertThat(losses).containsOnly(7f);
    }

    /** The last loss needs targets that the first gradient would have overwritten. */
    @Test
    void refusesTargetsThatAnOutputOverlaps() {
        float[] shared = {1f, 0f, 0f, 0f, 1f, 0f};
        assertThatThrownBy(
                        () -> CrossEntropy.dense(Parallelism.serial(), 2, 3, 0f, new float[6], 0, shared, 0, shared, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("losses: expected no overlap");
        assertThatThrownBy(() -> SoftmaxCrossEntropy.dense(
                        Parallelism.serial(), 2, 3, 0f, new float[6], 0, shared, 0, new float[2], 0, 1f, shared, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected no overlap");
        assertThat(shared).containsExactly(1f, 0f, 0f, 0f, 1f, 0f);
    }

    private static float[] oneHot(int[] labels, int classes) {
        float[] targets = new float[labels.length * classes];
        for (int r = 0; r < labels.length; r++) {
            targets[r * classes + labels[r]] = 1;
        }
        return targets;
    }
}
