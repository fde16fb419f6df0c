package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import dev.lanewise.kernels.internal.parallel.WorkerPool;
import dev.lanewise.kernels.internal.reduce.Follower;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Mean and biased variance of each channel.
 *
 * <p>A chunk of up to 128 wide rows is summed in float lanes, each column in two interleaved sums: {@code b} of the
 * distances from a {@code centre} and {@code q} of their squares. In doubles, the chunk's mean is {@code centre + b / n}
 * and its sum of squares {@code q - b * b / n}; chunks, pieces and columns are merged in order, in doubles (Chan, Golub
 * and LeVeque 1983, equations 1.7 and 2.1).
 *
 * <p>The centre is the mean of the chunks before, so nothing depends on how large the mean is. Where a chunk lies far
 * from it, by {@code delta}, {@code q} grows by {@code n * delta^2} and loses digits; but then merging adds at least
 * {@code n * delta^2 / 2} to the sum of squares, so that all {@code q} together are at most twice it, and the relative
 * error stays in the order of a chunk's. The first chunk of a piece is gone through twice and has its own mean as the
 * centre, so an outlier in its first row does no harm. A column whose squares overflow is summed again in doubles.
 */
final class BatchNormMoments extends ChannelReduction implements Follower {

    private static final Recycler<BatchNormMoments> CALLS = new Recycler<>(BatchNormMoments::new);

    private static final float[] NO_FLOATS = {};
    private static final double[] NO_DOUBLES = {};

    private float[] x = NO_FLOATS;
    private int xOff;
    private double[] workspace = NO_DOUBLES;
    private int workspaceOff;

    /** The moments of a matrix that is there or being made; {@link #finish} ends the loan. */
    static BatchNormMoments start(int rows, int channels, float[] x, int xOff, double[] workspace, int workspaceOff) {
        BatchNormMoments call = CALLS.take();
        call.shape(rows, channels);
        call.x = x;
        call.xOff = xOff;
        call.workspace = workspace;
        call.workspaceOff = workspaceOff;
        Arrays.fill(workspace, workspaceOff, workspaceOff + workspaceSize(rows, channels), 0);
        return call;
    }

    /** Writes the moments when all pieces have been read. */
    void finish(float[] mean, int meanOff, float[] variance, int varianceOff) {
        combine();
        for (int c = 0; c < channels; c++) {
            mean[meanOff + c] = (float) workspace[workspaceOff + c];
            variance[varianceOff + c] = (float) (workspace[workspaceOff + wide + c] / rows);
        }
        x = NO_FLOATS;
        workspace = NO_DOUBLES;
        CALLS.give(this);
    }

    @Override
    public int pieces() {
        return pieces;
    }

    @Override
    public int rowsOfPiece() {
        return pieceRows * fold;
    }

    @Override
    public void readAll(WorkerPool pool) {
        pool.run(pieces, this);
    }

    @Override
    public void run(int index) {
        follow(index, 0, rowsOfPiece());
    }

    /** Chunk by chunk; {@code read} counts wide rows. */
    @Override
    public int follow(int piece, int read, int made) {
        int end = rowsOfPiece(piece);
        int ready = Math.min(made / fold, end);
        int next = read;
        for (int count; next < end; next += count) {
            count = Math.min(end - next, CHUNK_ROWS);
            if (next + count > ready) {
                break;
            }
            chunk(piece, next, count);
        }
        return next;
    }

    /** Merges {@code count} wide rows of a piece into mean and sum of squares of its columns in the workspace. */
    private void chunk(int piece, int first, int count) {
        int meansAt = workspaceOff + piece * 2 * wide;
        int at = xOff + (piece * pieceRows + first) * wide;
        float[] sums = Scratch.take(3 * wide);
        for (int c = 0; c < wide && first == 0; c += LANES) {
            centre(x, at + c, wide, count, sums, c);
        }
        for (int c = 0; c < wide && first > 0; c++) {
            sums[c] = (float) workspace[meansAt + c];
        }
        for (int c = 0; c < wide; c += 2 * LANES) {
            sum(x, at + c, wide, count, sums, c);
        }
        mergeColumns(x, at, wide, count, first, sums, workspace, meansAt);
        Scratch.give(sums);
    }

    /** Sums {@code rows} rows of two strips of columns; {@code sums} holds rows of centres, of {@code b} and {@code q}. */
    private static void sum(float[] x, int at, int stride, int rows, float[] sums, int column) {
        FloatVector centre = fromArray(F32, sums, column);
        FloatVector nextCentre = fromArray(F32, sums, column + LANES);
        FloatVector b0 = FloatVector.zero(F32);
        FloatVector b1 = b0;
        FloatVector b2 = b0;
        FloatVector b3 = b0;
        FloatVector q0 = b0;
        FloatVector q1 = b0;
        FloatVector q2 = b0;
        FloatVector q3 = b0;
        int i = at;
        for (int end = at + (rows & -2) * stride; i < end; i += 2 * stride) {
            FloatVector d0 = fromArray(F32, x, i).sub(centre);
            FloatVector d1 = fromArray(F32, x, i + LANES).sub(nextCentre);
            FloatVector d2 = fromArray(F32, x, i + stride).sub(centre);
            FloatVector d3 = fromArray(F32, x, i + stride + LANES).sub(nextCentre);
            b0 = b0.add(d0);
            b1 = b1.add(d1);
            b2 = b2.add(d2);
            b3 = b3.add(d3);
            q0 = d0.fma(d0, q0);
            q1 = d1.fma(d1, q1);
            q2 = d2.fma(d2, q2);
            q3 = d3.fma(d3, q3);
        }
        if (rows % 2 > 0) {
            FloatVector d0 = fromArray(F32, x, i).sub(centre);
            FloatVector d1 = fromArray(F32, x, i + LANES).sub(nextCentre);
            b0 = b0.add(d0);
            b1 = b1.add(d1);
            q0 = d0.fma(d0, q0);
            q1 = d1.fma(d1, q1);
        }
        b0.add(b2).intoArray(sums, stride + column);
        b1.add(b3).intoArray(sums, stride + column + LANES);
        q0.add(q2).intoArray(sums, 2 * stride + column);
        q1.add(q3).intoArray(sums, 2 * stride + column + LANES);
    }

    /** The mean of one strip of columns, roughly, into {@code sums}: the first row plus the mean distance from it. */
    private static void centre(float[] x, int at, int stride, int rows, float[] sums, int column) {
        FloatVector first = fromArray(F32, x, at);
        FloatVector a0 = FloatVector.zero(F32);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        int i = at;
        int r = 0;
        for (; r < (rows & -4); r += 4, i += 4 * stride) {
            a0 = a0.add(fromArray(F32, x, i).sub(first));
            a1 = a1.add(fromArray(F32, x, i + stride).sub(first));
            a2 = a2.add(fromArray(F32, x, i + 2 * stride).sub(first));
            a3 = a3.add(fromArray(F32, x, i + 3 * stride).sub(first));
        }
        for (; r < rows; r++, i += stride) {
            a0 = a0.add(fromArray(F32, x, i).sub(first));
        }
        a0.add(a1).add(a2.add(a3)).mul(1f / rows).add(first).intoArray(sums, column);
    }

    /**
     * Merges the sums of a chunk of {@code rows} rows into the workspace, which describes {@code before} rows. Where
     * {@code q} is not finite, the column is summed again, row by row.
     */
    private static void mergeColumns(
            float[] x, int at, int wide, int rows, int before, float[] sums, double[] workspace, int meansAt) {
        double share = share(before, rows);
        for (int c = 0; c < wide; c++) {
            double b = sums[wide + c];
            double q = sums[2 * wide + c];
            double offset = b * (1.0 / rows);
            if (Double.isFinite(q)) {
                double squares = Math.max(q - b * offset, 0);
                merge(before, share, sums[c] + offset, squares, workspace, meansAt + c, meansAt + wide + c);
            } else if (!Double.isNaN(workspace[meansAt + c])) {
                for (int r = 0; r < rows; r++) {
                    double value = x[at + r * wide + c];
                    merge(before + r, share(before + r, 1), value, 0, workspace, meansAt + c, meansAt + wide + c);
                }
            }
        }
    }

    /** Merges pieces, columns and remaining rows of each channel into its first column of the first piece. */
    private void combine() {
        int before = 0;
        for (int p = 0; p < pieces; p++) {
            int rowsOfPiece = rowsOfPiece(p);
            for (int f = 0; f < fold; f++) {
                int at = workspaceOff + p * 2 * wide + f * channels;
                for (int c = 0; c < channels && before > 0; c++) {
                    merge(before, rowsOfPiece, workspace[at + c], workspace[at + wide + c], workspace, c);
                }
                before += rowsOfPiece;
            }
        }
        for (int i = xOff + wideRows * wide; before < rows; before++) {
            for (int c = 0; c < channels; c++, i++) {
                merge(before, 1, x[i], 0, workspace, c);
            }
        }
    }

    private void merge(int before, int rows, double mean, double squares, double[] workspace, int channel) {
        double share = share(before, rows);
        merge(before, share, mean, squares, workspace, workspaceOff + channel, workspaceOff + wide + channel);
    }

    /** Merges a mean and a sum of squares that have this share of all rows, of which {@code before} were there. */
    private static void merge(
            int before, double share, double mean, double squares, double[] workspace, int meanAt, int squaresAt) {
        double delta = mean - workspace[meanAt];
        workspace[meanAt] += delta * share;
        workspace[squaresAt] += delta * delta * (before * share) + squares;
    }

    private static double share(int before, int rows) {
        return rows / ((double) before + rows);
    }
}
