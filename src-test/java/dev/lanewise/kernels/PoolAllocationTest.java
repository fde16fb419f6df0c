package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.AveragePool2d.Divisor;
import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.Threads;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pooling and im2col, shared among two threads, with channels that do not fill the last vector. */
@Tag("exhaustive")
class PoolAllocationTest {

    /** Short calls first: they bring a loop to C2 without long runs in the interpreter. */
    private static final int WARM_UP_CALLS = 2000;

    private static final Parallelism P = Threads.parallel().getFirst();
    private static final Pool2dGeometry SHORT =
            Pool2dGeometry.of(1, 3, 3, 20, 3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1);
    private static final Pool2dGeometry LONG =
            Pool2dGeometry.of(2, 22, 21, 20, 3, 3).withStrides(2, 2).withPadding(1, 1, 1, 1);

    private static final float[] X = new float[LONG.inputSize()];
    private static final float[] Y = new float[LONG.inputSize() * 9];
    private static final byte[] ARGMAX = new byte[LONG.outputSize()];

    private interface Call {
        void on(Pool2dGeometry g, Conv2dGeometry c);
    }

    private enum Kernel {
        MAX_FORWARD((g, c) -> MaxPool2d.forward(P, g, X, 0, Y, 0, ARGMAX, 0)),
        MAX_BACKWARD((g, c) -> MaxPool2d.backward(P, g, Y, 0, ARGMAX, 0, X, 0)),
        AVERAGE_FORWARD((g, c) -> AveragePool2d.forward(P, g, Divisor.VALID_TAPS, X, 0, Y, 0)),
        AVERAGE_BACKWARD((g, c) -> AveragePool2d.backward(P, g, Divisor.VALID_TAPS, Y, 0, X, 0)),
        GLOBAL_FORWARD((g, c) -> GlobalAveragePool2d.forward(P, g.batch(), g.height() * g.width(), 20, X, 0, Y, 0)),
        GLOBAL_BACKWARD((g, c) -> GlobalAveragePool2d.backward(P, g.batch(), g.height() * g.width(), 20, Y, 0, X, 0)),
        IM2COL((g, c) -> Im2col.im2col(P, c, X, 0, Y, 0)),
        COL2IM((g, c) -> Im2col.col2im(P, c, Y, 0, X, 0));

        final Call call;

        Kernel(Call call) {
            this.call = call;
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingInSteadyState(Kernel kernel) {
        Conv2dGeometry patches = patches(SHORT);
        for (int i = 0; i < WARM_UP_CALLS; i++) {
            kernel.call.on(SHORT, patches);
        }
        Conv2dGeometry all = patches(LONG);
        assertThat(Allocations.bytesPerCall(20, () -> kernel.call.on(LONG, all)))
                .as("%s", kernel)
                .isZero();
    }

    private static Conv2dGeometry patches(Pool2dGeometry g) {
        return Conv2dGeometry.of(g.batch(), g.height(), g.width(), g.channels(), 1, 3, 3)
                .withSamePadding();
    }
}
