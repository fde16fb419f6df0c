package dev.lanewise.nn.data;

import dev.lanewise.nn.Shape;

/**
 * A fixed number of samples of one shape, each with a target: a class label, or a tensor of values.
 *
 * <p>Sample {@code i} is the same whenever and from whichever thread it is read. Reading allocates nothing in steady
 * state. An implementation supplies {@link #copySample} and one of {@link #label} and {@link #copyValues}.
 */
public interface Dataset {

    /** Number of samples. */
    int size();

    /** Shape of one sample; {@code (height, width, channels)} for images. */
    Shape sampleShape();

    /** What the targets are. */
    TargetSpec targets();

    /**
     * Copies one sample, row-major.
     *
     * @param index the sample, in {@code [0, size())}
     * @param samples receives {@code sampleShape().elements()} elements from {@code offset} on
     * @param offset first element of {@code samples}
     * @throws IndexOutOfBoundsException if there is no such sample, or {@code samples} is too short
     */
    void copySample(int index, float[] samples, int offset);

    /**
     * The label of one sample, in {@code [0, classes)}.
     *
     * @param index the sample, in {@code [0, size())}
     * @throws IndexOutOfBoundsException if there is no such sample
     * @throws UnsupportedOperationException if the targets are values
     */
    default int label(int index) {
        throw new UnsupportedOperationException("label: the targets are " + targets());
    }

    /**
     * Copies the target values of one sample.
     *
     * @param index the sample, in {@code [0, size())}
     * @param values receives {@code targets().shape().elements()} elements from {@code offset} on
     * @param offset first element of {@code values}
     * @throws IndexOutOfBoundsException if there is no such sample, or {@code values} is too short
     * @throws UnsupportedOperationException if the targets are labels
     */
    default void copyValues(int index, float[] values, int offset) {
        throw new UnsupportedOperationException("copyValues: the targets are " + targets());
    }

    /** Copies samples {@code indices[from] .. indices[from + count - 1]} one behind the other. */
    default void copySamples(int[] indices, int from, int count, float[] samples, int offset) {
        int elements = sampleShape().elements();
        for (int i = 0; i < count; i++) {
            copySample(indices[from + i], samples, offset + i * elements);
        }
    }

    /** Copies the labels of samples {@code indices[from] .. indices[from + count - 1]}. */
    default void copyLabels(int[] indices, int from, int count, int[] labels, int offset) {
        for (int i = 0; i < count; i++) {
            labels[offset + i] = label(indices[from + i]);
        }
    }

    /** Copies the values of samples {@code indices[from] .. indices[from + count - 1]} one behind the other. */
    default void copyValues(int[] indices, int from, int count, float[] values, int offset) {
        int elements = targets().shape().elements();
        for (int i = 0; i < count; i++) {
            copyValues(indices[from + i], values, offset + i * elements);
        }
    }

    /**
     * Samples {@code from .. to - 1} of this dataset, as a view.
     *
     * @throws IllegalArgumentException unless {@code 0 <= from <= to <= size()}
     */
    default Dataset slice(int from, int to) {
        return new DatasetSlice(this, from, to);
    }
}
