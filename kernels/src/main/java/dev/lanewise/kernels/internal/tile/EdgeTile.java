package dev.lanewise.kernels.internal.tile;

/**
 * Lets the micro-kernels work on whole tiles where the matrix ends inside one: the part that exists is copied into a
 * buffer, rows {@code ldTile} apart, and back.
 */
public final class EdgeTile {

    private EdgeTile() {}

    /** Copies {@code rows x cols} elements of c into the buffer. */
    static void load(float[] c, int cOff, int ldc, int rows, int cols, float[] tile, int ldTile) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c, cOff + i * ldc, tile, i * ldTile, cols);
        }
    }

    /** Copies {@code rows x cols} elements of the buffer, from row {@code first} on, into c. */
    public static void store(float[] tile, int ldTile, int first, int rows, int cols, float[] c, int cOff, int ldc) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(tile, (first + i) * ldTile, c, cOff + i * ldc, cols);
        }
    }
}
