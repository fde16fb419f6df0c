package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.layers.Activations;
import dev.lanewise.nn.layers.AveragePooling2D;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.DepthwiseConv2D;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.GlobalAveragePooling2D;
import dev.lanewise.nn.layers.MaxPooling2D;
import dev.lanewise.nn.layers.Padding;
import dev.lanewise.nn.models.Models;
import dev.lanewise.testkit.Bits;
import dev.lanewise.testkit.TestData;
import dev.lanewise.testkit.Threads;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class SequentialTest {

    @Test
    void parametersOfTheClassicNetworkHaveStableNamesAndShapes() {
        assertThat(Models.cnn(Shape.of(28, 28, 1), 10).parameters())
                .extracting(Parameter::toString)
                .containsExactly(
                        "conv2d/weights (3, 3, 1, 32)",
                        "conv2d/bias (32)",
                        "batch_normalization/gamma (32)",
                        "batch_normalization/beta (32)",
                        "batch_normalization/movingMean (32)",
                        "batch_normalization/movingVariance (32)",
                        "conv2d_1/weights (3, 3, 32, 64)",
                        "conv2d_1/bias (64)",
                        "batch_normalization_1/gamma (64)",
                        "batch_normalization_1/beta (64)",
                        "batch_normalization_1/movingMean (64)",
                        "batch_normalization_1/movingVariance (64)",
                        "conv2d_2/weights (3, 3, 64, 128)",
                        "conv2d_2/bias (128)",
                        "batch_normalization_2/gamma (128)",
                        "batch_normalization_2/beta (128)",
                        "batch_normalization_2/movingMean (128)",
                        "batch_normalization_2/movingVariance (128)",
                        "dense/weights (128, 128)",
                        "dense/bias (128)",
                        "batch_normalization_3/gamma (128)",
                        "batch_normalization_3/beta (128)",
                        "batch_normalization_3/movingMean (128)",
                        "batch_normalization_3/movingVariance (128)",
                        "dense_1/weights (128, 10)",
                        "dense_1/bias (10)");
    }

    @Test
    void summaryCountsParameters() {
        Sequential model = Sequential.of(
                Shape.of(28, 28, 1),
                new Conv2D(32, 3, Activations.RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Flatten(),
                new Dense(10).named("logits"));

        assertThat(model.summary()).isEqualTo("""
                Layer (type)                              Output shape  Parameters
                ------------------------------------------------------------------
                conv2d (Conv2D)                           (26, 26, 32)         320
                batch_normalization (BatchNormalization)  (26, 26, 32)         128
                max_pooling2d (MaxPooling2D)              (13, 13, 32)           0
                flatten (Flatten)                         (5408)                 0
                logits (Dense)                            (10)              54,090
                ------------------------------------------------------------------
                Total parameters: 54,538
                Trained: 54,474
                Not trained: 64
                """);
    }

    @Test
    void firstValuesDependOnTheSeedAlone() {
        Supplier<Sequential> make = () -> Models.cnn(Shape.of(22, 22, 3), 10);
        float[] one = make.get().initialize(1).parameter("conv2d_1/weights").get();

        Bits.assertSame(
                "same seed",
                make.get()
                        .initialize(2)
                        .initialize(1)
                        .parameter("conv2d_1/weights")
                        .get(),
                one);
        assertThat(make.get().initialize(2).parameter("conv2d_1/weights").get()).isNotEqualTo(one);
        double limit = Math.sqrt(6.0 / (9 * 32 + 9 * 64));
        double largest = 0;
        for (float value : one) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isBetween(0.99 * limit, 1.000001 * limit);
        assertThat(make.get().parameter("batch_normalization/gamma").get()).containsOnly(1f);
        assertThat(make.get().parameter("batch_normalization/movingVariance").get())
                .containsOnly(1f);
        assertThat(make.get().parameter("dense/bias").get()).containsOnly(0f);
    }

    @Test
    void parametersCanBeReadAndReplaced() {
        Sequential model = Sequential.of(Shape.of(2), new Dense(1));
        model.parameter("dense/weights").set(new float[] {2, 3});
        model.parameter("dense/bias").set(new float[] {0.5f});

        assertThat(model.parameter("dense/weights").get()).containsExactly(2, 3);
        assertThat(model.predict(new float[] {1, 10, 4, 0})).containsExactly(32.5f, 8.5f);
        assertThatThrownBy(() -> model.parameter("dense/weights").set(new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("dense/weights: expected the 2 elements of shape (2, 1), got 3 elements");
        assertThatThrownBy(() -> model.parameter("dense/kernel"))
                .hasMessage("parameter: expected one of [dense/weights, dense/bias], got dense/kernel");
    }

    @Test
    void predictionDependsNeitherOnNeighboursNorOnBatchNorOnThreads() {
        Sequential model = Models.cnn(Shape.of(22, 22, 1), 5);
        float[] samples = TestData.normals(7 * 22 * 22, 1);
        float[] expected = new float[7 * 5];
        Predictor single = new Predictor(model, Parallelism.serial(), 1);
        for (int i = 0; i < 7; i++) {
            single.predict(1, samples, i * 22 * 22, expected, i * 5);
        }
        for (Parallelism threads : Threads.all()) {
            for (int batch : new int[] {3, 64}) {
                float[] actual = new Predictor(model, threads, batch).predict(samples);
                Bits.assertSame("batch of " + batch + ", " + threads, actual, expected);
            }
        }
        assertThat(Arrays.copyOf(expected, 5)).isNotEqualTo(Arrays.copyOfRange(expected, 5, 10));
    }

    @Test
    void aLayerThatDoesNotFitIsNamed() {
        fails(
                Shape.of(128),
                new Conv2D(8, 3),
                "conv2d: expected an input of shape (height, width, channels), got (128)");
        fails(
                Shape.of(28, 28),
                new MaxPooling2D(2),
                "max_pooling2d: expected an input of shape (height, width, channels)");
        fails(Shape.of(9), new GlobalAveragePooling2D(), "global_average_pooling2d: expected an input of shape");
        fails(Shape.of(2, 2, 64), new Conv2D(8, 3), "conv2d: with (2, 2, 64) as input: ");
        fails(Shape.of(8, 8, 3), new Conv2D(8, 3).groups(2), "conv2d: with (8, 8, 3) as input: inChannels: expected");
        fails(Shape.of(2, 2, 3), new DepthwiseConv2D(3), "depthwise_conv2d: with (2, 2, 3) as input: ");
        fails(Shape.of(1, 1, 3), new MaxPooling2D(2), "max_pooling2d: with (1, 1, 3) as input: ");
        fails(Shape.of(), new Dense(2), "dense: expected an input with at least one dimension, got shape ()");
    }

    @Test
    void aWindowMayBeLargerThanTheImageUnderSamePadding() {
        Sequential model = Sequential.of(
                Shape.of(2, 3, 1),
                new Conv2D(4, 5).padding(Padding.SAME),
                new DepthwiseConv2D(3).padding(Padding.SAME).strides(2),
                new AveragePooling2D(4).padding(Padding.SAME).strides(1),
                new MaxPooling2D(3).padding(Padding.SAME));

        assertThat(model.layers())
                .extracting(Layer::outputShape)
                .containsExactly(Shape.of(2, 3, 4), Shape.of(1, 2, 4), Shape.of(1, 2, 4), Shape.of(1, 1, 4));
        assertThat(model.predict(new float[6])).hasSize(4).containsOnly(0f);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new Conv2D(0, 3)).hasMessage("filters: expected a value >= 1, got 0");
        assertThatThrownBy(() -> new Conv2D(8, -3)).hasMessage("kernelHeight: expected a value >= 1, got -3");
        assertThatThrownBy(() -> new Dropout(1f)).hasMessage("rate: expected a value in [0.0, 1.0), got 1.0");
        assertThatThrownBy(() -> new Dropout(Float.NaN)).hasMessageContaining("got NaN");
        assertThatThrownBy(() -> new BatchNormalization().momentum(1.5f)).hasMessageStartingWith("momentum: expected");
        assertThatThrownBy(() -> new Dense(3).named("a/b"))
                .hasMessage("name: expected a word without '/', got \"a/b\"");
    }

    @Test
    void aLayerBelongsToOneModelAndCannotChangeThen() {
        Dense dense = new Dense(2);
        Sequential.of(Shape.of(3), dense);

        assertThatThrownBy(() -> Sequential.of(Shape.of(3), dense))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("dense: expected a layer that is not yet part of a model");
        assertThatThrownBy(() -> dense.activation(Activations.RELU)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Dense(2).outputShape()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Sequential.of(Shape.of(3), new Dense(1).named("a"), new Dense(1).named("a")))
                .hasMessage("layer name: expected names of their own, got a second a");
        assertThatThrownBy(() -> Sequential.of(Shape.of(3)))
                .hasMessage("layers: expected at least one layer, got none");
    }

    private static void fails(Shape input, Layer layer, String message) {
        assertThatThrownBy(() -> Sequential.of(input, layer))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
