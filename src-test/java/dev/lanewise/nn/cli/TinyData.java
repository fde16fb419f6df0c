package dev.lanewise.nn.cli;

import dev.lanewise.testkit.IdxBytes;
import dev.lanewise.testkit.TestData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A set of 28x28 pictures that trains in no time: a bright square, whose place is its label, on a noisy ground. */
final class TinyData {

    private TinyData() {}

    /** Makes {@code directory} and writes the set. */
    static Path write(Path directory, int train, int test) throws IOException {
        Files.createDirectory(directory);
        IdxBytes.writeSet(directory, 28, 28, pictures(train, 1), labels(train, 1), pictures(test, 2), labels(test, 2));
        return directory;
    }

    private static byte[] labels(int count, long seed) {
        int[] indices = TestData.indices(count, 10, seed);
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) indices[i];
        }
        return labels;
    }

    private static byte[] pictures(int count, long seed) {
        byte[] labels = labels(count, seed);
        int[] noise = TestData.indices(count * 784, 64, seed + 10);
        byte[] pixels = new byte[count * 784];
        for (int i = 0; i < pixels.length; i++) {
            int label = labels[i / 784];
            int y = i % 784 / 28;
            int x = i % 28;
            boolean square = y / 9 == label / 4 && x / 7 == label % 4;
            pixels[i] = (byte) (noise[i] + (square ? 190 : 0));
        }
        return pixels;
    }
}
