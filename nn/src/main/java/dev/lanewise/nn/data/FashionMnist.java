package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST: 28x28 gray pictures of clothes, light on black, in ten classes; 60,000 for training and 10,000 for
 * testing. A subset of it, the first 10,000 and the first 2,000, is part of this module.
 *
 * <p>Any other set in four IDX files of the same names loads as well, as long as it has no more than ten classes; it
 * goes by these class names.
 *
 * @see <a href="https://arxiv.org/abs/1708.07747">Xiao, Rasul, Vollgraf: Fashion-MNIST</a>
 */
public final class FashionMnist {

    /** Where the Debian package {@code dataset-fashion-mnist} installs the whole set. */
    public static final Path DEBIAN_DIRECTORY = Path.of("/usr/share/datasets/fashion-mnist");

    /** Names of the classes, by label. */
    public static final List<String> CLASS_NAMES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final String SUBSET = "fashion-mnist-subset";

    private FashionMnist() {}

    /**
     * The subset that is part of this module.
     *
     * @throws IOException if it cannot be read, which means a damaged installation
     */
    public static ImageData subset() throws IOException {
        return new ImageData(
                SUBSET,
                images(bundled("train-images-idx3-ubyte", 3), bundled("train-labels-idx1-ubyte", 1)),
                images(bundled("t10k-images-idx3-ubyte", 3), bundled("t10k-labels-idx1-ubyte", 1)));
    }

    /**
     * The set in a directory: {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte} and the same two with
     * {@code t10k}, each plain or with {@code .gz}.
     *
     * @throws FileNotFoundException if one of them is not there
     * @throws MalformedFileException if one of them is damaged, or they do not belong together
     * @throws IOException if one of them cannot be read
     */
    public static ImageData load(Path directory) throws IOException {
        ImageDataset train =
                images(file(directory, "train-images-idx3-ubyte", 3), file(directory, "train-labels-idx1-ubyte", 1));
        Source testImages = file(directory, "t10k-images-idx3-ubyte", 3);
        ImageDataset test = images(testImages, file(directory, "t10k-labels-idx1-ubyte", 1));
        if (!train.sampleShape().equals(test.sampleShape())) {
            throw new MalformedFileException(
                    testImages.name, "images of shape " + train.sampleShape(), test.sampleShape());
        }
        return new ImageData("fashion-mnist", train, test);
    }

    private static Source bundled(String name, int dimensions) throws IOException {
        String resource = SUBSET + "/" + name + ".gz";
        try (InputStream in = FashionMnist.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is missing from the module dev.lanewise.nn");
            }
            byte[] raw = in.readAllBytes();
            return new Source(resource, IdxFile.read(new ByteArrayInputStream(raw), raw.length, resource, dimensions));
        }
    }

    private static Source file(Path directory, String name, int dimensions) throws IOException {
        for (String end : List.of(".gz", "")) {
            Path file = directory.resolve(name + end);
            if (Files.exists(file)) {
                return new Source(file, IdxFile.read(file, dimensions));
            }
        }
        throw new FileNotFoundException(directory.resolve(name) + ": no such file, with or without .gz");
    }

    private static ImageDataset images(Source images, Source labels) throws MalformedFileException {
        List<Integer> shape = images.content.shape();
        int count = shape.get(0);
        int labelCount = labels.content.shape().get(0);
        if (labelCount != count) {
            throw new MalformedFileException(
                    labels.name, count + " labels, one for each image of " + images.name, labelCount);
        }
        byte[] values = labels.content.data();
        int unknown = ImageDataset.firstOutside(values, CLASS_NAMES.size());
        if (unknown >= 0) {
            throw new MalformedFileException(
                    labels.name,
                    "labels in [0, " + CLASS_NAMES.size() + ")",
                    (values[unknown] & 255) + " for image " + unknown);
        }
        return new ImageDataset(Shape.of(shape.get(1), shape.get(2), 1), images.content.data(), values, CLASS_NAMES);
    }

    /** An IDX file and what to call it. */
    private record Source(Object name, IdxFile content) {}
}
