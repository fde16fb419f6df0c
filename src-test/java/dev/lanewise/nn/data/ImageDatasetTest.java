package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {

    private static final Shape SHAPE = Shape.of(3, 7, 1);

    @Test
    void convertsEveryByteAndNothingAroundTheSample() {
        byte[] pixels = new byte[13 * 21];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        var images = new ImageDataset(SHAPE, pixels, new byte[13], List.of("only"));
        for (int image = 0; image < 13; image++) {
            float[] sample = new float[25];
            java.util.Arrays.fill(sample, Float.NaN);
            images.copySample(image, sample, 2);
            for (int i = 0; i < 21; i++) {
                assertThat(sample[2 + i])
                        .isEqualTo((21 * image + i & 255) * (1f / 255f))
                        .isBetween(0f, 1f);
            }
            assertThat(sample[0] + sample[1]).isNaN();
            assertThat(sample[23] + sample[24]).isNaN();
        }
        float[] white = new float[21];
        new ImageDataset(SHAPE, filled((byte) 255), new byte[1], List.of("only")).copySample(0, white, 0);
        assertThat(white).containsOnly(1f);
    }

    @Test
    void refusesWhatDoesNotMatch() {
        assertThatThrownBy(() -> new ImageDataset(Shape.of(3, 7), new byte[21], new byte[1], List.of("a")))
                .hasMessage("sampleShape: expected (height, width, channels), got (3, 7)");
        assertThatThrownBy(() -> new ImageDataset(SHAPE, new byte[20], new byte[1], List.of("a")))
                .hasMessage("pixels: expected 1 images of shape (3, 7, 1), got an array of length 20");
        assertThatThrownBy(() -> new ImageDataset(SHAPE, new byte[42], new byte[] {0, 1}, List.of("a")))
                .hasMessage("label of image 1: expected a value in [0, 1), got 1");
        var images = new ImageDataset(SHAPE, new byte[21], new byte[1], List.of("a"));
        assertThatThrownBy(() -> images.copySample(1, new float[21], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.copySample(-1, new float[21], 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> images.label(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[21];
        java.util.Arrays.fill(bytes, value);
        return bytes;
    }
}
