package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ArrayDataset;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.training.FitOptions;
import dev.lanewise.nn.training.Trainer;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ProgressTest {

    @Test
    void drawsABarOnATerminalAndClearsIt() {
        String text = train(true);
        assertThat(text).contains("\rEpoch 1/2", "\rEpoch 2/2", "30/30", "loss ");
        String[] drawn = text.substring(0, text.indexOf('\n')).split("\r");
        assertThat(drawn[drawn.length - 2]).isBlank();
        assertThat(drawn[drawn.length - 1]).matches("Epoch 1/2  loss .* images/s");
    }

    @Test
    void writesPlainLinesElsewhere() {
        String text = train(false);
        assertThat(text).doesNotContain("\r", "%");
        assertThat(text.lines()).hasSize(2).allMatch(line -> line.matches("Epoch ./2  loss .* images/s"));
    }

    private static String train(boolean terminal) {
        var text = new StringWriter();
        var data = ArrayDataset.ofLabels(Shape.of(2), new float[600], new int[300], 3);
        try (var progress = new Progress(new PrintWriter(text), terminal)) {
            new Trainer(
                            Sequential.of(Shape.of(2), new Dense(3)),
                            new Adam(),
                            new SparseCategoricalCrossEntropy(From.LOGITS),
                            Metrics.ACCURACY)
                    .parallelism(Parallelism.serial())
                    .fit(data, data, FitOptions.epochs(2).batchSize(10).callbacks(progress));
        }
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
