package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import dev.lanewise.testkit.Tolerance;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GlobalAveragePool2dTest {

    private static final int OFFSET = 3;
    private static final int GAP = 20;
    private static final int[] CHANNELS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65};

    @Test
    void isTheMeanOnEveryShape() {
        for (int channels : CHANNELS) {
            for (int pixels : new int[] {1, 2, 9, 36}) {
                check(Parallelism.serial(), 2, pixels, channels);
            }
            check(Parallelism.serial(), 0, 4, channels);
        }
    }

    @Test
    void threadsDoNotShow() {
        for (Parallelism parallelism : Threads.all()) {
            check(parallelism, 70, 36, 17);
            check(parallelism, 3, 900, 33);
        }
    }

    /** A float sum would be off by thousands of ulps here. */
    @Test
    void meanFarFromZeroIsExact() {
        int pixels = 100_000;
        float[] x = new float[pixels * 9];
        Arrays.fill(x, 10_000.01f);
        float[] y = new float[9];
        GlobalAveragePool2d.forward(Parallelism.serial(), 1, pixels, 9, x, 0, y, 0);
        assertThat(y).containsOnly(10_000.01f);
    }

    @Test
    void nanStaysInItsChannel() {
        float[] x = new float[4 * 19];
        x[2 * 19 + 18] = Float.NaN;
        float[] y = new float[19];
        GlobalAveragePool2d.forward(Parallelism.serial(), 1, 4, 19, x, 0, y, 0);
        for (int c = 0; c < 19; c++) {
            assertThat(Float.isNaN(y[c])).isEqualTo(c == 18);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        float[] big = new float[100];
        Parallelism serial = Parallelism.serial();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GlobalAveragePool2d.forward(serial, 1, 0, 3, big, 0, big, 50))
                .withMessageStartingWith("pixels:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GlobalAveragePool2d.forward(serial, 1, 20, 5, big, 1, new float[5], 0))
                .withMessageStartingWith("x:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GlobalAveragePool2d.backward(serial, 1, 10, 5, big, 49, big, 0))
                .withMessageStartingWith("dx:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GlobalAveragePool2d.backward(serial, 1 << 16, 1 << 16, 1, big, 0, big, 0))
                .withMessageContaining("2^31");
    }

    private static void check(Parallelism parallelism, int batch, int pixels, int channels) {
        float[] x = TestData.normals(batch * pixels * channels, channels);
        double[] means = new double[batch * channels];
        double[] bounds = new double[means.length];
        for (int i = 0; i < x.length; i++) {
            int at = i / channels / pixels * channels + i % channels;
            means[at] += x[i] / (double) pixels;
            bounds[at] += 0x1p-53 * Math.abs(x[i]);
        }
        float[] y = Canary.array(OFFSET + means.length + GAP);
        GlobalAveragePool2d.forward(parallelism, batch, pixels, channels, Canary.around(x, 1, 0), 1, y, OFFSET);
        String what = batch + " x " + pixels + " x " + channels;
        float[] inside = Canary.inside(y, OFFSET, means.length);
        // The rounding to float, and the double sums of kernel and oracle.
        Tolerance.assertWithin(
                what, inside, means, i -> Tolerance.U * Math.abs(means[i]) + 3 * bounds[i] + Float.MIN_VALUE);
        Canary.assertIntact(what, y, OFFSET, means.length);

        float[] dx = Canary.array(OFFSET + x.length + GAP);
        GlobalAveragePool2d.backward(parallelism, batch, pixels, channels, y, OFFSET, dx, OFFSET);
        float[] expected = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = (float) (inside[i / channels / pixels * channels + i % channels] / (double) pixels);
        }
        Bits.assertSame(what, Canary.inside(dx, OFFSET, x.length), expected);
        Canary.assertIntact(what, dx, OFFSET, x.length);
    }
}
