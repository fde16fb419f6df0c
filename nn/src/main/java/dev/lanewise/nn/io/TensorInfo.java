package dev.lanewise.nn.io;

import java.util.List;

/**
 * A tensor as the header of a safetensors file describes it, checked against the file.
 *
 * @param name its name, unique in the file
 * @param type type of its elements
 * @param shape its extents, row-major, none for a scalar; any may be 0
 * @param begin first byte of its data, counted from the end of the header
 * @param end first byte after its data
 */
public record TensorInfo(String name, DataType type, List<Long> shape, long begin, long end) {

    /** Copies the shape. */
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /** Number of elements: the product of {@link #shape}. */
    public long elements() {
        return (end - begin) * 8 / type.bits();
    }
}
