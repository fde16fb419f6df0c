package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.InputFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * CIFAR-10 in its binary version: 32x32 colour pictures in ten classes. A file is a sequence of records of 3073 bytes: a
 * label, then the red, the green and the blue plane, which are turned into NHWC here.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">Krizhevsky: the CIFAR-10 dataset</a>
 */
public final class Cifar10 {

    /** Names of the classes, by label. */
    public static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;
    private static final int CHANNELS = 3;
    private static final int IMAGE = CHANNELS * PLANE;
    private static final int RECORD = 1 + IMAGE;

    private Cifar10() {}

    /**
     * The set in a directory: all of {@code data_batch_*.bin}, in the order of their names, and {@code test_batch.bin}.
     *
     * @throws MalformedFileException if a file is damaged
     * @throws IOException if there is no such file, or it cannot be read
     */
    public static ImageData load(Path directory) throws IOException {
        List<Path> batches = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "data_batch_*.bin")) {
                files.forEach(batches::add);
            }
        }
        if (batches.isEmpty()) {
            throw new FileNotFoundException(directory.resolve("data_batch_*.bin") + ": no such file");
        }
        Collections.sort(batches);
        return new ImageData("cifar10", images(batches), images(List.of(directory.resolve("test_batch.bin"))));
    }

    /** Reads record by record: a whole file would be in memory three times, as bytes on and off the heap and as images. */
    private static ImageDataset images(List<Path> files) throws IOException {
        int[] records = records(files);
        int total = Arrays.stream(records).sum();
        byte[] pixels = new byte[total * IMAGE];
        byte[] labels = new byte[total];
        byte[] planes = new byte[IMAGE];
        int image = 0;
        for (int f = 0; f < records.length; f++) {
            Path file = files.get(f);
            try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                for (int record = 0; record < records[f]; record++, image++) {
                    int label = in.readUnsignedByte();
                    if (label >= CLASS_NAMES.size()) {
                        throw new MalformedFileException(
                                file, "labels in [0, " + CLASS_NAMES.size() + ")", label + " in record " + record);
                    }
                    labels[image] = (byte) label;
                    in.readFully(planes);
                    interleave(planes, pixels, image * IMAGE);
                }
            }
        }
        return new ImageDataset(Shape.of(SIDE, SIDE, CHANNELS), pixels, labels, CLASS_NAMES);
    }

    /** Records of each file, by its size. */
    private static int[] records(List<Path> files) throws IOException {
        int[] records = new int[files.size()];
        long total = 0;
        for (int f = 0; f < records.length; f++) {
            Path file = files.get(f);
            InputFiles.require(file);
            long bytes = Files.size(file);
            if (bytes == 0 || bytes % RECORD != 0) {
                throw new MalformedFileException(file, "a multiple of " + RECORD + " bytes, above 0", bytes);
            }
            total += bytes / RECORD;
            if (total * IMAGE > Integer.MAX_VALUE - 8) {
                throw new MalformedFileException(file, "fewer than 2^31 pixels in all files", "more");
            }
            records[f] = (int) (bytes / RECORD);
        }
        return records;
    }

    /** Turns three planes into pixels of three channels. */
    private static void interleave(byte[] planes, byte[] pixels, int to) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = 0; i < PLANE; i++) {
                pixels[to + i * CHANNELS + channel] = planes[channel * PLANE + i];
            }
        }
    }
}
