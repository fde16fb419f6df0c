package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.internal.parallel.Ranges;
import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.Threads;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Element-wise kernels, reductions, layouts and optimisers, shared among two threads and with a tail. */
@Tag("exhaustive")
class ElementwiseAllocationTest {

    private static final int N = Ranges.CHUNK + 7;
    private static final int COLS = 50;

    /** Short calls first: they bring a loop to C2 without long runs in the interpreter. */
    private static final int WARM_UP_CALLS = 2000;

    private static final Parallelism P = Threads.parallel().getFirst();
    private static final float[] X = new float[N];
    private static final float[] Y = new float[N];
    private static final float[] Z = new float[N];
    private static final float[] W = new float[N];
    private static final byte[] BYTES = new byte[N];
    private static final int[] PLACES = new int[N];

    private enum Kernel {
        ADD_ROW(n -> RowBroadcast.addRow(P, n / COLS, COLS, Y, 0, X, 0, Z, 0)),
        BYTES_TO_FLOATS(n -> ByteConversion.bytesToFloats(P, n, BYTES, 0, 1f, 0f, Z, 0)),
        SUM(n -> Reductions.sum(P, n, X, 0)),
        DOT(n -> Reductions.dot(P, n, X, 0, Y, 0)),
        MIN(n -> Reductions.min(P, n, X, 0)),
        ALL_FINITE(n -> Reductions.allFinite(P, n, X, 0)),
        ARGMAX_ROWS(n -> Reductions.argmaxRows(P, n / COLS, COLS, X, 0, PLACES, 0)),
        COLUMN_SUMS(n -> Reductions.columnSums(P, n / COLS, COLS, X, 0, Z, 0)),
        TRANSPOSE(n -> Layouts.transpose(P, n / COLS, COLS, X, 0, COLS, Z, 0, n / COLS)),
        SGD(n -> Sgd.step(P, n, 0f, 0.9f, Sgd.Momentum.NESTEROV, 0f, Z, 0, X, 0, Y, 0)),
        ADAM(n -> Adam.step(P, n, 0f, 0.9f, 0.999f, 1e-7f, 3, Z, 0, X, 0, Y, 0, W, 0)),
        RMSPROP(n -> RmsProp.step(P, n, 0f, 0.9f, 0.9f, 1e-7f, Z, 0, X, 0, Y, 0, W, 0));

        final IntConsumer call;

        Kernel(IntConsumer call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingInSteadyState(Kernel kernel) {
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            kernel.call.accept(4 * COLS);
        }
        assertThat(Allocations.bytesPerCall(20, () -> kernel.call.accept(N)))
                .as("%s", kernel)
                .isZero();
    }
}
