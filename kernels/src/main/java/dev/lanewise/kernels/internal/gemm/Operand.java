package dev.lanewise.kernels.internal.gemm;

/**
 * A matrix as a call sees it: where it lies, how far its stored rows are apart, and whether it is stored transposed.
 * Mutable, because a call keeps one and fills it again: a kernel in steady state allocates nothing.
 */
final class Operand {

    private static final float[] EMPTY = new float[0];

    /** The array that holds the matrix. */
    float[] data = EMPTY;
    /** First element. */
    int off;
    /** Elements from one stored row to the next. */
    int ld;
    /** Whether the matrix is stored transposed. */
    boolean transposed;

    void set(float[] data, int off, int ld, boolean transposed) {
        this.data = data;
        this.off = off;
        this.ld = ld;
        this.transposed = transposed;
    }

    /** Forgets the array. */
    void clear() {
        data = EMPTY;
    }

    /** Index of element (i, j) of the matrix, or of its transpose where it is stored so. */
    int at(int i, int j) {
        return off + (transposed ? j * ld + i : i * ld + j);
    }
}
