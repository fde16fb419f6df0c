package dev.lanewise.nn.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.testkit.Bits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class WeightsTest {

    @TempDir
    Path directory;

    @Test
    void comesBackBitForBit() throws IOException {
        Sequential saved = model(5).initialize(3);
        saved.parameter("batch_normalization/movingMean").set(new float[] {1f, Float.NaN, -0f, Float.MIN_VALUE});
        Path file = directory.resolve("w.safetensors");
        Weights.save(saved, file);
        Sequential loaded = model(5).initialize(4);
        Weights.load(loaded, file);
        for (Parameter parameter : saved.parameters()) {
            Bits.assertSame(parameter.name(), loaded.parameter(parameter.name()).get(), parameter.get());
        }
        assertThat(Weights.writer(loaded).sha256())
                .isEqualTo(Weights.writer(saved).sha256());
    }

    @Test
    void savesNamesShapesAndLayouts() throws IOException {
        Path file = directory.resolve("w.safetensors");
        Weights.save(model(5), file);
        try (var reader = SafetensorsReader.open(file)) {
            assertThat(reader.tensors())
                    .extracting(tensor -> tensor.type() + " " + tensor.name() + " " + tensor.shape())
                    .containsExactly(
                            "F32 batch_normalization/beta [4]",
                            "F32 batch_normalization/gamma [4]",
                            "F32 batch_normalization/movingMean [4]",
                            "F32 batch_normalization/movingVariance [4]",
                            "F32 conv2d/bias [4]",
                            "F32 conv2d/weights [3, 2, 2, 4]",
                            "F32 dense/bias [5]",
                            "F32 dense/weights [60, 5]");
        }
    }

    @Test
    void refusesWeightsOfAnotherModelAndStaysAsItIs() throws IOException {
        Path file = directory.resolve("w.safetensors");
        Weights.save(model(6), file);
        Sequential model = model(5).initialize(1);
        String before = Weights.writer(model).sha256();
        assertThatThrownBy(() -> Weights.load(model, file))
                .isInstanceOf(MalformedFileException.class)
                .hasMessage(file + ": expected a tensor dense/weights (60, 5), got one of (60, 6)");

        Sequential deeper = Sequential.of(Shape.of(60), new Dense(5), new Dense(5));
        Weights.save(Sequential.of(Shape.of(60), new Dense(5)), file);
        assertThatThrownBy(() -> Weights.load(deeper, file))
                .hasMessage(file + ": expected a tensor dense_1/weights (5, 5), got none");

        Weights.writer(model(5)).tensor("more", List.of(1), new float[1], 0).write(file);
        assertThatThrownBy(() -> Weights.load(model, file))
                .hasMessage(file + ": expected the 8 tensors of the model, got also [more]");
        assertThat(Weights.writer(model).sha256()).isEqualTo(before);
    }

    private static Sequential model(int units) {
        return Sequential.of(
                Shape.of(5, 6, 2), new Conv2D(4, 3, 2), new BatchNormalization(), new Flatten(), new Dense(units));
    }
}
