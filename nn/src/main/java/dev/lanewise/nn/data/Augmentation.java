package dev.lanewise.nn.data;

import dev.lanewise.nn.internal.Require;

/**
 * How images are changed at random whenever they are trained on: {@code
 * Augmentation.none().rotation(15).shift(0.1f, 0.1f).horizontalFlip()}. The words and their meaning are those of Keras'
 * {@code ImageDataGenerator} with {@code fill_mode='nearest'}; {@link Augmenter} says what is drawn.
 *
 * @param rotationRange degrees; angles are uniform between this and its negative
 * @param heightShiftRange fraction of the height; vertical shifts are uniform between this and its negative
 * @param widthShiftRange fraction of the width; horizontal shifts likewise
 * @param flips whether one image in two changes left and right
 */
public record Augmentation(float rotationRange, float heightShiftRange, float widthShiftRange, boolean flips) {

    private static final Augmentation NONE = new Augmentation(0, 0, 0, false);

    /** Checks the ranges. */
    public Augmentation {
        Require.closed("rotation", rotationRange, 0, 180);
        Require.closed("height shift", heightShiftRange, 0, 1);
        Require.closed("width shift", widthShiftRange, 0, 1);
    }

    /** Images as they are. */
    public static Augmentation none() {
        return NONE;
    }

    /** The same with rotations by up to {@code degrees}, in [0, 180], either way. */
    public Augmentation rotation(float degrees) {
        return new Augmentation(degrees, heightShiftRange, widthShiftRange, flips);
    }

    /** The same with shifts by up to these fractions of height and width, in [0, 1], either way. */
    public Augmentation shift(float heightFraction, float widthFraction) {
        return new Augmentation(rotationRange, heightFraction, widthFraction, flips);
    }

    /** The same with one image in two mirrored. */
    public Augmentation horizontalFlip() {
        return new Augmentation(rotationRange, heightShiftRange, widthShiftRange, true);
    }

    /** Whether all images stay as they are. */
    public boolean isNone() {
        return equals(NONE);
    }
}
