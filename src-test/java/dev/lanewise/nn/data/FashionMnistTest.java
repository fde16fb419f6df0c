package dev.lanewise.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.MalformedFileException;
import dev.lanewise.testkit.IdxBytes;
import dev.lanewise.testkit.SharedData;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class FashionMnistTest {

    @TempDir
    Path directory;

    @Test
    void carriesTheSubset() throws IOException {
        ImageData data = FashionMnist.subset();
        assertThat(data.name()).isEqualTo("fashion-mnist-subset");
        assertThat(data.train().size()).isEqualTo(10_000);
        assertThat(data.test().size()).isEqualTo(2_000);
        assertThat(data.train().sampleShape()).isEqualTo(Shape.of(28, 28, 1));
        assertThat(data.train().targets()).isEqualTo(TargetSpec.labels(10));
        // the first labels of both files, as published
        int[] train = {9, 0, 0, 3, 0, 2, 7, 2, 5, 5};
        int[] test = {9, 2, 1, 1, 6, 1, 4, 6, 5, 7};
        for (int i = 0; i < 10; i++) {
            assertThat(data.train().label(i)).isEqualTo(train[i]);
            assertThat(data.test().label(i)).isEqualTo(test[i]);
        }
        assertThat(FashionMnist.CLASS_NAMES.get(data.train().label(0))).isEqualTo("Ankle boot");
    }

    @Test
    void theSubsetIsTheStartOfTheWholeSet() throws IOException {
        ImageData whole = FashionMnist.load(SharedData.requireExisting(FashionMnist.DEBIAN_DIRECTORY));
        ImageData subset = FashionMnist.subset();
        assertThat(whole.train().size()).isEqualTo(60_000);
        assertThat(whole.test().size()).isEqualTo(10_000);
        assertStartsWith(whole.train(), subset.train());
        assertStartsWith(whole.test(), subset.test());
    }

    private static void assertStartsWith(ImageDataset whole, ImageDataset start) {
        float[] a = new float[784];
        float[] b = new float[784];
        for (int i = 0; i < start.size(); i++) {
            whole.copySample(i, a, 0);
            start.copySample(i, b, 0);
            assertThat(b).isEqualTo(a);
            assertThat(start.label(i)).isEqualTo(whole.label(i));
        }
    }

    @Test
    void loadsAnySetOfThatLayoutPlainOrCompressed() throws IOException {
        writeSmallSet();
        Path images = directory.resolve("t10k-images-idx3-ubyte");
        Files.write(directory.resolve("t10k-images-idx3-ubyte.gz"), IdxBytes.gzip(Files.readAllBytes(images)));
        Files.delete(images);
        ImageData data = FashionMnist.load(directory);
        assertThat(data.train().sampleShape()).isEqualTo(Shape.of(2, 1, 1));
        float[] image = new float[2];
        data.test().copySample(0, image, 0);
        assertThat(image).containsExactly(5 * (1f / 255f), 6 * (1f / 255f));
    }

    @Test
    void refusesFilesThatDoNotBelongTogether() throws IOException {
        writeSmallSet();
        Files.write(directory.resolve("train-labels-idx1-ubyte"), IdxBytes.of(new byte[] {0, 1, 2}, 3));
        assertRefused("train-labels-idx1-ubyte: expected 2 labels, one for each image of ");
        Files.write(directory.resolve("train-labels-idx1-ubyte"), IdxBytes.of(new byte[] {9, 10}, 2));
        assertRefused("train-labels-idx1-ubyte: expected labels in [0, 10), got 10 for image 1");
        Files.write(directory.resolve("train-labels-idx1-ubyte"), IdxBytes.of(new byte[] {-1, 1}, 2));
        assertRefused("train-labels-idx1-ubyte: expected labels in [0, 10), got 255 for image 0");
        writeSmallSet();
        Files.write(directory.resolve("t10k-images-idx3-ubyte"), IdxBytes.of(new byte[] {5, 6}, 1, 1, 2));
        assertRefused("t10k-images-idx3-ubyte: expected images of shape (2, 1, 1), got (1, 2, 1)");
    }

    @Test
    void namesAMissingFile() {
        assertThatThrownBy(() -> FashionMnist.load(directory))
                .isInstanceOf(FileNotFoundException.class)
                .hasMessage(directory.resolve("train-images-idx3-ubyte") + ": no such file, with or without .gz");
    }

    private void writeSmallSet() throws IOException {
        byte[] train = {1, 2, 3, 4};
        IdxBytes.writeSet(directory, 2, 1, train, new byte[] {9, 0}, new byte[] {5, 6}, new byte[] {3});
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> FashionMnist.load(directory))
                .isInstanceOf(MalformedFileException.class)
                .hasMessageStartingWith(directory + "/" + message);
    }
}
