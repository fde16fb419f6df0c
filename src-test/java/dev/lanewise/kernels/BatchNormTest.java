package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.BatchNormOracle;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchNormTest {

    private static final int[] CHANNELS = {1, 2, 3, 5, 8, 15, 16, 17, 32, 33, 64, 128, 129, 300};
    private static final int[] ROWS = {0, 1, 2, 3, 15, 31, 33, 127, 129, 257};
    private static final int[][] LARGE = {{70_001, 1}, {20_003, 3}, {3001, 17}, {4321, 32}, {900, 129}, {8211, 33}};
    private static final float EPSILON = 1e-3f;

    /** One problem: an input, a gradient, parameters and the statistics that the kernel computes. */
    private static final class Problem {
        final String what;
        final int rows;
        final int channels;
        final int n;
        final float[] x;
        final float[] dy;
        final float[] gamma;
        final float[] beta;
        final float[] mean;
        final float[] variance;
        final BatchNormOracle oracle;

        Problem(int rows, int channels, float centre) {
            what = rows + " x " + channels + ", mean " + centre;
            this.rows = rows;
            this.channels = channels;
            n = rows * channels;
            x = TestData.normals(n, 1);
            for (int i = 0; i < n; i++) {
                x[i] = centre + x[i] / (1 + i % channels % 7);
            }
            dy = TestData.uniforms(n, -1, 2, 2);
            gamma = TestData.uniforms(channels, -2, 2, 3);
            beta = TestData.normals(channels, 4);
            mean = new float[channels];
            variance = new float[channels];
            if (rows > 0) {
                double[] workspace = new double[BatchNorm.workspaceSize(rows, channels)];
                BatchNorm.moments(Parallelism.serial(), rows, channels, x, 0, mean, 0, variance, 0, workspace, 0);
            }
            oracle = new BatchNormOracle(rows, channels, TestData.toDoubles(x));
        }

        double[] means() {
            return TestData.toDoubles(mean);
        }

        double[] variances() {
            return TestData.toDoubles(variance);
        }

        void normalize(Parallelism parallelism, float[] in, int inOff, float[] y, int yOff) {
            BatchNorm.normalize(
                    parallelism, rows, channels, in, inOff, mean, 0, variance, 0, gamma, 0, beta, 0, EPSILON, y, yOff);
        }

        /** Runs the backward pass and returns dGamma and dBeta, one behind the other. */
        float[] backward(Parallelism parallelism, float[] in, int inOff, float[] dy, int dyOff, float[] dx, int dxOff) {
            float[] sums = Canary.array(2 * channels + 3);
            double[] workspace = new double[BatchNorm.workspaceSize(rows, channels) + 2];
            Arrays.fill(workspace, Double.NaN);
            BatchNorm.backward(
                    parallelism,
                    rows,
                    channels,
                    in,
                    inOff,
                    EpilogueGradient.none(),
                    dy,
                    dyOff,
                    mean,
                    0,
                    variance,
                    0,
                    gamma,
                    0,
                    EPSILON,
                    dx,
                    dxOff,
                    sums,
                    1,
                    sums,
                    1 + channels,
                    workspace,
                    1);
            Canary.assertIntact("sums", sums, 1, 2 * channels);
            assertThat(workspace[0]).isNaN();
            assertThat(workspace[workspace.length - 1]).isNaN();
            return Canary.inside(sums, 1, 2 * channels);
        }
    }

    @Test
    void normalizes() {
        for (int channels : CHANNELS) {
            for (int rows : ROWS) {
                checkNormalize(new Problem(rows, channels, 1));
            }
        }
        for (int[] shape : LARGE) {
            checkNormalize(new Problem(shape[0], shape[1], 1e4f));
        }
    }

    private static void checkNormalize(Problem p) {
        double[] beta = TestData.toDoubles(p.beta);
        double[] expected = p.oracle.normalize(p.means(), p.variances(), TestData.toDoubles(p.gamma), beta, EPSILON);
        float[] serial = Canary.array(p.n + 5);
        p.normalize(Parallelism.serial(), Canary.around(p.x, 1, 2), 1, serial, 3);
        Canary.assertIntact(p.what, serial, 3, p.n);
        Tolerance.assertWithin(
                p.what,
                Canary.inside(serial, 3, p.n),
                expected,
                i -> Tolerance.U
                        * (3 * Math.abs(expected[i] - beta[i % p.channels]) + Math.abs(expected[i]))
                        * (1 + 1e-6));
        for (Parallelism parallelism : Threads.all()) {
            float[] inPlace = Canary.around(p.x, 3, 2);
            p.normalize(parallelism, inPlace, 3, inPlace, 3);
            Bits.assertSame(p.what, inPlace, serial);
        }
    }

    @Test
    void propagatesGradients() {
        for (int channels : CHANNELS) {
            for (int rows : ROWS) {
                checkBackward(new Problem(rows, channels, 1));
            }
        }
        for (int[] shape : LARGE) {
            checkBackward(new Problem(shape[0], shape[1], -2));
        }
    }

    private static void checkBackward(Problem p) {
        double[] dy = TestData.toDoubles(p.dy);
        double[] xHat = p.oracle.xHat(p.means(), p.variances(), EPSILON);
        double[] products = BatchNormOracle.product(dy, xHat);
        double[] dBeta = p.oracle.columnSums(dy);
        double[] dGamma = p.oracle.columnSums(products);
        double[] dyMagnitude = p.oracle.columnSums(magnitudes(dy));
        double[] magnitude = p.oracle.columnSums(magnitudes(products));
        float[] dx = Canary.array(p.n + 5);
        float[] sums =
                p.backward(Parallelism.serial(), Canary.around(p.x, 1, 1), 1, Canary.around(p.dy, 2, 0), 2, dx, 3);
        Canary.assertIntact(p.what, dx, 3, p.n);
        Tolerance.assertWithin(
                "dGamma, " + p.what, Arrays.copyOf(sums, p.channels), dGamma, c -> 80 * Tolerance.U * magnitude[c]);
        Tolerance.assertWithin(
                "dBeta, " + p.what,
                Arrays.copyOfRange(sums, p.channels, 2 * p.channels),
                dBeta,
                c -> 80 * Tolerance.U * dyMagnitude[c]);
        double[] expected = p.oracle.dx(dy, p.means(), p.variances(), TestData.toDoubles(p.gamma), EPSILON);
        Tolerance.assertWithin("dx, " + p.what, Canary.inside(dx, 3, p.n), expected, i -> {
            int c = i % p.channels;
            double scale = Math.abs(p.gamma[c]) / Math.sqrt((double) p.variance[c] + EPSILON);
            double means = (dyMagnitude[c] + Math.abs(xHat[i]) * magnitude[c]) / p.rows;
            return Tolerance.U * scale * (86 * means + 6 * Math.abs(dy[i]));
        });
        for (Parallelism parallelism : Threads.all()) {
            float[] overDy = Canary.around(p.dy, 3, 2);
            Bits.assertSame(p.what, p.backward(parallelism, p.x, 0, overDy, 3, overDy, 3), sums);
            Bits.assertSame(p.what, overDy, dx);
            float[] overX = Canary.around(p.x, 3, 2);
            Bits.assertSame(p.what, p.backward(parallelism, overX, 3, p.dy, 0, overX, 3), sums);
            Bits.assertSame(p.what, overX, dx);
        }
    }

    /** The oracle's gradients against differences of its forward pass, statistics included. */
    @Test
    void oracleAgreesWithDifferences() {
        int rows = 6;
        int channels = 2;
        double[] x = TestData.toDoubles(TestData.normals(rows * channels, 7));
        double[] dy = TestData.toDoubles(TestData.normals(rows * channels, 8));
        double[] gamma = {1.5, -0.5};
        BatchNormOracle oracle = new BatchNormOracle(rows, channels, x);
        double[] dx = oracle.dx(dy, oracle.mean(), oracle.variance(), gamma, EPSILON);
        for (int i = 0; i < x.length; i++) {
            double h = 1e-5;
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            double slope = (loss(rows, channels, up, gamma, dy) - loss(rows, channels, down, gamma, dy)) / (2 * h);
            assertThat(dx[i]).isCloseTo(slope, org.assertj.core.data.Offset.offset(1e-8));
        }
    }

    private static double loss(int rows, int channels, double[] x, double[] gamma, double[] dy) {
        BatchNormOracle oracle = new BatchNormOracle(rows, channels, x);
        double[] y = oracle.normalize(oracle.mean(), oracle.variance(), gamma, new double[channels], EPSILON);
        return Arrays.stream(BatchNormOracle.product(y, dy)).sum();
    }

    @Test
    void oneRowHasNoGradient() {
        Problem p = new Problem(1, 19, 3);
        assertThat(p.variance).containsOnly(0f);
        assertThat(p.mean).isEqualTo(p.x);
        float[] dx = Canary.array(19);
        float[] sums = p.backward(Parallelism.serial(), p.x, 0, p.dy, 0, dx, 0);
        for (int c = 0; c < 19; c++) {
            assertThat(dx[c]).isZero();
            assertThat(sums[c]).isZero();
            assertThat(sums[19 + c]).isEqualTo(p.dy[c]);
        }
    }

    /** The constants were computed once, at 512 bits; they change only if the order of the sums does. */
    @Test
    void bitsArePinned() {
        int[] hashes = new int[LARGE.length];
        for (int i = 0; i < LARGE.length; i++) {
            Problem p = new Problem(LARGE[i][0], LARGE[i][1], 5);
            float[] y = new float[p.n];
            p.normalize(Parallelism.allCores(), p.x, 0, y, 0);
            float[] dx = new float[p.n];
            float[] sums = p.backward(Parallelism.allCores(), p.x, 0, p.dy, 0, dx, 0);
            hashes[i] = 31 * (31 * Arrays.hashCode(y) + Arrays.hashCode(dx)) + Arrays.hashCode(sums);
        }
        assertThat(hashes).containsExactly(1306994488, 1566141588, 242328812, 70770717, 1184921446, -357892585);
    }

    @Test
    void nonFiniteValuesStayInTheirChannel() {
        for (int channels : new int[] {2, 3, 17}) {
            Problem p = new Problem(300, channels, 1);
            float[] dx = new float[p.n];
            float[] sums = p.backward(Parallelism.serial(), p.x, 0, p.dy, 0, dx, 0);
            p.dy[100 * channels + 1] = Float.NaN;
            float[] tainted = new float[p.n];
            float[] taintedSums = p.backward(Parallelism.serial(), p.x, 0, p.dy, 0, tainted, 0);
            for (int i = 0; i < p.n; i++) {
                assertThat(Float.isNaN(tainted[i])).isEqualTo(i % channels == 1);
                tainted[i] = i % channels == 1 ? dx[i] : tainted[i];
            }
            Bits.assertSame("dx", tainted, dx);
            taintedSums[1] = sums[1];
            taintedSums[channels + 1] = sums[channels + 1];
            Bits.assertSame("sums", taintedSums, sums);
        }
    }

    @Test
    void movesStatisticsAsKerasDoes() {
        float[] mean = {1f, -2f, 1e30f};
        float[] variance = {4f, 0f, 3f};
        float[] movingMean = {9f, 0f, 0.1f, -2f};
        float[] movingVariance = {1f, 1f, 8f};
        BatchNorm.updateMoving(3, 0.99f, mean, 0, variance, 0, movingMean, 1, movingVariance, 0);
        double m = 0.99f;
        assertThat(movingMean).containsExactly(9f, (float) (1 - m), (float) (m * 0.1f + (1 - m) * -2), (float)
                (m * -2 + (1 - m) * 1e30f));
        assertThat(movingVariance).containsExactly((float) (m + (1 - m) * 4), (float) m, (float) (m * 8 + (1 - m) * 3));
        BatchNorm.updateMoving(3, 1f, mean, 0, variance, 0, movingMean, 1, movingVariance, 0);
        assertThat(movingVariance[1]).isEqualTo((float) m);
        BatchNorm.updateMoving(3, 0f, mean, 0, variance, 0, movingMean, 1, movingVariance, 0);
        assertThat(movingVariance).isEqualTo(variance);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        BatchNorm.updateMoving(3, Float.NaN, mean, 0, variance, 0, movingMean, 1, movingVariance, 0))
                .withMessage("momentum: expected a value in [0.0, 1.0], got NaN");
    }

    @Test
    void refusesBadArguments() {
        Problem p = new Problem(5, 4, 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.normalize(Parallelism.serial(), p.x, 0, p.x, 1))
                .withMessage("y: expected at least offset 1 + 20 elements, got an array of length 20");
        float[] twice = new float[30];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.normalize(Parallelism.serial(), twice, 0, twice, 5))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.backward(Parallelism.serial(), p.x, 0, twice, 0, twice, 5))
                .withMessageStartingWith("dx: expected no overlap");
        for (float epsilon : new float[] {-1e-3f, Float.NaN, Float.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BatchNorm.normalize(
                            Parallelism.serial(),
                            5,
                            4,
                            p.x,
                            0,
                            p.mean,
                            0,
                            p.variance,
                            0,
                            p.gamma,
                            0,
                            p.beta,
                            0,
                            epsilon,
                            p.x,
                            0))
                    .withMessage("epsilon: expected a finite value >= 0, got " + epsilon);
        }
    }

    @Test
    void refusesABiasGradientInAnotherOutput() {
        float[] x = new float[20];
        float[] row = new float[4];
        float[] shared = {7f, 7f, 7f, 7f};
        EpilogueGradient before = EpilogueGradient.bias(shared, 0);
        double[] workspace = new double[BatchNorm.workspaceSize(5, 4)];
        for (boolean isGamma : new boolean[] {true, false}) {
            float[] dGamma = isGamma ? shared : row;
            float[] dBeta = isGamma ? row : shared;
            // spotless:off
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BatchNorm.backward(Parallelism.serial(), 5, 4, x, 0, before, new float[20], 0,
                            row, 0, row, 0, row, 0, 1e-3f, new float[20], 0, dGamma, 0, dBeta, 0, workspace, 0))
                    .withMessageStartingWith("dBias: expected no overlap");
            // spotless:on
        }
        assertThat(shared).containsOnly(7f);
    }

    private static double[] magnitudes(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }
}
