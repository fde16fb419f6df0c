package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.Canary;
import dev.lanewise.testkit.Sizes;
import org.junit.jupiter.api.Test;

class ByteConversionTest {

    private static final float SCALE = 1f / 255;
    private static final float SHIFT = -0.5f;

    @Test
    void readsUnsignedBytesAtEverySize() {
        for (int n : Sizes.vectors()) {
            byte[] src = new byte[n + 3];
            float[] expected = new float[n];
            for (int i = 0; i < n; i++) {
                int value = (i * 37 + 11) & 255;
                src[i + 3] = (byte) value;
                expected[i] = Math.fma(SCALE, value, SHIFT);
            }
            for (Parallelism parallelism : Sizes.threads(n)) {
                float[] dst = Canary.array(n + 4);
                ByteConversion.bytesToFloats(parallelism, n, src, 3, SCALE, SHIFT, dst, 1);
                Bits.assertSame("floats of " + n, Canary.inside(dst, 1, n), expected);
                Canary.assertIntact("floats of " + n, dst, 1, n);
            }
        }
    }

    @Test
    void refusesShortArrays() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ByteConversion.bytesToFloats(Parallelism.serial(), 5, new byte[5], 1, 1f, 0f, new float[5], 0))
                .withMessage("src: expected at least offset 1 + 5 elements, got an array of length 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ByteConversion.bytesToFloats(Parallelism.serial(), 5, new byte[5], 0, 1f, 0f, new float[4], 0))
                .withMessage("dst: expected at least offset 0 + 5 elements, got an array of length 4");
    }
}
