package dev.lanewise.nn.models;

import static dev.lanewise.nn.layers.Activations.RELU;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.layers.BatchNormalization;
import dev.lanewise.nn.layers.Conv2D;
import dev.lanewise.nn.layers.Dense;
import dev.lanewise.nn.layers.Dropout;
import dev.lanewise.nn.layers.Flatten;
import dev.lanewise.nn.layers.MaxPooling2D;

/** The networks. */
public final class Models {

    private Models() {}

    /**
     * The classic small network for images of about 32 x 32: three blocks of convolution, batch normalisation, pooling
     * and dropout with 32, 64 and 128 filters, and a dense layer of 128 units.
     *
     * @param input shape of an image, (height, width, channels), at least 22 x 22
     * @param classes number of classes; the model gives a logit for each
     */
    public static Sequential cnn(Shape input, int classes) {
        return Sequential.of(
                input,
                new Conv2D(32, 3, RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Dropout(0.25f),
                new Conv2D(64, 3, RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Dropout(0.25f),
                new Conv2D(128, 3, RELU),
                new BatchNormalization(),
                new MaxPooling2D(2),
                new Dropout(0.25f),
                new Flatten(),
                new Dense(128, RELU),
                new BatchNormalization(),
                new Dropout(0.5f),
                new Dense(classes));
    }
}
