package dev.lanewise.nn;

import dev.lanewise.nn.internal.Require;
import java.util.Arrays;

/**
 * The dimensions of a tensor, outermost first; images are {@code (height, width, channels)}. Immutable. Fewer than 2^31
 * elements; a shape without dimensions is a scalar.
 */
public final class Shape {

    private final int[] dimensions;
    private final int elements;

    private Shape(int[] dimensions) {
        this.dimensions = dimensions;
        long count = 1;
        for (int dimension : dimensions) {
            Require.positive("dimension of " + this, dimension);
            count *= dimension;
            if (count > Integer.MAX_VALUE) {
                throw Require.error("shape", "fewer than 2^31 elements", this);
            }
        }
        elements = (int) count;
    }

    /**
     * A shape.
     *
     * @throws IllegalArgumentException if a dimension is below 1 or the product reaches 2^31
     */
    public static Shape of(int... dimensions) {
        return new Shape(dimensions.clone());
    }

    /** Number of dimensions. */
    public int rank() {
        return dimensions.length;
    }

    /** Dimension {@code index}, counted from 0. */
    public int dimension(int index) {
        return dimensions[index];
    }

    /** The innermost dimension, which holds the features or channels; 1 for a scalar. */
    public int last() {
        return dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
    }

    /** Product of the dimensions; 1 for a scalar. */
    public int elements() {
        return elements;
    }

    /** Product of the dimensions but the innermost. */
    public int rows() {
        return elements / last();
    }

    /** This shape with one more dimension on the outside: a batch of {@code count} of it. */
    public Shape batched(int count) {
        int[] batched = new int[dimensions.length + 1];
        batched[0] = count;
        System.arraycopy(dimensions, 0, batched, 1, dimensions.length);
        return new Shape(batched);
    }

    /** This shape with another innermost dimension. */
    public Shape withLast(int last) {
        int[] changed = dimensions.length == 0 ? new int[1] : dimensions.clone();
        changed[changed.length - 1] = last;
        return new Shape(changed);
    }

    /** The dimensions, as a new array. */
    public int[] toArray() {
        return dimensions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** For example {@code (28, 28, 1)}. */
    @Override
    public String toString() {
        String list = Arrays.toString(dimensions);
        return "(" + list.substring(1, list.length() - 1) + ")";
    }
}
