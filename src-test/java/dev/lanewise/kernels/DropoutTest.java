package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.PhiloxOracle;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {

    private static final int[] SIZES = {0, 1, 3, 4, 5, 8, 15, 16, 17, 63, 64, 65, 1023, 1024, 1025, 16383, 16385, 40001
    };
    private static final long SEED = 0x0123456789ABCDEFL;
    private static final int STREAM = 5;
    private static final int STEP = -9;

    @Test
    void matchesTheOracle() {
        for (int n : SIZES) {
            for (float rate : new float[] {0.1f, 0.5f, 0.999f}) {
                float[] x = TestData.normals(n, 1);
                float scale = (float) (1 / (1 - Math.round(rate * 65536) / 65536.0));
                float[] expected = new float[n];
                long[] bits = new long[Dropout.maskSize(n) + 2];
                bits[0] = 42;
                bits[bits.length - 1] = 42;
                for (int i = 0; i < n; i++) {
                    if (PhiloxOracle.kept(i, rate, SEED, STREAM, STEP)) {
                        expected[i] = x[i] * scale;
                        bits[1 + i / 64] |= 1L << i;
                    }
                }
                for (Parallelism parallelism : Threads.all()) {
                    String what = "n = " + n + ", rate = " + rate;
                    long[] mask = dirtyMask(n);
                    float[] y = Canary.array(n + 7);
                    Dropout.forward(parallelism, n, rate, SEED, STREAM, STEP, Canary.around(x, 3, 1), 3, y, 2, mask, 1);
                    Bits.assertSame(what, Canary.inside(y, 2, n), expected);
                    Canary.assertIntact(what, y, 2, n);
                    assertThat(mask).as(what).isEqualTo(bits);

                    mask = dirtyMask(n);
                    Dropout.mask(parallelism, n, rate, SEED, STREAM, STEP, mask, 1);
                    assertThat(mask).as(what).isEqualTo(bits);

                    float[] inPlace = Canary.around(x, 1, 1);
                    Dropout.apply(parallelism, n, rate, mask, 1, inPlace, 1, inPlace, 1);
                    Bits.assertSame(what + " in place", Canary.inside(inPlace, 1, n), expected);
                    Canary.assertIntact(what + " in place", inPlace, 1, n);
                }
            }
        }
    }

    /** The constants were computed once, at 512 bits; they change only if the definition of the mask does. */
    @Test
    void bitsArePinned() {
        int n = 100_003;
        long[] mask = new long[Dropout.maskSize(n)];
        Dropout.mask(Parallelism.allCores(), n, 0.25f, SEED, STREAM, STEP, mask, 0);
        assertThat(Arrays.hashCode(mask)).isEqualTo(-1953245364);
    }

    @Test
    void rateZeroIsTheIdentityBitwise() {
        int n = 5000;
        float[] x = TestData.specials(n, 1);
        x[17] = Float.intBitsToFloat(0x7FA0_0001);
        for (float rate : new float[] {0f, -0f, Float.MIN_VALUE, 0x1p-18f}) {
            float[] y = new float[n];
            long[] mask = new long[Dropout.maskSize(n)];
            Dropout.forward(Parallelism.serial(), n, rate, SEED, 0, 0, x, 0, y, 0, mask, 0);
            Bits.assertSame("rate " + rate, y, x);
            assertThat(Arrays.stream(mask).map(Long::bitCount).sum()).isEqualTo(n);
        }
    }

    @Test
    void rateOneIsZero() {
        int n = 5000;
        float[] x = TestData.specials(n, 1);
        for (float rate : new float[] {1f, Math.nextDown(1f)}) {
            float[] y = Canary.array(n);
            long[] mask = new long[Dropout.maskSize(n)];
            Dropout.forward(Parallelism.serial(), n, rate, SEED, 0, 0, x, 0, y, 0, mask, 0);
            Bits.assertSame("forward", y, new float[n]);
            assertThat(mask).containsOnly(0L);
            Dropout.apply(Parallelism.serial(), n, rate, mask, 0, x, 0, y, 0);
            Bits.assertSame("backward", y, new float[n]);
        }
    }

    @Test
    void selectsAndDoesNotMultiply() {
        int n = 1000;
        float[] y = new float[n];
        long[] mask = new long[Dropout.maskSize(n)];
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1f}) {
            float[] x = new float[n];
            Arrays.fill(x, value);
            Dropout.forward(Parallelism.serial(), n, 0.5f, SEED, 0, 0, x, 0, y, 0, mask, 0);
            float[] expected = new float[n];
            for (int i = 0; i < n; i++) {
                expected[i] = (mask[i / 64] >>> i & 1) == 1 ? 2 * value : 0f;
            }
            Bits.assertSameNumbers("x = " + value, y, expected);
        }
    }

    @Test
    void refusesBadArguments() {
        float[] x = new float[100];
        long[] mask = new long[2];
        for (float rate : new float[] {Float.NaN, -0.1f, Math.nextUp(1f), Float.POSITIVE_INFINITY, -Float.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Dropout.forward(Parallelism.serial(), 9, rate, 0, 0, 0, x, 0, x, 0, mask, 0))
                    .withMessage("rate: expected a value in [0.0, 1.0], got " + rate);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dropout.mask(Parallelism.serial(), 129, 0.5f, 0, 0, 0, mask, 0))
                .withMessage("mask: expected at least offset 0 + 3 elements, got an array of length 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dropout.apply(Parallelism.serial(), 60, 0.5f, mask, 0, x, 0, x, 30))
                .withMessageStartingWith("y: expected no overlap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dropout.maskSize(-1))
                .withMessage("n: expected a value >= 0, got -1");
    }

    private static long[] dirtyMask(int n) {
        long[] mask = new long[Dropout.maskSize(n) + 2];
        Arrays.fill(mask, 0xF0F0L);
        mask[0] = 42;
        mask[mask.length - 1] = 42;
        return mask;
    }
}
