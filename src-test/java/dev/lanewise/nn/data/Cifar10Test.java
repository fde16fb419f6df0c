package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.MalformedFileException;
import dev.lanewise.testkit.SharedData;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class Cifar10Test {

    private static final int RECORD = 3073;

    @TempDir
    Path directory;

    @Test
    void readsBatchesInOrderAndInterleavesThePlanes() throws IOException {
        write("data_batch_2.bin", record(7, 70));
        write("data_batch_1.bin", record(3, 30), record(9, 90));
        write("test_batch.bin", record(0, 5));
        write("batches.meta.txt");
        ImageData data = Cifar10.load(directory);
        assertThat(data.train().sampleShape()).isEqualTo(Shape.of(32, 32, 3));
        assertThat(data.train().size()).isEqualTo(3);
        assertThat(data.test().size()).isEqualTo(1);
        int[] labels = {3, 9, 7};
        for (int i = 0; i < labels.length; i++) {
            assertThat(data.train().label(i)).isEqualTo(labels[i]);
        }
        float[] image = new float[32 * 32 * 3 + 1];
        data.train().copySample(2, image, 1);
        for (int i = 0; i < 32 * 32; i++) {
            for (int channel = 0; channel < 3; channel++) {
                int pixel = 70 + i % 101 + 40 * channel & 255;
                assertThat(image[1 + 3 * i + channel])
                        .as("pixel %s, channel %s", i, channel)
                        .isEqualTo(pixel * (1f / 255f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, RECORD - 1, RECORD + 1, 2 * RECORD - 1})
    void refusesPartsOfRecords(int bytes) throws IOException {
        write("data_batch_1.bin", record(0, 0));
        Path test = write("test_batch.bin", new byte[bytes]);
        assertThatThrownBy(() -> Cifar10.load(directory))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(test + ": expected a multiple of 3073 bytes, above 0, got " + bytes);
    }

    @Test
    void refusesALabelWithoutAClass() throws IOException {
        write("test_batch.bin", record(0, 0));
        write("data_batch_1.bin", record(9, 0));
        Path batch = write("data_batch_2.bin", record(9, 0), record(10, 0));
        assertThatThrownBy(() -> Cifar10.load(directory))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(batch + ": expected labels in [0, 10), got 10 in record 1");
    }

    @Test
    void namesAMissingFile() throws IOException {
        assertThatThrownBy(() -> Cifar10.load(directory.resolve("none")))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(directory.resolve("none/data_batch_*.bin") + ": no such file");
        write("data_batch_1.bin", record(0, 0));
        Path test = directory.resolve("test_batch.bin");
        assertThatThrownBy(() -> Cifar10.load(directory))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(test + ": no such file");
        Files.createDirectory(test);
        assertThatThrownBy(() -> Cifar10.load(directory)).hasMessage(test + ": is a directory");
    }

    @Test
    void readsRealRecords() throws IOException {
        ImageData data = Cifar10.load(SharedData.require("data/cifar10/exact-subset"));
        assertThat(data.train().size()).isEqualTo(8068);
        assertThat(data.test().size()).isEqualTo(1017);
        boolean[] seen = new boolean[10];
        for (int i = 0; i < data.train().size(); i++) {
            seen[data.train().label(i)] = true;
        }
        assertThat(seen).doesNotContain(false);
    }

    private static byte[] record(int label, int start) {
        byte[] bytes = new byte[RECORD];
        bytes[0] = (byte) label;
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < 1024; i++) {
                bytes[1 + 1024 * channel + i] = (byte) (start + i % 101 + 40 * channel);
            }
        }
        return bytes;
    }

    private Path write(String name, byte[]... records) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        for (byte[] record : records) {
            bytes.writeBytes(record);
        }
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }
}
