package dev.lanewise.nn.data;

import dev.lanewise.kernels.ByteConversion;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;
import java.util.List;
import java.util.Objects;

/**
 * Labelled images, kept as bytes and converted to {@code pixel / 255} when a batch is copied: a quarter of the memory
 * of floats.
 */
public final class ImageDataset implements Dataset {

    private static final float SCALE = 1f / 255f;

    private final Shape sampleShape;
    private final byte[] pixels;
    private final byte[] labels;
    private final List<String> classNames;
    private final TargetSpec targets;

    /**
     * Images and labels in arrays, which are used as they are and not copied.
     *
     * @param sampleShape shape of an image, {@code (height, width, channels)}
     * @param pixels images one behind the other, NHWC, unsigned
     * @param labels a label an image, the index of its class, unsigned
     * @param classNames names of the classes, by label
     * @throws IllegalArgumentException if the arrays do not match, or a label has no class
     */
    public ImageDataset(Shape sampleShape, byte[] pixels, byte[] labels, List<String> classNames) {
        if (sampleShape.rank() != 3) {
            throw Require.error("sampleShape", "(height, width, channels)", sampleShape);
        }
        if (pixels.length != (long) labels.length * sampleShape.elements()) {
            throw Require.error(
                    "pixels", labels.length + " images of shape " + sampleShape, "an array of length " + pixels.length);
        }
        int unknown = firstOutside(labels, classNames.size());
        if (unknown >= 0) {
            throw Require.error(
                    "label of image " + unknown, "a value in [0, " + classNames.size() + ")", labels[unknown] & 255);
        }
        this.sampleShape = sampleShape;
        this.pixels = pixels;
        this.labels = labels;
        this.classNames = List.copyOf(classNames);
        this.targets = TargetSpec.labels(classNames.size());
    }

    /** Index of the first label that is not in {@code [0, classes)}, or -1. */
    static int firstOutside(byte[] labels, int classes) {
        for (int i = 0; i < labels.length; i++) {
            if ((labels[i] & 255) >= classes) {
                return i;
            }
        }
        return -1;
    }

    /** Names of the classes, by label. */
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape sampleShape() {
        return sampleShape;
    }

    @Override
    public TargetSpec targets() {
        return targets;
    }

    @Override
    public void copySample(int index, float[] samples, int offset) {
        int elements = sampleShape.elements();
        int at = Objects.checkIndex(index, labels.length) * elements;
        ByteConversion.bytesToFloats(Parallelism.serial(), elements, pixels, at, SCALE, 0f, samples, offset);
    }

    @Override
    public int label(int index) {
        return labels[index] & 255;
    }
}
