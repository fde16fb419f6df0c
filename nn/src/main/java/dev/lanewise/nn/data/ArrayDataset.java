package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;
import dev.lanewise.nn.internal.Require;
import java.util.Objects;

/** Samples and targets in arrays, which are used as they are and not copied. */
public final class ArrayDataset implements Dataset {

    private final int size;
    private final Shape sampleShape;
    private final TargetSpec targets;
    private final float[] samples;
    private final int[] labels;
    private final float[] values;

    private ArrayDataset(Shape sampleShape, float[] samples, TargetSpec targets, int[] labels, float[] values) {
        this.sampleShape = sampleShape;
        this.samples = samples;
        this.targets = targets;
        this.labels = labels;
        this.values = values;
        size = samples.length / sampleShape.elements();
        if (samples.length % sampleShape.elements() != 0) {
            throw Require.error("samples", "whole samples of shape " + sampleShape, samples.length + " elements");
        }
    }

    /**
     * Samples with class labels.
     *
     * @param sampleShape shape of one sample
     * @param samples samples one behind the other, row-major
     * @param labels a label a sample
     * @param classes number of classes
     * @throws IllegalArgumentException if the arrays do not match, or a label is outside {@code [0, classes)}
     */
    public static ArrayDataset ofLabels(Shape sampleShape, float[] samples, int[] labels, int classes) {
        var dataset = new ArrayDataset(sampleShape, samples, TargetSpec.labels(classes), labels, new float[0]);
        if (labels.length != dataset.size) {
            throw Require.error("labels", "a label for each of " + dataset.size + " samples", labels.length);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw Require.error("label of sample " + i, "a value in [0, " + classes + ")", labels[i]);
            }
        }
        return dataset;
    }

    /**
     * Samples with target values.
     *
     * @param sampleShape shape of one sample
     * @param samples samples one behind the other, row-major
     * @param targetShape shape of one sample's target
     * @param values targets one behind the other, row-major
     * @throws IllegalArgumentException if the arrays do not match
     */
    public static ArrayDataset ofValues(Shape sampleShape, float[] samples, Shape targetShape, float[] values) {
        var dataset = new ArrayDataset(sampleShape, samples, TargetSpec.values(targetShape), new int[0], values);
        if (values.length != (long) dataset.size * targetShape.elements()) {
            throw Require.error(
                    "values",
                    dataset.size + " targets of shape " + targetShape,
                    "an array of " + values.length + " elements");
        }
        return dataset;
    }

    @Override
    public int size() {
        return size;
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
    public void copySample(int index, float[] out, int offset) {
        int elements = sampleShape.elements();
        System.arraycopy(samples, Objects.checkIndex(index, size) * elements, out, offset, elements);
    }

    @Override
    public int label(int index) {
        return targets instanceof TargetSpec.Labels ? labels[index] : Dataset.super.label(index);
    }

    @Override
    public void copyValues(int index, float[] out, int offset) {
        if (targets instanceof TargetSpec.Labels) {
            Dataset.super.copyValues(index, out, offset);
        }
        int elements = targets.shape().elements();
        System.arraycopy(values, Objects.checkIndex(index, size) * elements, out, offset, elements);
    }
}
