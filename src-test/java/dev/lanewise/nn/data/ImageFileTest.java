package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.MalformedFileException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class ImageFileTest {

    private static final Shape GRAY = Shape.of(1, 2, 1);
    private static final Shape COLOUR = Shape.of(1, 2, 3);

    @TempDir
    Path directory;

    @Test
    void readsGraySamplesAsStored() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 100);
        image.getRaster().setSample(1, 0, 0, 255);
        Path file = write(encode(image, "png"));
        assertThat(ImageFile.read(file, GRAY)).containsExactly(100 / 255f, 1f);
        assertThat(ImageFile.read(file, COLOUR)).containsExactly(100 / 255f, 100 / 255f, 100 / 255f, 1f, 1f, 1f);
    }

    @Test
    void readsSixteenBits() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 1000);
        image.getRaster().setSample(1, 0, 0, 65535);
        assertThat(ImageFile.read(write(encode(image, "png")), GRAY)).containsExactly(1000 / 65535f, 1f);
    }

    @Test
    void readsColourAndTurnsItToGray() throws IOException {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR}) {
            var image = new BufferedImage(2, 1, type);
            image.setRGB(0, 0, 0xff336699);
            image.setRGB(1, 0, 0xffffff00);
            Path file = write(encode(image, "png"));
            float[] colour = ImageFile.read(file, COLOUR);
            float[] expected = {0x33 / 255f, 0x66 / 255f, 0x99 / 255f, 1f, 1f, 0f};
            assertThat(colour).containsExactly(expected, within(1e-6f));
            float luma = (0.299f * 0x33 + 0.587f * 0x66 + 0.114f * 0x99) / 255f;
            assertThat(ImageFile.read(file, GRAY)).containsExactly(new float[] {luma, 0.886f}, within(1e-6f));
        }
    }

    @Test
    void turnsTransparentPartsBlack() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x00ffffff);
        image.setRGB(1, 0, 0x80ffffff);
        float half = 0x80 / 255f;
        assertThat(ImageFile.read(write(encode(image, "png")), COLOUR))
                .containsExactly(new float[] {0f, 0f, 0f, half, half, half}, within(1e-6f));
    }

    @Test
    void readsPalettes() throws IOException {
        var image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(0, 0, 0xffff0000);
        image.setRGB(1, 0, 0xff000000);
        assertThat(ImageFile.read(write(encode(image, "png")), COLOUR)).containsExactly(1f, 0f, 0f, 0f, 0f, 0f);
        var binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
        binary.setRGB(1, 0, 0xffffffff);
        assertThat(ImageFile.read(write(encode(binary, "png")), GRAY)).containsExactly(0f, 1f);
    }

    @Test
    void readsJpegAndStretches() throws IOException {
        float[] pixels = ImageFile.read(write(encode(gradient(), "jpeg")), Shape.of(8, 16, 3));
        assertThat(pixels).hasSize(8 * 16 * 3);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i]).isEqualTo((i / 3 % 16 + 0.5f) / 16, within(0.03f));
        }
    }

    @Test
    void refusesOtherFiles() throws IOException {
        assertRefused(new byte[0], "expected a PNG or JPEG picture, got neither");
        assertRefused("not a picture".getBytes(StandardCharsets.UTF_8), "a PNG or JPEG picture, got neither");
        assertRefused(encode(gradient(), "gif"), "a PNG or JPEG picture, got gif");
        assertRefused(encode(gradient(), "bmp"), "a PNG or JPEG picture, got bmp");
        assertThatThrownBy(() -> ImageFile.read(directory.resolve("none.png"), GRAY))
                .isInstanceOf(NoSuchFileException.class);
    }

    /** The last 21 bytes of this PNG are checksums and the end mark; ImageIO does not ask for them. */
    @Test
    void refusesEveryTruncationThatLosesPixels() throws IOException {
        for (String format : new String[] {"png", "jpeg"}) {
            byte[] whole = encode(gradient(), format);
            int needed = whole.length - (format.equals("png") ? 21 : 0);
            for (int length = 0; length < needed; length += length < 100 ? 1 : 7) {
                Path file = write(Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> ImageFile.read(file, GRAY))
                        .as("first %s of %s bytes of a %s", length, whole.length, format)
                        .isInstanceOf(MalformedFileException.class)
                        .hasMessageStartingWith(file + ": expected a");
            }
        }
    }

    @Test
    void refusesAHugePictureBeforeDecodingIt() throws IOException {
        byte[] png = encode(gradient(), "png");
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, 60_000).putInt(20, 60_000);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        header.putInt(29, (int) crc.getValue());
        assertRefused(png, "expected at most 67108864 pixels, got 60000x60000");
    }

    @Test
    void refusesShapesThatAreNotImages() throws IOException {
        Path file = write(encode(gradient(), "png"));
        assertThatThrownBy(() -> ImageFile.read(file, Shape.of(2, 2, 2)))
                .hasMessage("shape: expected (height, width, 1 or 3), got (2, 2, 2)");
        assertThatThrownBy(() -> ImageFile.read(file, Shape.of(4)))
                .hasMessage("shape: expected (height, width, 1 or 3), got (4)");
    }

    private void assertRefused(byte[] content, String message) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> ImageFile.read(file, GRAY))
                .isInstanceOf(MalformedFileException.class)
                .message()
                .startsWith(file + ": expected ")
                .contains(message);
    }

    /** Gray from left to right. */
    private static BufferedImage gradient() {
        var image = new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 64; x++) {
                image.setRGB(x, y, 0xff000000 | 0x010101 * (4 * x + 2));
            }
        }
        return image;
    }

    private static byte[] encode(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(directory, "image", ""), content);
    }
}
