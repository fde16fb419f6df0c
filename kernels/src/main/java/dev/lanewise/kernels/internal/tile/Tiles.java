package dev.lanewise.kernels.internal.tile;

import dev.lanewise.kernels.internal.Checks;
import dev.lanewise.kernels.internal.Lanes;

/**
 * Shapes of the register tiles and of the cache blocks.
 *
 * <p>A tile is {@link #ROWS} rows x 2 vectors of columns, or {@link #WIDE_ROWS} x 4; the table goes by the number of vector
 * registers:
 *
 * <pre>
 *   registers   tile   accumulators + columns + broadcast   measured against (JDK 25.0.3)
 *   32          14x2   28 + 2 + 1 of 32                     12x2: equal to 8 % less (Cascade Lake)
 *                6x4   24 + 4 + 1 of 32, where A lies row   14x2: equal on a quiet core, 3 to 10 % less beside a busy
 *                      by row and 4 vectors are left        one; 8x3, 9x3: 5 to 20 % less (Sapphire Rapids)
 *   16           6x2   12 + 2 + 1 of 16                     4x2: 11 to 24 % less; 5x2: 9 to 15 % (UseAVX=2)
 * </pre>
 *
 * <p>The system property {@code lanewise.tile} overrides the table: {@code 6x4} with 14x2 for the rest, {@code 14x2} alone,
 * or {@code 6x2}. No shape and no block size shows in a result: a chain over k that is cut goes on from its stored partial
 * sum.
 */
public final class Tiles {

    private static final String PROPERTY = "lanewise.tile";

    private static final String TILE = chooseTile();

    /** Whether the tile is one for 32 vector registers: AVX-512, NEON and SVE have them, AVX2 and SSE 16. */
    public static final boolean TALL = !TILE.equals("6x2");

    /** Whether there are wide tiles. */
    public static final boolean WIDE = TILE.equals("6x4");

    /** Rows of a tile. */
    public static final int ROWS = TALL ? 14 : 6;

    /**
     * Rows of the tiles at the end of a matrix: up to two of them cost less than a tile of 14, whose 14 cycles a step do
     * not depend on how many of its rows exist; one costs less than a tile of 6.
     */
    static final int FEW_ROWS = 4;

    /** Rows left that tiles of {@link #FEW_ROWS} do. */
    private static final int MOST_FEW = TALL ? 2 * FEW_ROWS : FEW_ROWS;

    /** Columns of a tile, in floats; also the width of a packed panel of B. */
    public static final int COLUMNS = 2 * Lanes.LANES;

    /** Rows of a wide tile. */
    static final int WIDE_ROWS = 6;

    /** Columns of a wide tile, and of its panels. */
    public static final int WIDE_COLUMNS = 4 * Lanes.LANES;

    /** Most columns of a panel. */
    static final int MOST_COLUMNS = WIDE ? WIDE_COLUMNS : COLUMNS;

    /** Rows below which those that the last wide tile has too many cost more than wide tiles save. */
    private static final int WIDE_FROM = 6 * WIDE_ROWS;

    /** Largest number of elements of one tile: the size of an {@link EdgeTile} buffer. */
    static final int MAX_ELEMENTS = ROWS * COLUMNS;

    /**
     * Steps of k for which a product packs its operands, and between two visits to C. A panel of B is then 256 KiB and comes
     * from the second-level cache line by line, as fast as it is used (Zen 5, 1024^3: 6 % faster than 256 steps).
     */
    private static final int BLOCK_K = 1024;

    /** Steps between two visits where fewer would add one: 1,025 are not cut into 513 and 512. */
    public static final int MOST_STEPS = BLOCK_K + 16;

    /** Floats from one packed row of A to the next, where rows are packed one by one; off a power of two. */
    public static final int PITCH = MOST_STEPS;

    /** Floats from one packed step of A to the next, where the rows of a tile are packed side by side; whole vectors. */
    public static final int STEP = Math.max(TALL ? 16 : 8, Lanes.LANES);

    /** Floats of A that are packed at a time, 340 KiB of the second-level cache. */
    private static final int BLOCK_A = 84 * MOST_STEPS;

    /** Most rows of A that are packed at a time. */
    public static final int BLOCK_M = 504;

    /**
     * Steps of a convolution between two visits to its sums: a panel of weights, 32 KiB, lives in the first-level cache and
     * the near end of the second. A small tile leaves it less time to come from there: 16 KiB (-XX:UseAVX=2: 256 steps 1 to
     * 3 % better than 512).
     */
    public static final int CONV_K = (TALL ? 8192 : 4096) / COLUMNS;

    /** Most pixels of a block of a convolution: fewer have more neighbours outside, whose rows are packed twice. */
    public static final int CONV_M = (1 << 17) / CONV_K / ROWS * ROWS;

    private static final float[] ZEROS = new float[MOST_COLUMNS];

    private Tiles() {}

    /** A row of zeros, from which a chain starts; never written. */
    public static float[] zeros() {
        return ZEROS;
    }

    private static String chooseTile() {
        String asked = System.getProperty(PROPERTY, "");
        return switch (asked) {
            case "6x4", "14x2", "6x2" -> asked;
            case "" ->
                Lanes.HARDWARE_BITS >= 512 || System.getProperty("os.arch", "").equals("aarch64") ? "6x4" : "6x2";
            default -> throw Checks.error(PROPERTY, "6x4, 14x2 or 6x2", asked);
        };
    }

    /** Rows of A that are packed at a time, at most, for {@code steps} steps: whole tiles, whatever their rows. */
    public static int blockRows(int steps) {
        return Math.clamp(BLOCK_A / Math.max(steps, 1), 1, BLOCK_M) / (ROWS * WIDE_ROWS) * (ROWS * WIDE_ROWS);
    }

    /** Whether wide tiles pay off for a product with {@code rows} rows, which are packed one by one. */
    public static boolean wide(int rows) {
        return WIDE && rows >= WIDE_FROM;
    }

    /** Columns of the next panel where {@code left} columns are left: a wide one is whole. */
    public static int columns(boolean wide, int left) {
        return columns(wide && left >= WIDE_COLUMNS);
    }

    /** Columns of a panel. */
    public static int columns(boolean wide) {
        return wide ? WIDE_COLUMNS : COLUMNS;
    }

    /** Rows of a whole tile. */
    public static int rowsOfTile(boolean wide) {
        return wide ? WIDE_ROWS : ROWS;
    }

    /** Rows of the next tile where {@code left} rows are left: {@link #ROWS} or {@link #FEW_ROWS}. */
    static int rows(int left) {
        return left > MOST_FEW ? ROWS : FEW_ROWS;
    }

    /** Rows of the tiles that cover {@code rows} rows, some of them wide or none. */
    public static int wholeRows(boolean wide, int rows) {
        int left = rows % ROWS;
        int whole = rows - left + roundUp(left, rows(left));
        return wide ? Math.max(whole, roundUp(rows, WIDE_ROWS)) : whole;
    }

    /** The tiles in words, rows x columns. */
    public static String describe() {
        return ROWS + "x" + COLUMNS + (WIDE ? ", " + WIDE_ROWS + "x" + WIDE_COLUMNS : "");
    }

    /** The length of the parts when {@code total} is cut into as few parts of at most {@code most} as can be. */
    public static int evenly(int total, int most) {
        return Math.ceilDiv(total, Math.max(1, Math.ceilDiv(total, most)));
    }

    /** {@code value} or the next multiple of {@code multiple} above it. */
    public static int roundUp(int value, int multiple) {
        return Math.ceilDiv(value, multiple) * multiple;
    }
}
