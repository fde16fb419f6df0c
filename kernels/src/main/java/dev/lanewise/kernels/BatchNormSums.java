package dev.lanewise.kernels;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.memory.Recycler;
import dev.lanewise.kernels.internal.memory.Scratch;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/**
 * The sums of the backward pass for each channel: {@code dBeta = sum of dy} and {@code dGamma = sum of dy * (x - mean) /
 * sqrt(variance + epsilon)}.
 *
 * <p>A chunk of up to 128 wide rows is summed in float lanes, each column in two interleaved sums; chunks, pieces,
 * columns and remaining rows are added in doubles. The sums are left at the head of the workspace, {@code dBeta} first.
 */
final class BatchNormSums extends ChannelReduction {

    /** Elements whose gradient is made at a time, about. */
    private static final int BLOCK = 1 << 13;

    private static final Recycler<BatchNormSums> CALLS = new Recycler<>(BatchNormSums::new);

    private float @Nullable [] x;
    private int xOff;
    private @Nullable OutputGradient dy;
    private double @Nullable [] workspace;
    private int workspaceOff;

    /** Means, a wide row. */
    private float @Nullable [] means;

    static void run(
            Parallelism parallelism,
            int rows,
            int channels,
            float[] x,
            int xOff,
            OutputGradient dy,
            float[] mean,
            int meanOff,
            float[] variance,
            int varianceOff,
            float epsilon,
            double[] workspace,
            int workspaceOff) {
        BatchNormSums call = CALLS.take();
        call.shape(rows, channels);
        float[] means = Scratch.take(call.wide);
        for (int i = 0; i < call.wide; i++) {
            means[i] = mean[meanOff + i % channels];
        }
        call.x = x;
        call.xOff = xOff;
        call.dy = dy;
        call.workspace = workspace;
        call.workspaceOff = workspaceOff;
        call.means = means;
        try {
            Arrays.fill(workspace, workspaceOff, workspaceOff + workspaceSize(rows, channels), 0);
            parallelism.pool().run(call.pieces, call);
            call.combine(x, dy, means, workspace);
            for (int c = 0; c < channels; c++) {
                double inverse = BatchNorm.inverseDeviation(variance[varianceOff + c], epsilon);
                workspace[workspaceOff + channels + c] = workspace[workspaceOff + call.wide + c] * inverse;
            }
        } finally {
            call.x = null;
            call.dy = null;
            call.workspace = null;
            call.means = null;
            CALLS.give(call);
            Scratch.give(means);
        }
    }

    /** Leaves both sums of each column of one piece in the workspace. */
    @Override
    @SuppressWarnings("NullAway") // the arrays are set for as long as the call runs
    public void run(int index) {
        int sumsAt = workspaceOff + index * 2 * wide;
        int first = index * pieceRows;
        int end = first + rowsOfPiece(index);
        int blockRows = CHUNK_ROWS * Math.max(1, BLOCK / (CHUNK_ROWS * wide));
        float[] sums = Scratch.take(2 * wide);
        for (int block = first; block < end; block += blockRows) {
            int blockEnd = Math.min(block + blockRows, end);
            float[] gradient = dy.take(block * wide, blockEnd * wide);
            int gradientAt = dy.offset(block * wide);
            for (int r = block; r < blockEnd; r += CHUNK_ROWS) {
                int count = Math.min(blockEnd - r, CHUNK_ROWS);
                int from = xOff + r * wide;
                int gradientFrom = gradientAt + (r - block) * wide;
                for (int c = 0; c < wide; c += 2 * LANES) {
                    sum(x, from + c, gradient, gradientFrom + c, wide, count, means, c, sums);
                }
                for (int c = 0; c < 2 * wide; c++) {
                    workspace[sumsAt + c] += sums[c];
                }
            }
            dy.give(gradient);
        }
        Scratch.give(sums);
    }

    /** Sums {@code rows} rows of two strips of columns; {@code sums} receives the sums {@code s}, then {@code t}. */
    private static void sum(
            float[] x, int xAt, float[] dy, int dyAt, int stride, int rows, float[] means, int column, float[] sums) {
        FloatVector mean = fromArray(F32, means, column);
        FloatVector nextMean = fromArray(F32, means, column + LANES);
        FloatVector s0 = FloatVector.zero(F32);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        int i = xAt;
        int j = dyAt;
        for (int end = xAt + (rows & -2) * stride; i < end; i += 2 * stride, j += 2 * stride) {
            FloatVector dy0 = fromArray(F32, dy, j);
            FloatVector dy1 = fromArray(F32, dy, j + LANES);
            FloatVector dy2 = fromArray(F32, dy, j + stride);
            FloatVector dy3 = fromArray(F32, dy, j + stride + LANES);
            s0 = s0.add(dy0);
            s1 = s1.add(dy1);
            s2 = s2.add(dy2);
            s3 = s3.add(dy3);
            t0 = fromArray(F32, x, i).sub(mean).fma(dy0, t0);
            t1 = fromArray(F32, x, i + LANES).sub(nextMean).fma(dy1, t1);
            t2 = fromArray(F32, x, i + stride).sub(mean).fma(dy2, t2);
            t3 = fromArray(F32, x, i + stride + LANES).sub(nextMean).fma(dy3, t3);
        }
        if (rows % 2 > 0) {
            FloatVector dy0 = fromArray(F32, dy, j);
            FloatVector dy1 = fromArray(F32, dy, j + LANES);
            s0 = s0.add(dy0);
            s1 = s1.add(dy1);
            t0 = fromArray(F32, x, i).sub(mean).fma(dy0, t0);
            t1 = fromArray(F32, x, i + LANES).sub(nextMean).fma(dy1, t1);
        }
        s0.add(s2).intoArray(sums, column);
        s1.add(s3).intoArray(sums, column + LANES);
        t0.add(t2).intoArray(sums, stride + column);
        t1.add(t3).intoArray(sums, stride + column + LANES);
    }

    /** Adds pieces, columns and remaining rows of each channel to its first column of the first piece. */
    private void combine(float[] x, OutputGradient dy, float[] means, double[] workspace) {
        for (int p = 0; p < pieces; p++) {
            int sumsAt = workspaceOff + p * 2 * wide;
            for (int c = p == 0 ? channels : 0; c < wide; c++) {
                workspace[workspaceOff + c % channels] += workspace[sumsAt + c];
                workspace[workspaceOff + wide + c % channels] += workspace[sumsAt + wide + c];
            }
        }
        int done = wideRows * wide;
        int rest = rows * channels - done;
        if (rest > 0) {
            float[] gradient = dy.take(done, done + rest);
            int gradientAt = dy.offset(done);
            for (int i = 0; i < rest; i++) {
                float centred = x[xOff + done + i] - means[i];
                double term = gradient[gradientAt + i];
                workspace[workspaceOff + i % channels] += term;
                workspace[workspaceOff + wide + i % channels] += term * centred;
            }
            dy.give(gradient);
        }
    }
}
