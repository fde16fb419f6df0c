package dev.lanewise.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** IDX files made by hand. */
public final class IdxBytes {

    private IdxBytes() {}

    /** A file of unsigned bytes whose header says {@code dimensions}, whatever the length of {@code elements}. */
    public static byte[] of(byte[] elements, int... dimensions) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dimensions.length + elements.length);
        bytes.putInt(0x800 | dimensions.length);
        for (int dimension : dimensions) {
            bytes.putInt(dimension);
        }
        return bytes.put(elements).array();
    }

    /** Compressed with gzip, one member. */
    public static byte[] gzip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** One behind the other. */
    public static byte[] concat(byte[] a, byte[] b) {
        return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
    }

    /** A set of images and labels as the four files of the MNIST family, not compressed. */
    public static void writeSet(
            Path directory, int height, int width, byte[] train, byte[] trainLabels, byte[] test, byte[] testLabels)
            throws IOException {
        Files.write(directory.resolve("train-images-idx3-ubyte"), of(train, trainLabels.length, height, width));
        Files.write(directory.resolve("train-labels-idx1-ubyte"), of(trainLabels, trainLabels.length));
        Files.write(directory.resolve("t10k-images-idx3-ubyte"), of(test, testLabels.length, height, width));
        Files.write(directory.resolve("t10k-labels-idx1-ubyte"), of(testLabels, testLabels.length));
    }
}
