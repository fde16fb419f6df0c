package dev.lanewise.nn.data;

import dev.lanewise.nn.internal.Require;

/**
 * A published set of images with its own division into two parts.
 *
 * @param name name of the set
 * @param train images to train on
 * @param test images to test on, of the same shape and classes
 */
public record ImageData(String name, ImageDataset train, ImageDataset test) {

    /** Checks that both parts agree. */
    public ImageData {
        if (!train.sampleShape().equals(test.sampleShape())) {
            throw Require.error(
                    "test images of " + name,
                    "the shape of the training images, " + train.sampleShape(),
                    test.sampleShape());
        }
        if (!train.classNames().equals(test.classNames())) {
            throw Require.error("test classes of " + name, train.classNames().toString(), test.classNames());
        }
    }
}
