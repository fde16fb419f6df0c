package dev.lanewise.nn.io;

import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's parameters to and from a safetensors file: one F32 tensor a parameter, under the parameter's name and with
 * its shape.
 *
 * <p>Layouts are those of the kernels: convolution weights {@code [height, width, in, out]}, depthwise
 * {@code [height, width, 1, in * multiplier]}, dense weights {@code [in, out]}, all others {@code [channels]}; row-major,
 * little-endian.
 */
public final class Weights {

    private Weights() {}

    /** A writer that holds all parameters of a model; their values are read when it writes. */
    public static SafetensorsWriter writer(Sequential model) {
        var writer = new SafetensorsWriter();
        for (Parameter parameter : model.parameters()) {
            List<Integer> shape =
                    Arrays.stream(parameter.shape().toArray()).boxed().toList();
            writer.tensor(parameter.name(), shape, parameter.values(), parameter.offset());
        }
        return writer;
    }

    /**
     * Saves all parameters; the file appears whole or not at all.
     *
     * @throws IOException if the file cannot be written
     */
    public static void save(Sequential model, Path file) throws IOException {
        writer(model).write(file);
    }

    /**
     * Loads all parameters.
     *
     * @throws MalformedFileException if the file is not a safetensors file, or does not hold exactly the parameters of
     *     this model
     * @throws IOException if the file cannot be read
     */
    public static void load(Sequential model, Path file) throws IOException {
        try (var reader = SafetensorsReader.open(file)) {
            load(model, reader);
        }
    }

    /** Loads all parameters from an open file; as {@link #load(Sequential, Path)}. On an error the model is unchanged. */
    public static void load(Sequential model, SafetensorsReader reader) throws IOException {
        Map<String, TensorInfo> tensors = new HashMap<>();
        reader.tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
        List<float[]> loaded = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            TensorInfo tensor = tensors.remove(parameter.name());
            if (tensor == null || !shape(tensor).equals(parameter.shape().toString())) {
                throw new MalformedFileException(
                        reader.file(), "a tensor " + parameter, tensor == null ? "none" : "one of " + shape(tensor));
            }
            float[] values = new float[parameter.size()];
            reader.readFloats(tensor, values, 0);
            loaded.add(values);
        }
        if (!tensors.isEmpty()) {
            throw new MalformedFileException(
                    reader.file(), "the " + loaded.size() + " tensors of the model", "also " + tensors.keySet());
        }
        for (int i = 0; i < loaded.size(); i++) {
            model.parameters().get(i).set(loaded.get(i));
        }
    }

    private static String shape(TensorInfo tensor) {
        String list = tensor.shape().toString();
        return "(" + list.substring(1, list.length() - 1) + ")";
    }
}
