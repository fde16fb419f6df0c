package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LayoutsTest {

    /** More than half of a heap region of 16 MiB: such an array begins with a region, and tiles with cache lines. */
    private static final int LARGE = (8 << 20) / Float.BYTES + 64;

    private static final int[] SIZES = {0, 1, 3, 7, 8, 9, 15, 16, 17, 63, 64, 79, 80, 200};

    @Test
    void transposesEveryShapeBetweenGaps() {
        for (int rows : SIZES) {
            for (int cols : SIZES) {
                float[] x = TestData.specials(rows * cols, rows);
                float[] expected = new float[rows * cols];
                for (int i = 0; i < x.length; i++) {
                    expected[i % cols * rows + i / cols] = x[i];
                }
                int ldx = Math.max(1, cols) + 3;
                int ldy = Math.max(1, rows) + 5;
                float[] source = Canary.matrix(x, rows, cols, 2, ldx, 1);
                for (Parallelism parallelism : Threads.all()) {
                    String what = rows + " x " + cols;
                    float[] y = Canary.array(7 + cols * ldy + 1);
                    Layouts.transpose(parallelism, rows, cols, source, 2, ldx, y, 7, ldy);
                    Bits.assertSame(what, Canary.inside(y, cols, rows, 7, ldy), expected);
                    Canary.assertIntact(what, y, cols, rows, 7, ldy);
                }
            }
        }
    }

    @Test
    void transposesAtAnyPlaceOfALargeArray() {
        float[] x = new float[LARGE];
        float[] y = new float[LARGE];
        for (int[] shape : new int[][] {{16, 16}, {32, 80}, {96, 16}, {144, 160}, {2064, 3}, {3, 2064}}) {
            int rows = shape[0];
            int cols = shape[1];
            int n = rows * cols;
            float[] source = TestData.normals(n, rows);
            float[] expected = new float[n];
            for (int i = 0; i < n; i++) {
                expected[i % cols * rows + i / cols] = source[i];
            }
            for (int off = 0; off <= 16; off++) {
                System.arraycopy(source, 0, x, off, n);
                for (Parallelism parallelism : Threads.all()) {
                    int yOff = 17 - off;
                    Arrays.fill(y, 0, n + 64, -1f);
                    Layouts.transpose(parallelism, rows, cols, x, off, cols, y, yOff, rows);
                    String what = rows + " x " + cols + " at " + off;
                    Bits.assertSame(what, Arrays.copyOfRange(y, yOff, yOff + n), expected);
                    assertThat(y[yOff - 1]).as(what).isEqualTo(-1f);
                    assertThat(y[yOff + n]).as(what).isEqualTo(-1f);
                }
            }
        }
    }

    @Test
    void imagesGoThereAndBack() {
        int[][] shapes = {
            {0, 9, 3},
            {2, 0, 3},
            {1, 1, 1},
            {3, 49, 3},
            {4, 5, 3},
            {2, 1024, 3},
            {2, 2077, 3},
            {5, 130, 32},
            {300, 4, 2}
        };
        for (int[] shape : shapes) {
            int batch = shape[0];
            int pixels = shape[1];
            int channels = shape[2];
            int n = batch * pixels * channels;
            float[] nhwc = TestData.normals(n, 1);
            float[] nchw = new float[n];
            for (int i = 0; i < n; i++) {
                int image = i / (pixels * channels);
                nchw[(image * channels + i % channels) * pixels + i / channels % pixels] = nhwc[i];
            }
            for (Parallelism parallelism : Threads.all()) {
                float[] y = Canary.array(n + 5);
                Layouts.nhwcToNchw(parallelism, batch, pixels, channels, nhwc, 0, y, 3);
                Bits.assertSame("NCHW", Canary.inside(y, 3, n), nchw);
                Canary.assertIntact("NCHW", y, 3, n);
                float[] back = Canary.array(n + 5);
                Layouts.nchwToNhwc(parallelism, batch, pixels, channels, y, 3, back, 1);
                Bits.assertSame("NHWC", Canary.inside(back, 1, n), nhwc);
                Canary.assertIntact("NHWC", back, 1, n);
            }
        }
    }

    @Test
    void weightsGoThereAndBack() {
        int[][] shapes = {{1, 1, 1, 1}, {3, 3, 0, 4}, {3, 3, 1, 32}, {3, 2, 5, 7}, {5, 5, 64, 65}, {1, 1, 128, 70}};
        for (int[] shape : shapes) {
            int height = shape[0];
            int width = shape[1];
            int in = shape[2];
            int out = shape[3];
            int n = height * width * in * out;
            float[] hwio = TestData.normals(n, 2);
            float[] oihw = new float[n];
            for (int at = 0; at < n; at++) {
                int o = at % out;
                int i = at / out % in;
                int w = at / out / in % width;
                int h = at / out / in / width;
                oihw[((o * in + i) * height + h) * width + w] = hwio[at];
            }
            for (Parallelism parallelism : Threads.all()) {
                float[] y = Canary.array(n + 2);
                Layouts.hwioToOihw(parallelism, height, width, in, out, hwio, 0, y, 1);
                Bits.assertSame("OIHW", Canary.inside(y, 1, n), oihw);
                Canary.assertIntact("OIHW", y, 1, n);
                float[] back = new float[n];
                Layouts.oihwToHwio(parallelism, height, width, in, out, y, 1, back, 0);
                Bits.assertSame("HWIO", back, hwio);
            }
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        float[] x = new float[12];
        float[] y = new float[12];
        Parallelism serial = Parallelism.serial();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layouts.transpose(serial, 3, 4, x, 0, 3, y, 0, 3))
                .withMessage("ld of x: expected at least max(1, columns) = 4, got 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layouts.transpose(serial, 2, 2, x, 0, 4, x, 5, 2))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layouts.nhwcToNchw(serial, 2, 2, 4, x, 0, y, 0))
                .withMessage("x: expected at least offset 0 + 16 elements, got an array of length 12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layouts.nhwcToNchw(serial, 1 << 16, 1 << 16, 4, x, 0, y, 0))
                .withMessageStartingWith("batch x pixels x channels: expected fewer than 2^31 elements");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Layouts.hwioToOihw(serial, 3, -1, 2, 2, x, 0, y, 0))
                .withMessage("kernelWidth: expected a value >= 0, got -1");
    }
}
