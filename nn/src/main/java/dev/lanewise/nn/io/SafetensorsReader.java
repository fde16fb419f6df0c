package dev.lanewise.nn.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * An open safetensors file. Opening reads and checks the header; values are read from the file when asked for. Not for
 * several threads at once.
 */
public final class SafetensorsReader implements Closeable {

    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final SafetensorsHeader header;
    private final long dataStart;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsReader(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new MalformedFileException(file, "a safetensors file of at least 8 bytes", size + " bytes");
        }
        chunk.limit(Long.BYTES);
        readFully(chunk, 0);
        long headerBytes = chunk.getLong(0);
        if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw new MalformedFileException(
                    file,
                    "a header of at most " + SafetensorsHeader.MAX_BYTES + " bytes",
                    Long.toUnsignedString(headerBytes) + " (is this a safetensors file?)");
        }
        dataStart = Long.BYTES + headerBytes;
        if (dataStart > size) {
            throw new MalformedFileException(
                    file, "a header of " + headerBytes + " bytes", "a file that ends " + (dataStart - size) + " short");
        }
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        readFully(json, Long.BYTES);
        header = SafetensorsHeader.parse(file, json.flip(), size - dataStart);
    }

    /**
     * Opens a file and checks its header.
     *
     * @throws MalformedFileException if it is not a safetensors file
     * @throws IOException if it cannot be read
     */
    public static SafetensorsReader open(Path file) throws IOException {
        InputFiles.require(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new SafetensorsReader(file, channel);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    /** The file that was opened. */
    public Path file() {
        return file;
    }

    /** The tensors in the order of their data; cannot be changed. */
    public List<TensorInfo> tensors() {
        return header.tensors();
    }

    /** The {@code __metadata__} entry; empty where there is none. Cannot be changed. */
    public Map<String, String> metadata() {
        return Collections.unmodifiableMap(header.metadata());
    }

    /**
     * Reads all values of a tensor, row-major.
     *
     * @param tensor one of {@link #tensors}
     * @param values where they go, {@code tensor.elements()} from {@code offset}
     * @param offset first element of {@code values}
     * @throws MalformedFileException if its type is not {@linkplain DataType#readable readable}
     * @throws IllegalArgumentException if {@code values} is too short
     */
    public void readFloats(TensorInfo tensor, float[] values, int offset) throws IOException {
        if (!tensor.type().readable()) {
            throw new MalformedFileException(
                    file, "\"" + tensor.name() + "\" to be F64, F32, F16 or BF16", tensor.type());
        }
        if (offset < 0 || tensor.elements() > values.length - offset) {
            throw new IllegalArgumentException("values: expected offset " + offset + " + " + tensor.elements()
                    + " elements, got an array of length " + values.length);
        }
        int elementBytes = tensor.type().bits() / Byte.SIZE;
        int at = offset;
        for (long from = tensor.begin(); from < tensor.end(); from += CHUNK_BYTES) {
            int bytes = (int) Math.min(CHUNK_BYTES, tensor.end() - from);
            readFully(chunk.clear().limit(bytes), dataStart + from);
            tensor.type().toFloats(chunk.flip(), values, at, bytes / elementBytes);
            at += bytes / elementBytes;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void readFully(ByteBuffer buffer, long position) throws IOException {
        long at = position;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new MalformedFileException(file, buffer.remaining() + " more bytes", "the end of the file");
            }
            at += read;
        }
    }
}
