package dev.lanewise.nn;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The table that {@link Sequential#summary} prints. */
final class Summary {

    private final Sequential model;

    Summary(Sequential model) {
        this.model = model;
    }

    @Override
    public String toString() {
        List<Layer> layers = model.layers();
        int name = width(layers.stream().map(Layer::toString), "Layer (type)");
        int shape = width(layers.stream().map(layer -> layer.outputShape().toString()), "Output shape");
        String rule = "-".repeat(name + shape + 16) + "\n";
        StringBuilder table = new StringBuilder();
        table.append(row(name, "Layer (type)", shape, "Output shape", "Parameters"))
                .append(rule);
        for (Layer layer : layers) {
            table.append(row(name, layer, shape, layer.outputShape(), number(count(layer.parameters()))));
        }
        return table.append(rule).append(totals()).toString();
    }

    private String totals() {
        List<Parameter> all = model.parameters();
        long trained = count(all.stream().filter(Parameter::trainable).toList());
        return "Total parameters: " + number(count(all)) + "\nTrained: " + number(trained) + "\nNot trained: "
                + number(count(all) - trained) + "\n";
    }

    private static String row(int nameWidth, Object name, int shapeWidth, Object shape, String parameters) {
        return padded(name, nameWidth) + "  " + padded(shape, shapeWidth) + "  " + " ".repeat(12 - parameters.length())
                + parameters + "\n";
    }

    private static String padded(Object cell, int width) {
        return cell + " ".repeat(width - cell.toString().length());
    }

    private static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static int width(Stream<String> cells, String head) {
        return cells.mapToInt(String::length).reduce(head.length(), Math::max);
    }

    private static long count(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }
}
