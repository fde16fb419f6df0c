package dev.lanewise.bench.suites;

import static dev.lanewise.nn.layers.Activations.RELU;

import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.layers.Activation;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.GlobalAveragePooling2D;
import dev.lanewise.nn.layers.Padding;
import dev.lanewise.nn.models.Models;
import java.util.ArrayList;
import java.util.List;

/**
 * A network and a batch, for example {@code cifar-cnn mb64}.
 *
 * @param name cifar-cnn, mnist-cnn, plain20 or tabular
 * @param batch samples
 */
record NetworkShape(String name, int batch) {

    static final int CLASSES = 10;

    private static final List<String> NAMES = List.of("cifar-cnn", "mnist-cnn", "plain20", "tabular");
    private static final Shape IMAGE = Shape.of(32, 32, 3);

    static NetworkShape of(String text) {
        String[] words = text.split(" mb", -1);
        if (words.length != 2 || !words[1].matches("[1-9][0-9]{0,4}") || !NAMES.contains(words[0])) {
            throw new IllegalArgumentException("shape: expected one of " + NAMES + " and mbN, got " + text);
        }
        return new NetworkShape(words[0], Integer.parseInt(words[1]));
    }

    Sequential model() {
        return switch (name) {
            case "mnist-cnn" -> Models.cnn(Shape.of(28, 28, 1), CLASSES);
            case "plain20" -> plain20();
            case "tabular" -> tabular();
            default -> Models.cnn(IMAGE, CLASSES);
        };
    }

    /** 3x3 convolutions, 7 with 16 filters, 6 with 32 and 6 with 64, each with batch norm and relu, then a mean. */
    private static Sequential plain20() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 19; i++) {
            boolean halve = i == 7 || i == 13;
            int filters = i < 7 ? 16 : i < 13 ? 32 : 64;
            layers.add(new Conv2D(filters, 3).strides(halve ? 2 : 1).padding(Padding.SAME));
            layers.add(new BatchNormalization());
            layers.add(new Activation(RELU));
        }
        layers.add(new GlobalAveragePooling2D());
        layers.add(new Dense(CLASSES));
        return Sequential.of(IMAGE, layers);
    }

    /** 11 features, 3 dense layers of 1,024 units with relu, batch norm and dropout, and a logit. */
    private static Sequential tabular() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            layers.add(new Dense(1024, RELU));
            layers.add(new BatchNormalization());
            layers.add(new Dropout(0.25f));
        }
        layers.add(new Dense(1));
        return Sequential.of(Shape.of(11), layers);
    }

    /** Operations of the convolutions and dense layers for one sample, forward. */
    double forwardFlops() {
        return model().layers().stream().mapToDouble(NetworkShape::flops).sum();
    }

    /** Forward, by the weights and, but for the first layer, by the input: each costs the same. */
    double trainFlops() {
        return 3 * forwardFlops() - flops(model().layers().getFirst());
    }

    /** The samples once, and {@code passes} times the parameters. */
    double bytes(int passes) {
        Sequential model = model();
        double parameters =
                model.parameters().stream().mapToDouble(Parameter::size).sum();
        return 4.0 * ((double) batch * model.inputShape().elements() + passes * parameters);
    }

    /** Each weight is used once for each pixel of the output. */
    private static double flops(Layer layer) {
        Shape out = layer.outputShape();
        double weights = layer.parameters().stream()
                .filter(parameter -> parameter.shape().rank() > 1)
                .mapToDouble(Parameter::size)
                .sum();
        return 2.0 * weights * out.elements() / out.last();
    }
}
