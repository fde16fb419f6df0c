package dev.lanewise.nn.data;

import dev.lanewise.nn.io.InputFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * An array of unsigned bytes in the IDX format of MNIST and its relatives, plain or compressed with gzip (told apart by
 * their first bytes, not by the name).
 *
 * <p>Layout: two zero bytes, the element type (8: unsigned byte), the number of dimensions, each dimension as a
 * big-endian 32-bit integer, then the elements, row-major.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">the format</a>
 */
public final class IdxFile {

    private static final int UNSIGNED_BYTE = 8;

    /** No gzip stream is smaller by more than this factor (deflate: 258 bytes from 2 bits). */
    private static final int MAX_COMPRESSION = 1032;

    /** A gzip stream of pictures is seldom smaller by more: MNIST 4.8, Fashion-MNIST 1.8. */
    private static final int USUAL_COMPRESSION = 8;

    private static final int PIECE = 1 << 16;

    private final List<Integer> shape;
    private final byte[] data;

    private IdxFile(List<Integer> shape, byte[] data) {
        this.shape = shape;
        this.data = data;
    }

    /**
     * Reads a whole file.
     *
     * @param file the file
     * @param dimensions number of dimensions that it must have
     * @throws MalformedFileException if it is not an IDX file of unsigned bytes and that many dimensions, is shorter or
     *     longer than its header says, or is damaged
     * @throws IOException if it cannot be read
     */
    public static IdxFile read(Path file, int dimensions) throws IOException {
        InputFiles.require(file);
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, Files.size(file), file, dimensions);
        }
    }

    /**
     * Reads a whole stream; the caller closes it.
     *
     * @param raw the stream
     * @param rawBytes number of bytes in it
     * @param name what to call it in messages
     * @param dimensions number of dimensions that it must have
     * @throws IOException as {@link #read(Path, int)} does
     */
    static IdxFile read(InputStream raw, long rawBytes, Object name, int dimensions) throws IOException {
        var buffered = new BufferedInputStream(raw, PIECE);
        buffered.mark(2);
        boolean compressed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        try {
            InputStream in = compressed ? new GZIPInputStream(buffered, PIECE) : buffered;
            return readContent(in, rawBytes, compressed ? MAX_COMPRESSION : 1, name, dimensions);
        } catch (EOFException e) {
            throw new MalformedFileException(name, "a whole gzip stream", "one that ends early");
        } catch (ZipException e) {
            throw new MalformedFileException(name, "a sound gzip stream", "a damaged one (" + e.getMessage() + ")");
        }
    }

    /** Reads no more than the size that the header declares, and one byte to see that there is no more. */
    private static IdxFile readContent(InputStream in, long rawBytes, int compression, Object name, int dimensions)
            throws IOException {
        byte[] header = in.readNBytes(4 + 4 * dimensions);
        int wanted = UNSIGNED_BYTE << 8 | dimensions;
        int magic = header.length < 4 ? 0 : integer(header, 0);
        if (magic != wanted) {
            throw new MalformedFileException(
                    name,
                    String.format("an IDX file of bytes in %d dimensions (%08x)", dimensions, wanted),
                    header.length < 4 ? header.length + " bytes" : String.format("%08x", magic));
        }
        if (header.length < 4 + 4 * dimensions) {
            throw new MalformedFileException(name, dimensions + " dimensions", "the end of the file");
        }
        List<Integer> shape = new ArrayList<>();
        long count = 1;
        for (int d = 0; d < dimensions; d++) {
            int extent = integer(header, 4 + 4 * d);
            shape.add(extent);
            count = extent <= 0 ? -1 : count * extent;
            if (count < 0 || count > Integer.MAX_VALUE - 8) {
                throw new MalformedFileException(
                        name,
                        "dimensions above 0 with a product below 2^31",
                        Integer.toUnsignedString(extent) + " as dimension " + d);
            }
        }
        String expected = count + " elements " + shape;
        long most = rawBytes * compression;
        if (count > most) {
            throw new MalformedFileException(name, expected, "at most " + most);
        }
        byte[] data = readElements(in, (int) count, rawBytes * Math.min(compression, USUAL_COMPRESSION));
        if (data.length < count || in.read() >= 0) {
            throw new MalformedFileException(name, expected, data.length < count ? data.length : "more");
        }
        return new IdxFile(List.copyOf(shape), data);
    }

    /**
     * Up to {@code count} elements, into an array that grows beyond {@code room} with what is there. Piece by piece: a
     * file copies each request through native memory of its size.
     */
    private static byte[] readElements(InputStream in, int count, long room) throws IOException {
        byte[] data = new byte[(int) Math.min(count, room)];
        int length = 0;
        int read;
        while ((read = in.readNBytes(data, length, Math.min(PIECE, data.length - length))) > 0) {
            length += read;
            if (length == data.length && length < count) {
                data = Arrays.copyOf(data, (int) Math.min(count, 2L * length));
            }
        }
        return length < count ? Arrays.copyOf(data, length) : data;
    }

    /** The dimensions, outermost first, all above 0. */
    public List<Integer> shape() {
        return shape;
    }

    /** The elements, row-major; not a copy. */
    public byte[] data() {
        return data;
    }

    private static int integer(byte[] bytes, int at) {
        return (bytes[at] & 255) << 24 | (bytes[at + 1] & 255) << 16 | (bytes[at + 2] & 255) << 8 | bytes[at + 3] & 255;
    }
}
