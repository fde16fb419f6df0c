package dev.lanewise.nn;

import dev.lanewise.nn.initializers.Initializer;
import dev.lanewise.nn.internal.Require;
import java.util.Arrays;

/**
 * Numbers that a layer keeps from step to step: weights that the optimizer trains, or statistics that the layer keeps
 * itself.
 *
 * <p>Its name is {@code layer/parameter}, such as {@code conv2d_1/weights}; the name and the shape are what a file of
 * weights goes by. All parameters of a model lie in one array, those that are trained first and in order, and their
 * gradients at the same offsets of another, so that an optimizer's step is one pass.
 */
public final class Parameter {

    private static final float[] NONE = {};

    private final String name;
    private final Shape shape;
    private final boolean trainable;
    private final Initializer initializer;
    private final Initializer.Fans fans;
    private float[] values = NONE;
    private float[] gradients = NONE;
    private int offset;

    Parameter(String name, Shape shape, boolean trainable, Initializer initializer, Initializer.Fans fans) {
        this.name = name;
        this.shape = shape;
        this.trainable = trainable;
        this.initializer = initializer;
        this.fans = fans;
    }

    /** {@code layer/parameter}. */
    public String name() {
        return name;
    }

    /** The dimensions. */
    public Shape shape() {
        return shape;
    }

    /** Whether the optimizer changes it; otherwise only its layer does. */
    public boolean trainable() {
        return trainable;
    }

    /** Number of elements. */
    public int size() {
        return shape.elements();
    }

    /** The array that the values lie in, from {@link #offset} on. */
    public float[] values() {
        return values;
    }

    /**
     * The array that the gradients lie in, from {@link #offset} on; empty until a plan for training is made, and for
     * what is not trained.
     */
    public float[] gradients() {
        return gradients;
    }

    /** The first element in {@link #values} and {@link #gradients}. */
    public int offset() {
        return offset;
    }

    /** The values, as a new array. */
    public float[] get() {
        return Arrays.copyOfRange(values, offset, offset + size());
    }

    /**
     * Replaces the values.
     *
     * @param newValues row-major, {@link #size} elements
     * @throws IllegalArgumentException if the number of elements differs
     */
    public void set(float[] newValues) {
        if (newValues.length != size()) {
            throw Require.error(name, "the " + size() + " elements of shape " + shape, newValues.length + " elements");
        }
        System.arraycopy(newValues, 0, values, offset, newValues.length);
    }

    void placeValues(float[] array, int first) {
        values = array;
        offset = first;
    }

    void placeGradients(float[] array) {
        gradients = array;
    }

    void initialize(long seed, int stream) {
        initializer.initialize(fans, seed, stream, size(), values, offset);
    }

    /** For example {@code conv2d/weights (3, 3, 1, 32)}. */
    @Override
    public String toString() {
        return name + " " + shape;
    }
}
