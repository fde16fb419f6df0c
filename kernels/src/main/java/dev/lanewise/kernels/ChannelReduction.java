package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.parallel.IndexedTask;

/**
 * How a row-major {@code rows x channels} matrix is cut for sums over each channel.
 *
 * <p>{@link #fold} rows are read as one wide row of {@link #wide} floats, the fewest that make it a multiple of 32: then
 * pairs of vectors of every width fill it, and each lane stays with one channel, namely column {@code c} with channel
 * {@code c % channels}. Fewer than {@code fold} rows remain at the end. The wide rows are cut into pieces of
 * {@link #pieceRows}, which may run in any order; each leaves two doubles a column in the workspace. Everything here
 * depends on the size of the matrix alone, and so does the order in which its elements are summed.
 */
abstract class ChannelReduction implements IndexedTask {

    /** Wide rows of a chunk, which is summed in floats; sums of chunks are doubles. */
    static final int CHUNK_ROWS = 128;

    private static final int PAIR_OF_VECTORS = 32;
    private static final int PIECE_ELEMENTS = 1 << 15;
    private static final int MAX_PIECES = 64;

    int rows;
    int channels;
    int fold;
    int wide;
    int wideRows;
    int pieceRows;
    int pieces;

    /** Doubles in the workspace. */
    static int workspaceSize(int rows, int channels) {
        int wide = fold(channels) * channels;
        int wideRows = rows / fold(channels);
        return 2 * wide * Math.max(1, Math.ceilDiv(wideRows, pieceRows(wideRows, wide)));
    }

    void shape(int rows, int channels) {
        this.rows = rows;
        this.channels = channels;
        fold = fold(channels);
        wide = fold * channels;
        wideRows = rows / fold;
        pieceRows = pieceRows(wideRows, wide);
        pieces = Math.ceilDiv(wideRows, pieceRows);
    }

    /** Wide rows in piece {@code index}. */
    int rowsOfPiece(int index) {
        return Math.min(pieceRows, wideRows - index * pieceRows);
    }

    private static int fold(int channels) {
        return channels == 0 ? 1 : PAIR_OF_VECTORS / Math.min(PAIR_OF_VECTORS, Integer.lowestOneBit(channels));
    }

    private static int pieceRows(int wideRows, int wide) {
        int least = Math.max(PIECE_ELEMENTS / Math.max(1, wide), Math.ceilDiv(wideRows, MAX_PIECES));
        return CHUNK_ROWS * Math.max(1, Math.ceilDiv(least, CHUNK_ROWS));
    }
}
