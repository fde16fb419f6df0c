package dev.lanewise.nn;

import static dev.lanewise.nn.internal.TextTable.number;

import dev.lanewise.nn.internal.TextTable;
import dev.lanewise.nn.internal.TextTable.Side;
import java.util.List;

/** The table that {@link Sequential#summary} prints. */
final class Summary {

    private final Sequential model;

    Summary(Sequential model) {
        this.model = model;
    }

    @Override
    public String toString() {
        TextTable table = new TextTable(Side.LEFT, Side.LEFT, Side.RIGHT);
        table.row("Layer (type)", "Output shape", "Parameters").rule();
        for (Layer layer : model.layers()) {
            table.row(layer, layer.outputShape(), number(count(layer.parameters())));
        }
        return table.rule() + totals();
    }

    private String totals() {
        List<Parameter> all = model.parameters();
        long trained = count(all.stream().filter(Parameter::trainable).toList());
        return "Total parameters: " + number(count(all)) + "\nTrained: " + number(trained) + "\nNot trained: "
                + number(count(all) - trained) + "\n";
    }

    private static long count(List<Parameter> parameters) {
        return parameters.stream().mapToLong(Parameter::size).sum();
    }
}
