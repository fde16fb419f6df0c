package dev.lanewise.kernels.internal.conv.weights;

import dev.lanewise.kernels.internal.tile.Tiles;

/**
 * How tiles of two heights cover a run of rows: the tall ones first, the last tile reaching back over rows that others have
 * too. Tiles of 12 and 8 rows cover any multiple of four from eight on exactly, those of 6 and 4, for 16 vector registers, any
 * even number from four on.
 */
final class RunTiles {

    /** Rows of a tall tile. */
    private static final int TALL = Tiles.TALL ? 12 : 6;

    /** Rows of the others. */
    private static final int MIDDLE = Tiles.TALL ? 8 : 4;

    /** Rows of the shortest run. */
    private static final int LEAST = 8;

    /** Tiles of a strip. */
    private static final int STRIP = 8;

    private RunTiles() {}

    /** Whether tiles of 12 and 8 rows fit, with which a run takes a multiple of four rows: the same on all machines. */
    static boolean fit(int length) {
        return length >= LEAST && mostlyOfUse(length, LEAST / 2);
    }

    /** Whether at least five of six rows are of use where {@code rows} take a multiple of {@code unit} rows. */
    static boolean mostlyOfUse(int rows, int unit) {
        return 5 * Tiles.roundUp(rows, unit) <= 6 * rows;
    }

    /** Number of tiles. */
    private static int count(int length) {
        int tall = tall(length);
        return tall + Math.max(0, Math.ceilDiv(length - tall * TALL, MIDDLE));
    }

    /** Strips of {@link #STRIP} tiles; the last one may have fewer. */
    static int strips(int length) {
        return Math.ceilDiv(count(length), STRIP);
    }

    /** First tile of a strip. */
    static int from(int strip) {
        return strip * STRIP;
    }

    /** One past the last tile of a strip. */
    static int to(int length, int strip) {
        return Math.min(count(length), from(strip + 1));
    }

    /** Rows of all tiles. */
    static int rows(int length) {
        return row(length, count(length));
    }

    /** First row of a tile, were none to reach back. */
    static int row(int length, int tile) {
        return tile * MIDDLE + Math.min(tile, tall(length)) * (TALL - MIDDLE);
    }

    /** First row of a tile. */
    static int first(int length, int tile) {
        return Math.min(row(length, tile), length - height(length, tile));
    }

    /** Rows of a tile. */
    static int height(int length, int tile) {
        return tile < tall(length) ? TALL : MIDDLE;
    }

    private static int tall(int length) {
        int tall = length / TALL;
        int rest = length % TALL;
        if (rest > MIDDLE) {
            return tall + 1;
        }
        boolean twoOthers = rest > 0 && TALL + rest <= 2 * MIDDLE;
        return twoOthers ? Math.max(0, tall - 1) : tall;
    }
}
