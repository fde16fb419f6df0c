package dev.lanewise.nn;

import dev.lanewise.nn.internal.Require;
import java.util.Arrays;

/**
 * A row-major span of a {@code float[]} with a shape, the batch outermost where there is one. A view: it owns no memory,
 * and tensors of a {@link Plan} share one array.
 */
public final class Tensor {

    private final float[] data;
    private final int offset;
    private final Shape shape;

    private Tensor(float[] data, int offset, Shape shape) {
        this.data = data;
        this.offset = offset;
        this.shape = shape;
    }

    /**
     * A view of {@code shape.elements()} elements of {@code data} from {@code offset} on.
     *
     * @throws IllegalArgumentException if {@code data} is too short
     */
    public static Tensor view(float[] data, int offset, Shape shape) {
        Require.span("data", data.length, offset, shape.elements());
        return new Tensor(data, offset, shape);
    }

    /** A view of the first elements of {@code data}. */
    public static Tensor of(Shape shape, float... data) {
        return view(data, 0, shape);
    }

    /** A tensor of zeros in an array of its own. */
    public static Tensor zeros(Shape shape) {
        return new Tensor(new float[shape.elements()], 0, shape);
    }

    /** The array that the elements lie in. */
    public float[] data() {
        return data;
    }

    /** The first element in {@link #data}. */
    public int offset() {
        return offset;
    }

    /** The dimensions. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return shape.elements();
    }

    /** Whether both are views of the same elements. */
    public boolean sameMemory(Tensor other) {
        return data == other.data && offset == other.offset;
    }

    /** The elements, as a new array. */
    public float[] toArray() {
        return Arrays.copyOfRange(data, offset, offset + size());
    }

    @Override
    public String toString() {
        return "tensor of shape " + shape;
    }
}
