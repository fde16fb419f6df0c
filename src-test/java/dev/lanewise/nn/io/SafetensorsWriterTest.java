package dev.lanewise.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class SafetensorsWriterTest {

    @TempDir
    Path directory;

    /** The bytes that the reference implementation's own test (tensor.rs, test_serialization) expects. */
    @Test
    void writesTheReferenceBytes() throws IOException {
        Path file = directory.resolve("x.safetensors");
        new SafetensorsWriter()
                .tensor("attn.0", List.of(1, 2, 3), new float[] {0f, 1f, 2f, 3f, 4f, 5f}, 0)
                .write(file);
        String header = "{\"attn.0\":{\"dtype\":\"F32\",\"shape\":[1,2,3],\"data_offsets\":[0,24]}}";
        String expected = "4000000000000000" + HexFormat.of().formatHex(header.getBytes(StandardCharsets.UTF_8))
                + "000000000000803f0000004000004040000080400000a040";
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(expected);
    }

    /** test_empty and test_serialization_forced_alignement of the same file: the header is padded with spaces. */
    @Test
    void padsTheHeaderToEightBytes() throws IOException {
        Path file = directory.resolve("x.safetensors");
        new SafetensorsWriter().write(file);
        assertThat(Files.readAllBytes(file)).isEqualTo("\10\0\0\0\0\0\0\0{}      ".getBytes(StandardCharsets.US_ASCII));
        new SafetensorsWriter().metadata("framework", "pt").write(file);
        assertThat(Files.readAllBytes(file))
                .isEqualTo("\50\0\0\0\0\0\0\0{\"__metadata__\":{\"framework\":\"pt\"}}     "
                        .getBytes(StandardCharsets.US_ASCII));
        new SafetensorsWriter()
                .tensor("attn0", List.of(1, 1, 2, 3), new float[6], 0)
                .write(file);
        assertThat(Files.readAllBytes(file)).startsWith(72, 0, 0, 0, 0, 0, 0, 0).hasSize(8 + 72 + 24);
    }

    @Test
    void comesBackBitForBit() throws IOException {
        float[] specials = TestData.specials();
        float[] large = TestData.normals(70_000, 1);
        Path file = directory.resolve("größe ü.safetensors");
        var writer = new SafetensorsWriter()
                .metadata("k\"\\\n", "v\u0000é\ud83d\ude00")
                .tensor("z", List.of(specials.length - 3), specials, 2)
                .tensor("b/é", List.of(7, 10_000), large, 0)
                .tensor("scalar", List.of(), large, 5)
                .tensor("empty", List.of(3, 0, 2), new float[0], 0);
        writer.write(file);
        try (var reader = SafetensorsReader.open(file)) {
            assertThat(reader.metadata()).containsOnly(java.util.Map.entry("k\"\\\n", "v\u0000é\ud83d\ude00"));
            assertThat(reader.tensors()).extracting(TensorInfo::name).containsExactly("b/é", "empty", "scalar", "z");
            assertThat(reader.tensors().get(1).shape()).containsExactly(3L, 0L, 2L);
            Bits.assertSame("b", read(reader, 0), large);
            Bits.assertSame("scalar", read(reader, 2), Arrays.copyOfRange(large, 5, 6));
            Bits.assertSame("z", read(reader, 3), Arrays.copyOfRange(specials, 2, specials.length - 1));
        }
        assertThat(writer.sha256()).isEqualTo(sha256OfData(Files.readAllBytes(file)));
    }

    @Test
    void givesTheSameBytesInAnyOrderOfCalls() throws IOException {
        Path one = directory.resolve("1");
        Path two = directory.resolve("2");
        float[] x = TestData.normals(6, 3);
        new SafetensorsWriter()
                .metadata("a", "1")
                .metadata("b", "2")
                .tensor("p", List.of(2), x, 0)
                .tensor("q", List.of(4), x, 2)
                .write(one);
        new SafetensorsWriter()
                .tensor("q", List.of(4), x, 2)
                .tensor("p", List.of(2), x, 0)
                .metadata("b", "2")
                .metadata("a", "1")
                .write(two);
        assertThat(two).hasSameBinaryContentAs(one);
    }

    @Test
    void refusesWhatTheFormatCannotSay() {
        var writer = new SafetensorsWriter().metadata("k", "v").tensor("a", List.of(1), new float[1], 0);
        assertThatThrownBy(() -> writer.tensor("a", List.of(1), new float[1], 0))
                .hasMessage("tensor: expected a new name, got a again");
        assertThatThrownBy(() -> writer.metadata("k", "w")).hasMessage("metadata: expected a new name, got k again");
        assertThatThrownBy(() -> writer.tensor("__metadata__", List.of(1), new float[1], 0))
                .hasMessageContaining("not reserved");
        assertThatThrownBy(() -> writer.tensor("b", List.of(2, -1), new float[1], 0))
                .hasMessage("shape of b: expected extents >= 0, got [2, -1]");
        assertThatThrownBy(() -> writer.tensor("b", List.of(2), new float[2], 1))
                .hasMessage("b: expected offset 1 + [2] elements, got an array of length 2");
        assertThatThrownBy(() -> writer.tensor("b", List.of(65536, 65536), new float[0], 0))
                .hasMessageContaining("got an array of length 0");
    }

    /** The data by the format's definition alone: everything after the header. */
    private static String sha256OfData(byte[] file) {
        int header = (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        try {
            byte[] data = Arrays.copyOfRange(file, 8 + header, file.length);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static float[] read(SafetensorsReader reader, int index) throws IOException {
        TensorInfo tensor = reader.tensors().get(index);
        float[] values = new float[(int) tensor.elements()];
        reader.readFloats(tensor, values, 0);
        return values;
    }
}
