package dev.lanewise.kernels.internal;

/**
 * Shapes of the register tiles and of the cache blocks.
 *
 * <p>Both micro-kernels keep 2 vectors of columns. {@link RowsTile} reads 6 rows at 6 addresses: 12 accumulators, 2
 * columns and 1 broadcast fill 15 of the 16 vector registers of AVX2. {@link OuterTile} reads 12 consecutive elements
 * at 1 address: 24 accumulators for the 32 registers of AVX-512 and NEON.
 *
 * <p>No block size shows in a result: a chain over k that is cut goes on from its stored partial sum.
 */
public final class Tiles {

    /** Columns of a tile, in floats; also the width of a packed panel. */
    public static final int COLUMNS = 2 * Lanes.LANES;

    /** Rows of a {@link RowsTile}. */
    public static final int ROWS = 6;

    /** Rows of an {@link OuterTile}. */
    public static final int OUTER_ROWS = 12;

    /** Largest number of elements of one tile: the size of an {@link EdgeTile} buffer. */
    public static final int MAX_ELEMENTS = OUTER_ROWS * COLUMNS;

    /** Steps of k whose panel of B stays in the first-level cache: 256 x 32 floats are 32 KiB. */
    public static final int BLOCK_K = 256;

    /** Rows of A that a task keeps in the second-level cache: 192 x 256 floats are 192 KiB. */
    public static final int BLOCK_M = 192;

    /** Columns of B that are packed at a time, shared by all threads: 256 x 2048 floats are 2 MiB. */
    public static final int BLOCK_N = 2048;

    /** A row of zeros, from which a chain starts; never written. */
    static final float[] ZEROS = new float[COLUMNS];

    private Tiles() {}

    /** The tiles in words, rows x columns. */
    public static String describe() {
        return ROWS + "x" + COLUMNS + " and " + OUTER_ROWS + "x" + COLUMNS;
    }
}
