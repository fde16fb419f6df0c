package dev.lanewise.nn.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Collects float tensors and writes them as a safetensors file.
 *
 * <p>The file is canonical: tensors sorted by name, metadata by key, the header padded with spaces to a multiple of 8
 * bytes, data in F32. The same tensors and metadata give the same bytes. Values are not copied before they are written.
 */
public final class SafetensorsWriter {

    private static final int CHUNK_FLOATS = 1 << 14;
    private static final JsonFactory JSON = new JsonFactory();

    private final SortedMap<String, String> metadata = new TreeMap<>();
    private final SortedMap<String, Source> tensors = new TreeMap<>();

    /** A writer without tensors or metadata. */
    public SafetensorsWriter() {}

    /**
     * Adds an entry to {@code __metadata__}.
     *
     * @throws IllegalArgumentException if {@code key} is there already
     */
    public SafetensorsWriter metadata(String key, String value) {
        requireNew("metadata", key, metadata);
        metadata.put(key, value);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param name its name
     * @param shape its extents, row-major; none for a scalar
     * @param values the product of {@code shape} elements from {@code offset}; read when writing
     * @param offset first element of {@code values}
     * @throws IllegalArgumentException if the name is taken or reserved, an extent negative, or {@code values} too short
     */
    public SafetensorsWriter tensor(String name, List<Integer> shape, float[] values, int offset) {
        requireNew("tensor", name, tensors);
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("tensor: expected a name that is not reserved, got " + name);
        }
        long count = 1;
        for (int extent : shape) {
            count = extent < 0 ? -1 : Math.min(count * extent, Integer.MAX_VALUE + 1L);
            if (count < 0) {
                throw new IllegalArgumentException("shape of " + name + ": expected extents >= 0, got " + shape);
            }
        }
        if (offset < 0 || count > values.length - offset) {
            throw new IllegalArgumentException(name + ": expected offset " + offset + " + " + shape
                    + " elements, got an array of length " + values.length);
        }
        tensors.put(name, new Source(List.copyOf(shape), values, offset, (int) count));
        return this;
    }

    /**
     * Writes the file, which appears whole or not at all ({@link AtomicFiles}).
     *
     * @throws IOException if it cannot be written; an older file of that name is then unchanged
     */
    public void write(Path file) throws IOException {
        byte[] header = header();
        AtomicFiles.write(file, channel -> {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFiles.writeFully(
                    channel, start.putLong(header.length).put(header).flip());
            forEachChunk(chunk -> AtomicFiles.writeFully(channel, chunk));
        });
    }

    /** SHA-256 of the tensor data, in the order of the file, as 64 lower-case hexadecimal digits. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            forEachChunk(digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new AssertionError(e); // every Java platform has it, and a digest does no input or output
        }
    }

    private byte[] header() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectPropertyStart(SafetensorsHeader.METADATA);
                metadata.forEach(json::writeStringProperty);
                json.writeEndObject();
            }
            long at = 0;
            for (Map.Entry<String, Source> tensor : tensors.entrySet()) {
                long end = at + (long) Float.BYTES * tensor.getValue().count;
                json.writeObjectPropertyStart(tensor.getKey());
                json.writeStringProperty("dtype", DataType.F32.name());
                json.writeName("shape");
                int[] shape = tensor.getValue().shape.stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
                json.writeArray(shape, 0, shape.length);
                json.writeName("data_offsets");
                json.writeArray(new long[] {at, end}, 0, 2);
                json.writeEndObject();
                at = end;
            }
            json.writeEndObject();
        }
        bytes.writeBytes(" ".repeat(-bytes.size() & 7).getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private void forEachChunk(ChunkConsumer consumer) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK_FLOATS).order(ByteOrder.LITTLE_ENDIAN);
        for (Source tensor : tensors.values()) {
            for (int from = 0; from < tensor.count; from += CHUNK_FLOATS) {
                int count = Math.min(CHUNK_FLOATS, tensor.count - from);
                chunk.clear().asFloatBuffer().put(tensor.values, tensor.offset + from, count);
                consumer.accept(chunk.limit(Float.BYTES * count));
            }
        }
    }

    private static void requireNew(String what, String name, Map<String, ?> entries) {
        if (entries.containsKey(name)) {
            throw new IllegalArgumentException(what + ": expected a new name, got " + name + " again");
        }
    }

    @FunctionalInterface
    private interface ChunkConsumer {
        void accept(ByteBuffer chunk) throws IOException;
    }

    private static final class Source {
        final List<Integer> shape;
        final float[] values;
        final int offset;
        final int count;

        Source(List<Integer> shape, float[] values, int offset, int count) {
            this.shape = shape;
            this.values = values;
            this.offset = offset;
            this.count = count;
        }
    }
}
