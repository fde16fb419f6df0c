package dev.lanewise.kernels.internal.reduce;

import dev.lanewise.kernels.internal.parallel.WorkerPool;

/**
 * A reduction over the rows of a matrix. The kernel that makes the matrix can take it along and let it read rows while
 * they are in the cache; or it reads the whole matrix afterwards. The bits are the same.
 */
public interface Follower {

    /** Pieces of the matrix, which may be made and read at the same time. */
    int pieces();

    /** Rows of a piece; the last piece ends with the matrix. */
    int rowsOfPiece();

    /**
     * Reads on in a piece, as far as it can.
     *
     * @param piece number of the piece
     * @param read what the call before returned, 0 in the first
     * @param made rows of the piece that are there
     * @return where to go on
     */
    int follow(int piece, int read, int made);

    /** Reads all pieces of a matrix that is there. */
    void readAll(WorkerPool pool);
}
