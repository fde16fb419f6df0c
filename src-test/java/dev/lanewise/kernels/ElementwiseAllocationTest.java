package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.internal.parallel.Ranges;
import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Element-wise kernels, reductions, layouts and optimisers, shared among two threads and with a tail. */
class ElementwiseAllocationTest {

    private static final int N = 2 * Ranges.CHUNK + 7;
    private static final int COLS = 50;
    private static final int ROWS = N / COLS;

    private static final Parallelism P = Threads.parallel().getFirst();
    private static final float[] X = new float[N];
    private static final float[] Y = new float[N];
    private static final float[] Z = new float[N];
    private static final float[] W = new float[N];
    private static final byte[] BYTES = new byte[N];
    private static final int[] PLACES = new int[ROWS];

    private enum Kernel {
        ADD_ROW(() -> RowBroadcast.addRow(P, ROWS, COLS, Y, 0, X, 0, Z, 0)),
        BYTES_TO_FLOATS(() -> ByteConversion.bytesToFloats(P, N, BYTES, 0, 1f, 0f, Z, 0)),
        SUM(() -> Reductions.sum(P, N, X, 0)),
        DOT(() -> Reductions.dot(P, N, X, 0, Y, 0)),
        MIN(() -> Reductions.min(P, N, X, 0)),
        ALL_FINITE(() -> Reductions.allFinite(P, N, X, 0)),
        ARGMAX_ROWS(() -> Reductions.argmaxRows(P, ROWS, COLS, X, 0, PLACES, 0)),
        COLUMN_SUMS(() -> Reductions.columnSums(P, ROWS, COLS, X, 0, Z, 0)),
        TRANSPOSE(() -> Layouts.transpose(P, ROWS, COLS, X, 0, COLS, Z, 0, ROWS)),
        SGD(() -> Sgd.step(P, N, 0f, 0.9f, Sgd.Momentum.NESTEROV, 0f, Z, 0, X, 0, Y, 0)),
        ADAM(() -> Adam.step(P, N, 0f, 0.9f, 0.999f, 1e-7f, 3, Z, 0, X, 0, Y, 0, W, 0)),
        RMSPROP(() -> RmsProp.step(P, N, 0f, 0.9f, 0.9f, 1e-7f, Z, 0, X, 0, Y, 0, W, 0));

        final Runnable call;

        Kernel(Runnable call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingInSteadyState(Kernel kernel) {
        assertThat(Allocations.bytesPerCall(20, kernel.call)).as("%s", kernel).isZero();
    }
}
