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

class BatchNormMomentsTest {

    private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 129};
    private static final int[] ROWS = {1, 2, 3, 7, 8, 31, 32, 33, 127, 128, 129, 255, 257, 1000};

    /** Pieces, folds, chunks and remainders all larger than one. */
    private static final int[][] LARGE = {{70_001, 1}, {50_003, 3}, {9001, 17}, {12_345, 32}, {2600, 128}, {700, 1001}};

    /** What the Javadoc promises: relative error of a variance, error of a mean in deviations. */
    private static final double VARIANCE_BOUND = 0x1p-14;

    private static final double MEAN_BOUND = 0x1p-17;

    @Test
    void matchesTheOracle() {
        for (int channels : CHANNELS) {
            for (int rows : ROWS) {
                float[] x = TestData.normals(rows * channels, rows);
                for (int i = 0; i < x.length; i++) {
                    x[i] = x[i] * (1 + i % channels) + 10 * (i % channels);
                }
                check(rows + " x " + channels, rows, channels, x);
            }
        }
    }

    @Test
    void sameBitsForAnyThreads() {
        for (int[] shape : LARGE) {
            float[] x = TestData.uniforms(shape[0] * shape[1], 3, 5, 1);
            float[] serial = check(shape[0] + " x " + shape[1], shape[0], shape[1], x);
            for (Parallelism parallelism : Threads.parallel()) {
                Bits.assertSame("threads", moments(parallelism, shape[0], shape[1], x), serial);
            }
        }
    }

    /** The constants were computed once, at 512 bits; they change only if the order of the sums does. */
    @Test
    void bitsArePinned() {
        int[] hashes = new int[LARGE.length];
        for (int i = 0; i < LARGE.length; i++) {
            int[] shape = LARGE[i];
            float[] x = TestData.uniforms(shape[0] * shape[1], -1, 3, 2);
            hashes[i] = Arrays.hashCode(moments(Parallelism.allCores(), shape[0], shape[1], x));
        }
        assertThat(hashes).containsExactly(-266159265, -513262085, 561120633, 311885526, -986181066, 82057554);
    }

    /** Mean and deviation in one go: E[x^2] - E[x]^2 in float loses every digit of the last ones. */
    @Test
    void survivesLargeMeans() {
        float[][] cases = {{0, 1}, {100, 1e-3f}, {1000, 1e-3f}, {1e4f, 1e-2f}, {-1e4f, 1e-2f}, {1e6f, 1}, {1e30f, 1e25f}
        };
        for (float[] c : cases) {
            for (int channels : new int[] {1, 3, 32}) {
                float[] x = TestData.normals(5000 * channels, 3);
                for (int i = 0; i < x.length; i++) {
                    x[i] = c[0] + c[1] * x[i];
                }
                check("mean " + c[0] + ", deviation " + c[1], 5000, channels, x);
            }
        }
    }

    @Test
    void survivesSmallSteps() {
        for (int mean : new int[] {0, 100, 1000, 10_000}) {
            float[] x = new float[16];
            for (int i = 0; i < x.length; i++) {
                x[i] = mean + 1e-3f * i;
            }
            check("mean " + mean, 16, 1, x);
            check("mean " + mean, 8, 2, x);
        }
    }

    @Test
    void survivesOutliersDriftAndSteps() {
        int rows = 4000;
        for (int channels : new int[] {1, 5, 32}) {
            int n = rows * channels;
            for (float outlier : new float[] {1e2f, 1e6f, -1e12f, 1e19f, 3e19f, 1e30f}) {
                for (int row : new int[] {0, 1, 127, 128, 2047, rows - 1}) {
                    float[] x = TestData.normals(n, 4);
                    Arrays.fill(x, row * channels, (row + 1) * channels, outlier);
                    check("outlier " + outlier + " in row " + row, rows, channels, x);
                }
            }
            for (float slope : new float[] {1e-3f, 1f, 1e4f}) {
                float[] x = TestData.normals(n, 5);
                float[] step = x.clone();
                float[] late = x.clone();
                for (int i = 0; i < n; i++) {
                    x[i] += slope * (i / channels);
                    step[i] += i < n / 2 ? 0 : 1000 * slope;
                    late[i] += i < n - 50 * channels ? 0 : 1000 * slope;
                }
                check("drift " + slope, rows, channels, x);
                check("step " + slope, rows, channels, step);
                check("late step " + slope, rows, channels, late);
            }
        }
    }

    @Test
    void constantChannelsHaveNoVariance() {
        for (float value : new float[] {0f, -0f, 0.1f, 1e4f, 1e30f, Float.MAX_VALUE, Float.MIN_VALUE}) {
            for (int channels : new int[] {1, 3, 32}) {
                float[] x = new float[3000 * channels];
                Arrays.fill(x, value);
                float[] expected = new float[2 * channels];
                Arrays.fill(expected, 0, channels, value + 0f);
                Bits.assertSame("value " + value, moments(Parallelism.serial(), 3000, channels, x), expected);
            }
        }
    }

    @Test
    void survivesManyRows() {
        int rows = 10_000_000;
        float[] x = new float[rows];
        Arrays.fill(x, 0.1f);
        assertThat(moments(Parallelism.allCores(), rows, 1, x)).containsExactly(0.1f, 0f);
        rows = 17_000_000;
        x = new float[rows];
        for (int i = 0; i < rows; i++) {
            x[i] = 1 + i % 2;
        }
        assertThat(moments(Parallelism.allCores(), rows, 1, x)).containsExactly(1.5f, 0.25f);
    }

    @Test
    void largeMagnitudesDoNotOverflowOnTheWay() {
        float[] x = new float[2000];
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 2 == 0 ? 1e30f : -1e30f;
        }
        assertThat(check("variance beyond float", 2000, 1, x)[1]).isInfinite();
        Arrays.fill(x, 0f);
        x[1234] = 2e19f;
        x[77] = Float.MAX_VALUE / 1e19f;
        check("squares beyond float", 2000, 1, x);
        for (int i = 0; i < x.length; i++) {
            x[i] = i % 2 == 0 ? Float.MAX_VALUE : Math.nextDown(Float.MAX_VALUE);
        }
        assertThat(moments(Parallelism.serial(), 2000, 1, x)[0]).isGreaterThanOrEqualTo(Math.nextDown(Float.MAX_VALUE));
    }

    @Test
    void nonFiniteValuesStayInTheirChannel() {
        for (int channels : new int[] {2, 3, 16, 33}) {
            for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                for (int row : new int[] {0, 1, 128, 1999}) {
                    float[] x = TestData.normals(2000 * channels, 6);
                    float[] clean = moments(Parallelism.serial(), 2000, channels, x);
                    x[row * channels + 1] = value;
                    float[] tainted = moments(Parallelism.serial(), 2000, channels, x);
                    assertThat(tainted[1]).isNotFinite();
                    assertThat(tainted[channels + 1]).isNotFinite();
                    tainted[1] = clean[1];
                    tainted[channels + 1] = clean[channels + 1];
                    Bits.assertSame(value + " in row " + row, tainted, clean);
                }
            }
        }
    }

    @Test
    void refusesBadArguments() {
        float[] x = new float[64];
        float[] m = new float[8];
        double[] w = new double[BatchNorm.workspaceSize(8, 8)];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.moments(Parallelism.serial(), 0, 8, x, 0, m, 0, m, 0, w, 0))
                .withMessage("rows: expected a value > 0, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.moments(Parallelism.serial(), 8, 8, x, 1, m, 0, m, 0, w, 0))
                .withMessage("x: expected at least offset 1 + 64 elements, got an array of length 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.moments(Parallelism.serial(), 1 << 20, 1 << 20, x, 0, m, 0, m, 0, w, 0))
                .withMessage("x: expected at least offset 0 + 1099511627776 elements, got an array of length 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.moments(Parallelism.serial(), 8, 8, x, 0, m, 0, m, 0, w, 0))
                .withMessageStartingWith("variance: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.moments(Parallelism.serial(), 8, 8, x, 0, m, 0, x, 0, w, 1))
                .withMessageStartingWith("workspace: expected at least offset 1 + ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BatchNorm.workspaceSize(8, (1 << 22) + 1))
                .withMessage("channels: expected a value in [0, 4194304], got 4194305");
        BatchNorm.moments(Parallelism.serial(), 8, 0, x, 64, m, 8, m, 8, w, 0);
        assertThat(x).containsOnly(0f);
    }

    /** Checks against the oracle, with offsets and canaries, and returns means and variances. */
    private static float[] check(String what, int rows, int channels, float[] x) {
        BatchNormOracle oracle = new BatchNormOracle(rows, channels, TestData.toDoubles(x));
        double[] mean = oracle.mean();
        double[] variance = oracle.variance();
        float[] actual = moments(Parallelism.serial(), rows, channels, x);
        Tolerance.assertWithin(
                "mean of " + what,
                Arrays.copyOf(actual, channels),
                mean,
                c -> Math.ulp((float) mean[c]) / 2 + MEAN_BOUND * Math.sqrt(variance[c]));
        Tolerance.assertWithin(
                "variance of " + what,
                Arrays.copyOfRange(actual, channels, 2 * channels),
                variance,
                c -> VARIANCE_BOUND * variance[c] + Float.MIN_VALUE);
        return actual;
    }

    private static float[] moments(Parallelism parallelism, int rows, int channels, float[] x) {
        float[] in = x.length > 1_000_000 ? x : Canary.around(x, 3, 2);
        float[] out = Canary.array(2 * channels + 5);
        double[] workspace = new double[BatchNorm.workspaceSize(rows, channels) + 3];
        Arrays.fill(workspace, Double.NaN);
        BatchNorm.moments(parallelism, rows, channels, in, in == x ? 0 : 3, out, 2, out, 2 + channels, workspace, 1);
        Canary.assertIntact("moments", out, 2, 2 * channels);
        assertThat(workspace[0]).isNaN();
        assertThat(workspace[workspace.length - 2]).isNaN();
        return Canary.inside(out, 2, 2 * channels);
    }
}
