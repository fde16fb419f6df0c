package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Test;

class RowBroadcastTest {

    private static final int[][] SHAPES = {
        {0, 3},
        {3, 0},
        {1, 1},
        {7, 1},
        {5, 3},
        {2, 4},
        {3, 7},
        {3, 8},
        {4, 9},
        {2, 15},
        {2, 16},
        {3, 17},
        {1, 65},
        {5000, 10},
        {129, 128},
        {2001, 32},
        {77, 64},
        {515, 48},
        {1203, 4},
        {2, 16385},
        {1, 40000},
    };

    @Test
    void addsAndMultipliesEveryRow() {
        for (int[] shape : SHAPES) {
            int rows = shape[0];
            int cols = shape[1];
            int n = rows * cols;
            float[] row = TestData.normals(cols, 1);
            float[] x = TestData.normals(n, 2);
            float[] sums = new float[n];
            float[] products = new float[n];
            for (int i = 0; i < n; i++) {
                sums[i] = (float) ((double) x[i] + row[i % cols]);
                products[i] = (float) ((double) x[i] * row[i % cols]);
            }
            for (Parallelism parallelism : Threads.all()) {
                String what = rows + " x " + cols;
                float[] y = Canary.array(n + 9);
                RowBroadcast.addRow(parallelism, rows, cols, Canary.around(row, 1, 1), 1, x, 0, y, 5);
                Bits.assertSame("sums " + what, Canary.inside(y, 5, n), sums);
                Canary.assertIntact(what, y, 5, n);
                float[] inPlace = Canary.around(x, 2, 2);
                RowBroadcast.multiplyRow(parallelism, rows, cols, row, 0, inPlace, 2, inPlace, 2);
                Bits.assertSame("products " + what, Canary.inside(inPlace, 2, n), products);
                Canary.assertIntact(what, inPlace, 2, n);
            }
        }
    }

    @Test
    void refusesShortAndOverlappingArrays() {
        float[] x = new float[6];
        float[] row = new float[3];
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBroadcast.addRow(Parallelism.serial(), 2, 4, row, 0, x, 0, x, 0))
                .withMessage("row: expected at least offset 0 + 4 elements, got an array of length 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBroadcast.addRow(Parallelism.serial(), 1 << 30, 4, x, 0, x, 0, x, 0))
                .withMessage("x: expected at least offset 0 + 4294967296 elements, got an array of length 6");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowBroadcast.multiplyRow(Parallelism.serial(), 1, 3, x, 3, x, 0, x, 2))
                .withMessageStartingWith("y: expected no overlap");
    }
}
