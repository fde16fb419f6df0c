package dev.lanewise.kernels.internal;

/**
 * Lets the micro-kernels work on whole tiles where the matrix ends inside one: the part that exists is copied into a
 * buffer of {@link Tiles#MAX_ELEMENTS} floats, rows {@link Tiles#COLUMNS} apart, and back.
 */
public final class EdgeTile {

    private EdgeTile() {}

    /** Copies {@code rows x cols} elements of c into the buffer, from row {@code firstRow} of the tile on. */
    public static void load(float[] c, int cOff, int ldc, int firstRow, int rows, int cols, float[] tile, int tileOff) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c, cOff + i * ldc, tile, tileOff + (firstRow + i) * Tiles.COLUMNS, cols);
        }
    }

    /** Copies {@code rows x cols} elements of the buffer, from row {@code firstRow} of the tile on, into c. */
    public static void store(
            float[] tile, int tileOff, int firstRow, int rows, int cols, float[] c, int cOff, int ldc) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(tile, tileOff + (firstRow + i) * Tiles.COLUMNS, c, cOff + i * ldc, cols);
        }
    }
}
