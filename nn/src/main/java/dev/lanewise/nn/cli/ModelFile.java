package dev.lanewise.nn.cli;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.io.MalformedFileException;
import dev.lanewise.nn.io.SafetensorsReader;
import dev.lanewise.nn.io.SafetensorsWriter;
import dev.lanewise.nn.io.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A trained network with what is needed to use it, as one safetensors file: the weights, and in its metadata
 * {@code format} ({@code lanewise}), {@code network}, {@code inputShape} ({@code 28,28,1}), {@code classNames} (one a line)
 * and {@code data}.
 *
 * @param network which network it is
 * @param model the network
 * @param classNames names of the classes, by output
 * @param data name of the set it was trained on
 */
record ModelFile(Network network, Sequential model, List<String> classNames, String data) {

    private static final String FORMAT = "format";
    private static final String NETWORK = "network";
    private static final String INPUT_SHAPE = "inputShape";
    private static final String CLASS_NAMES = "classNames";
    private static final String DATA = "data";

    /** A writer of this file. */
    SafetensorsWriter writer() {
        return Weights.writer(model)
                .metadata(FORMAT, "lanewise")
                .metadata(NETWORK, network.toString())
                .metadata(
                        INPUT_SHAPE,
                        Arrays.stream(model.inputShape().toArray())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(",")))
                .metadata(CLASS_NAMES, String.join("\n", classNames))
                .metadata(DATA, data);
    }

    /**
     * Reads a file.
     *
     * @throws MalformedFileException if it is not such a file
     * @throws IOException if it cannot be read
     */
    static ModelFile load(Path file) throws IOException {
        try (var reader = SafetensorsReader.open(file)) {
            if (!entry(reader, FORMAT).equals("lanewise")) {
                throw new MalformedFileException(file, "metadata of format lanewise", entry(reader, FORMAT));
            }
            Network network = Network.of(entry(reader, NETWORK));
            if (network == null) {
                throw new MalformedFileException(file, "a known network", entry(reader, NETWORK));
            }
            List<String> classNames = entry(reader, CLASS_NAMES).lines().toList();
            Sequential model;
            try {
                int[] shape = Arrays.stream(entry(reader, INPUT_SHAPE).split(",", -1))
                        .mapToInt(Integer::parseInt)
                        .toArray();
                model = network.create(Shape.of(shape), classNames.size());
            } catch (IllegalArgumentException e) {
                throw new MalformedFileException(file, "an input shape for " + network, entry(reader, INPUT_SHAPE));
            }
            Weights.load(model, reader);
            return new ModelFile(network, model, classNames, entry(reader, DATA));
        }
    }

    private static String entry(SafetensorsReader reader, String key) throws MalformedFileException {
        String value = reader.metadata().get(key);
        if (value == null) {
            throw new MalformedFileException(
                    reader.file(), "metadata of lanewise train with the entry " + key, "no such entry");
        }
        return value;
    }
}
