package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.training.Epoch;
import dev.lanewise.nn.training.FitOptions;
import dev.lanewise.nn.training.History;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class RunReportTest {

    @Test
    void takesTheMedianSpeedOfTheEpochsAfterTheFirst() {
        assertThat(report(10).trainImagesPerSecond()).isEqualTo(10);
        assertThat(report(10, 70).trainImagesPerSecond()).isEqualTo(70);
        assertThat(report(10, 70, 30).trainImagesPerSecond()).isEqualTo(50);
        assertThat(report(10, 70, 30, 90).trainImagesPerSecond()).isEqualTo(70);
    }

    @Test
    void writesALineAnEpoch() {
        assertThat(report(10, 70.26).historyCsv())
                .isEqualTo("epoch,loss,accuracy,val_loss,val_accuracy,images_per_second,seconds\n"
                        + "1,0.5,0.8,0.6,0.7,10.0,1.500\n"
                        + "2,0.25,0.9,0.3,0.85,70.3,1.500\n");
    }

    private static RunReport report(double... rates) {
        List<Epoch> epochs = new ArrayList<>();
        for (double rate : rates) {
            int number = epochs.size() + 1;
            Map<String, Double> values = new LinkedHashMap<>();
            values.put("loss", 0.5 / number);
            values.put("accuracy", 1 - 0.2 / number);
            values.put("val_loss", 0.6 / number);
            values.put("val_accuracy", 1 - 0.3 / number);
            epochs.add(new Epoch(number, 3, values, 1.5, rate));
        }
        var model = new ModelFile(Network.CNN, Network.CNN.create(Shape.of(28, 28, 1), 2), List.of("a", "b"), "data");
        var history = new History(epochs, History.End.COMPLETED);
        return new RunReport(model, history, FitOptions.epochs(rates.length), 1, 3.0, null);
    }
}
