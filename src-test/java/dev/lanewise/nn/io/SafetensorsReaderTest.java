package dev.lanewise.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made by hand, byte by byte; the refused ones are those that the reference implementation refuses, and more. */
@Tag("once")
class SafetensorsReaderTest {

    @TempDir
    Path directory;

    @Test
    void readsNamesShapesValuesAndMetadata() throws IOException {
        String json = "{\"__metadata__\":{\"b\":\"2\",\"a\":\"\\u00e9\"},"
                + "\"weights\":{\"dtype\":\"F32\",\"shape\":[1,3],\"data_offsets\":[4,16]},"
                + "\"scalar\":{\"data_offsets\":[0,4],\"shape\":[],\"dtype\":\"F32\"}}   ";
        Path file = file(json, floats(7f, 1f, -0f, Float.NaN));
        try (var reader = SafetensorsReader.open(file)) {
            assertThat(reader.metadata()).isEqualTo(Map.of("a", "é", "b", "2"));
            assertThat(reader.tensors())
                    .containsExactly(
                            new TensorInfo("scalar", DataType.F32, List.of(), 0, 4),
                            new TensorInfo("weights", DataType.F32, List.of(1L, 3L), 4, 16));
            float[] values = {9f, 9f, 9f, 9f, 9f};
            reader.readFloats(reader.tensors().get(1), values, 1);
            assertThat(values).containsExactly(9f, 1f, -0f, Float.NaN, 9f);
            assertThatThrownBy(() -> reader.readFloats(reader.tensors().get(1), values, 3))
                    .hasMessage("values: expected offset 3 + 3 elements, got an array of length 5");
        }
    }

    @Test
    void readsHalvesBrainFloatsAndDoubles() throws IOException {
        String json = "{\"half\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]},"
                + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[8,14]},"
                + "\"double\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[14,30]}}";
        ByteBuffer data = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
        // 1, the smallest denormal, -Inf, NaN; then 1, the smallest denormal, NaN
        data.putShort((short) 0x3c00)
                .putShort((short) 0x0001)
                .putShort((short) 0xfc00)
                .putShort((short) 0x7e00);
        data.putShort((short) 0x3f80).putShort((short) 0x0001).putShort((short) 0x7fc0);
        data.putDouble(0.1).putDouble(1e300);
        try (var reader = SafetensorsReader.open(file(json, data.array()))) {
            assertThat(read(reader, 0)).containsExactly(1f, 0x1p-24f, Float.NEGATIVE_INFINITY, Float.NaN);
            assertThat(read(reader, 1)).containsExactly(1f, 0x1p-133f, Float.NaN);
            assertThat(read(reader, 2)).containsExactly(0.1f, Float.POSITIVE_INFINITY);
        }
    }

    @Test
    void readsMoreThanOneChunk() throws IOException {
        int n = 3 * (1 << 14) + 5;
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        String json = "{\"x\":{\"dtype\":\"F32\",\"shape\":[" + n + "],\"data_offsets\":[0," + 4 * n + "]}}";
        try (var reader = SafetensorsReader.open(file(json, floats(values)))) {
            assertThat(read(reader, 0)).isEqualTo(values);
        }
    }

    @Test
    void acceptsAnEmptyFileEmptyTensorsAndUnknownEntries() throws IOException {
        try (var reader = SafetensorsReader.open(file("{}", new byte[0]))) {
            assertThat(reader.tensors()).isEmpty();
            assertThat(reader.metadata()).isEmpty();
        }
        String json = "{\"e\":{\"dtype\":\"I64\",\"shape\":[2,0],\"data_offsets\":[0,0],\"extra\":{\"k\":[1,2]}}}\n";
        try (var reader = SafetensorsReader.open(file(json, new byte[0]))) {
            assertThat(reader.tensors().get(0).elements()).isZero();
            assertThatThrownBy(() -> read(reader, 0))
                    .isInstanceOf(MalformedFileException.class)
                    .hasMessageEndingWith("expected \"e\" to be F64, F32, F16 or BF16, got I64");
        }
    }

    @Test
    void acceptsFourBitTensorsThatFillBytes() throws IOException {
        String json = "{\"q\":{\"dtype\":\"F4\",\"shape\":[6],\"data_offsets\":[0,3]}}";
        try (var reader = SafetensorsReader.open(file(json, new byte[3]))) {
            assertThat(reader.tensors().get(0).elements()).isEqualTo(6);
        }
        assertRefused(
                "{\"q\":{\"dtype\":\"F4\",\"shape\":[5],\"data_offsets\":[0,3]}}", 3, "to fill whole bytes, got F4[5]");
    }

    @Test
    void refusesALengthThatCannotBe() throws IOException {
        assertThatThrownBy(() -> SafetensorsReader.open(raw(new byte[7])))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageContaining("at least 8 bytes, got 7 bytes");
        assertThatThrownBy(() -> SafetensorsReader.open(raw(lengthOnly(100_000_001))))
                .hasMessageContaining("a header of at most 100000000 bytes, got 100000001");
        assertThatThrownBy(() -> SafetensorsReader.open(raw(lengthOnly(-1))))
                .hasMessageContaining("got 18446744073709551615");
        assertThatThrownBy(() -> SafetensorsReader.open(raw(lengthOnly(100_000_000))))
                .hasMessageContaining("got a file that ends 100000000 short");
        assertThatThrownBy(() -> SafetensorsReader.open(directory.resolve("none")))
                .isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = Files.readAllBytes(
                file("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", floats(1f, 2f)));
        for (int length = 0; length < whole.length; length++) {
            Path cut = raw(java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafetensorsReader.open(cut))
                    .as("first %s bytes", length)
                    .isInstanceOf(MalformedFileException.class);
        }
        Path longer = raw(java.util.Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> SafetensorsReader.open(longer))
                .hasMessageContaining("expected 8 bytes of tensor data after the header, got 9 bytes");
    }

    @Test
    void refusesTextThatIsNotUnicode() throws IOException {
        Path file = file(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[0]);
        assertThatThrownBy(() -> SafetensorsReader.open(file)).hasMessageContaining("a header in UTF-8");
        for (String lone : List.of("\\ud800", "\\udc00", "\\ud800x", "\\ud800\\ud800", "\\udc00\\ud800")) {
            assertRefused("{\"" + lone + "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "urrogate");
            assertRefused("{\"__metadata__\":{\"" + lone + "\":\"\"}}", 0, "urrogate");
            assertRefused("{\"__metadata__\":{\"k\":\"" + lone + "\"}}", 0, "urrogate");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " {}",
                "",
                "[]",
                "null",
                "{",
                "{\"x\"",
                "{\"x\":}",
                "{}{}",
                "{} x",
                "{\"x\":1}",
                "{\"x\":[]}",
                "{\"x\":null}",
                "{'x':1}",
                "{\"__metadata__\":1}",
                "{\"__metadata__\":{\"a\":1}}",
                "{\"__metadata__\":{\"a\":null}}",
                "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}",
                "{\"__metadata__\":{},\"__metadata__\":{}}",
            })
    void refusesAHeaderThatIsNotOne(String json) {
        assertRefused(json, 0, "expected ");
    }

    @Test
    void refusesTheSameNameTwiceAlsoWhenEscaped() {
        String info = "{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
        assertRefused("{\"a\":" + info + ",\"a\":" + info + "}", 0, "Duplicate");
        assertRefused("{\"a\":" + info + ",\"\\u0061\":" + info + "}", 0, "Duplicate");
        assertRefused("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "Dupl");
    }

    @Test
    void refusesDeepNestingWithoutARecursion() {
        assertRefused("{\"a\":{\"x\":" + "[".repeat(100_000), 0, "a JSON header");
        assertRefused("{\"a\":".repeat(100_000), 0, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "-0", "1.0", "1e3", "9223372036854775808", "18446744073709551616", "\"1\"", "null", "[]"})
    void refusesNumbersThatAreNotNatural(String number) {
        assertRefused(
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[" + number + "],\"data_offsets\":[0,1]}}",
                1,
                "shape of \"x\" to hold integers in [0, 2^63)");
        assertRefused(
                "{\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0," + number + "]}}",
                1,
                "data_offsets of \"x\" to hold integers in [0, 2^63)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"shape\":[1],\"data_offsets\":[0,4]|dtype null",
                "\"dtype\":\"F32\",\"data_offsets\":[0,4]|shape null",
                "\"dtype\":\"F32\",\"shape\":[1]|data_offsets null",
                "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]|data_offsets [0]",
                "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]|data_offsets [0, 4, 4]",
                "\"dtype\":\"F33\",\"shape\":[1],\"data_offsets\":[0,4]|to be a known type, got F33",
                "\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]|to be a known type, got f32",
                "\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,4]|dtype of \"x\" to be a string",
                "\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]|shape of \"x\" to be an array",
                "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]|to span the 8 bytes of F32[2], got 4 bytes",
                "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]|to start at 0",
                "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]|to start at 0",
                "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]|to span the 4 bytes of F32[1], got 8 bytes",
                "\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]|fewer than 2^60",
                "\"dtype\":\"F32\",\"shape\":[2305843009213693952],\"data_offsets\":[0,4]|fewer than 2^60",
            })
    void refusesATensorThatDoesNotFit(String info, String message) {
        assertRefused("{\"x\":{" + info + "}}", 4, message);
    }

    @Test
    void refusesHolesAndOverlaps() {
        assertRefused(two(0, 4, 8, 12), 12, "\"b\" to start at 4, where the tensor before ends, got [8, 12]");
        assertRefused(two(0, 4, 0, 4), 4, " to start at 4, where the tensor before ends, got [0, 4]");
        assertRefused(two(0, 4, 2, 6), 6, "\"b\" to start at 4");
        assertRefused(two(0, 4, 4, 8), 7, "expected 8 bytes of tensor data after the header, got 7 bytes");
    }

    private static String two(int aBegin, int aEnd, int bBegin, int bEnd) {
        return String.format(
                "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}",
                bBegin, bEnd, aBegin, aEnd);
    }

    private void assertRefused(String json, int dataBytes, String message) {
        assertThatThrownBy(() -> SafetensorsReader.open(file(json, new byte[dataBytes])))
                .as(json.length() > 200 ? json.substring(0, 200) : json)
                .isInstanceOf(MalformedFileException.class)
                .message()
                .contains(message)
                .startsWith(directory.toString())
                .doesNotContain("\n");
    }

    private static float[] read(SafetensorsReader reader, int index) throws IOException {
        TensorInfo tensor = reader.tensors().get(index);
        float[] values = new float[(int) tensor.elements()];
        reader.readFloats(tensor, values, 0);
        return values;
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static byte[] lengthOnly(long length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private Path file(String json, byte[] data) throws IOException {
        return file(json.getBytes(StandardCharsets.UTF_8), data);
    }

    private Path file(byte[] json, byte[] data) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(lengthOnly(json.length));
        bytes.writeBytes(json);
        bytes.writeBytes(data);
        return raw(bytes.toByteArray());
    }

    private Path raw(byte[] content) throws IOException {
        return Files.write(directory.resolve("file.safetensors"), content);
    }
}
