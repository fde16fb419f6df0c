package dev.lanewise.bench.shapes;

/**
 * Rows without gaps: {@code ROWSxCOLS}, or images {@code NxHxWxC} as a matrix of their pixels.
 *
 * @param batch number of images; the number of rows where there are none
 * @param height rows of an image, 1 without images
 * @param width columns of an image, 1 without images
 * @param cols channels, or columns
 */
public record MatrixShape(int batch, int height, int width, int cols) {

    /** Reads either notation. */
    public static MatrixShape of(String text) {
        int dimensions = text.split("x", -1).length;
        int[] x = Notation.extents(text, dimensions == 4 ? 4 : 2);
        return dimensions == 4 ? new MatrixShape(x[0], x[1], x[2], x[3]) : new MatrixShape(x[0], 1, 1, x[1]);
    }

    /** Rows of the matrix: pixels of all images. */
    public int rows() {
        return batch * height * width;
    }

    /** Elements. */
    public int size() {
        return Math.multiplyExact(rows(), cols);
    }
}
