package dev.lanewise.nn.cli;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.Cifar10;
import dev.lanewise.nn.data.FashionMnist;
import dev.lanewise.nn.data.ImageData;
import dev.lanewise.nn.internal.Require;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The sets of images that the command line knows, and the options that choose one. */
final class DataSource {

    @Option(
            names = "--data",
            paramLabel = "SET",
            defaultValue = "fashion-mnist-subset",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}, which is built in).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Name name;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where its files are: four IDX files, plain or .gz, or data_batch_*.bin and test_batch.bin.")
    private @Nullable Path directory;

    enum Name {
        FASHION_MNIST_SUBSET("fashion-mnist-subset", 8, 12_000),
        FASHION_MNIST("fashion-mnist", 20, 70_000),
        CIFAR10("cifar10", 20, 60_000);

        final int defaultEpochs;
        private final String text;
        private final int images;

        Name(String text, int defaultEpochs, int images) {
            this.text = text;
            this.defaultEpochs = defaultEpochs;
            this.images = images;
        }

        /** The set called {@code name}, or null. */
        static @Nullable Name of(String name) {
            for (Name known : values()) {
                if (known.text.equals(name)) {
                    return known;
                }
            }
            return null;
        }

        Shape imageShape() {
            return this == CIFAR10 ? Shape.of(32, 32, 3) : Shape.of(28, 28, 1);
        }

        /** Bytes of the pixels and labels of the whole set. */
        long bytes() {
            return images * (imageShape().elements() + 1L);
        }

        List<String> classNames() {
            return this == CIFAR10 ? Cifar10.CLASS_NAMES : FashionMnist.CLASS_NAMES;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    Name name() {
        return name;
    }

    /** Reads the set; the message of the exception says how to get it. */
    ImageData load() throws IOException {
        return switch (name) {
            case FASHION_MNIST_SUBSET -> fashionMnistSubset();
            case FASHION_MNIST -> fashionMnist();
            case CIFAR10 -> cifar10();
        };
    }

    private ImageData fashionMnistSubset() throws IOException {
        if (directory != null) {
            throw Require.error("--data-dir", "with --data fashion-mnist or cifar10 only", directory);
        }
        return FashionMnist.subset();
    }

    private ImageData fashionMnist() throws IOException {
        Path from = directory == null ? FashionMnist.DEBIAN_DIRECTORY : directory;
        requireDirectory(
                from,
                "install the Debian package dataset-fashion-mnist, or download the four files of"
                        + " https://github.com/zalandoresearch/fashion-mnist and name their directory with"
                        + " --data-dir; --data fashion-mnist-subset needs none");
        return FashionMnist.load(from);
    }

    private ImageData cifar10() throws IOException {
        String remedy = "download the binary version from https://www.cs.toronto.edu/~kriz/cifar.html";
        if (directory == null) {
            throw Require.error("--data cifar10", "--data-dir DIR as well", "none; " + remedy);
        }
        requireDirectory(directory, remedy);
        return Cifar10.load(directory);
    }

    private static void requireDirectory(Path directory, String remedy) throws FileNotFoundException {
        if (!Files.isDirectory(directory)) {
            throw new FileNotFoundException(directory + ": no such directory; " + remedy);
        }
    }
}
