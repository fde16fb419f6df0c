package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.ReductionsOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ColumnSumsTest {

    /** Narrow rows that are put side by side, with and without a rest; one and several chunks; wide rows in blocks. */
    private static final int[][] SHAPES = {
        {0, 3},
        {3, 0},
        {1, 1},
        {2, 1},
        {63, 1},
        {64, 1},
        {200, 1},
        {5, 3},
        {25, 10},
        {1003, 10},
        {7, 31},
        {9, 32},
        {9, 33},
        {4, 64},
        {6, 65},
        {130, 64},
        {3, 1025},
        {70, 3000},
        {300, 257},
    };

    @Test
    void areTheExactSumsRoundedOnce() {
        for (int[] shape : SHAPES) {
            int rows = shape[0];
            int cols = shape[1];
            float[] x = TestData.uniforms(rows * cols, -1f, 3f, 1);
            float[] expected = ReductionsOracle.exactColumnSums(x, rows, cols);
            float[] in = Canary.around(x, 5, 3);
            for (Parallelism parallelism : Threads.all()) {
                String what = rows + " x " + cols;
                float[] out = Canary.array(cols + 7);
                Reductions.columnSums(parallelism, rows, cols, in, 5, out, 3);
                Bits.assertSame(what, Canary.inside(out, 3, cols), expected);
                Canary.assertIntact(what, out, 3, cols);
            }
        }
    }

    /** Chunks of several sizes; the sums of small integers leave no room for an error. */
    @Test
    void manyRowsGiveTheSameBitsOnAnyNumberOfThreads() {
        for (int[] shape : new int[][] {{100_000, 10}, {14_400, 32}, {2_000, 1030}}) {
            int rows = shape[0];
            int cols = shape[1];
            float[] x = TestData.smallIntegers(rows * cols, 2);
            long[] sums = new long[cols];
            for (int i = 0; i < x.length; i++) {
                sums[i % cols] += (long) x[i];
            }
            float[] expected = new float[cols];
            for (int c = 0; c < cols; c++) {
                expected[c] = sums[c];
            }
            for (Parallelism parallelism : Threads.all()) {
                float[] out = new float[cols];
                Reductions.columnSums(parallelism, rows, cols, x, 0, out, 0);
                Bits.assertSame(rows + " x " + cols, out, expected);
            }
        }
    }

    /** A float accumulator stops at 2^24 ones; the sum of ten million tenths would be 1,087,937. */
    @Test
    void aLongColumnSurvives() {
        int rows = 10_000_000;
        float[] x = new float[rows];
        Arrays.fill(x, 0.1f);
        float[] out = new float[1];
        Reductions.columnSums(Parallelism.allCores(), rows, 1, x, 0, out, 0);
        Bits.assertSame("tenths", out, new float[] {(float) (rows * (double) 0.1f)});
    }

    @Test
    void aNanTaintsItsColumnAlone() {
        for (int[] shape : new int[][] {{25, 10}, {9, 33}, {130, 64}}) {
            int cols = shape[1];
            float[] x = TestData.smallIntegers(shape[0] * cols, 3);
            int at = x.length - 2;
            float[] expected = ReductionsOracle.exactColumnSums(x, shape[0], cols);
            expected[at % cols] = Float.NaN;
            x[at] = Float.NaN;
            float[] out = new float[cols];
            Reductions.columnSums(Parallelism.serial(), shape[0], cols, x, 0, out, 0);
            Bits.assertSameNumbers("column sums", out, expected);
        }
    }

    @Test
    void refusesShortAndOverlappingArrays() {
        float[] x = new float[6];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.columnSums(Parallelism.serial(), 2, 3, x, 0, new float[2], 0))
                .withMessage("out: expected at least offset 0 + 3 elements, got an array of length 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reductions.columnSums(Parallelism.serial(), 1, 3, x, 0, x, 2))
                .withMessageStartingWith("out: expected no overlap");
    }
}
