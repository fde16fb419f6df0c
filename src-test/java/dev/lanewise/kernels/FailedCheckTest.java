package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.AnotherVm;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No check of an index fails in compiled code. C2 moves checks before a loop, and widens them; where such a check fails, the
 * right result still comes, but the failure is remembered in {@code Objects.checkIndex}, which all kernels share, and what
 * C2 compiles after that checks inside of its loops: 511^3 took 1.4 times as long (kernels/doc/gemm.md, "A check that fails
 * once"). A copy that begins with its near half did that, at the end of an array.
 */
@Tag("once")
class FailedCheckTest {

    private static final int[] SIZES = {255, 96, 130, 63, 33, 10};
    private static final int CALLS = 100;

    /** Products and convolutions that end where their arrays end. */
    public static void main(String[] args) {
        for (int n : SIZES) {
            for (Transpose a : Transpose.values()) {
                for (Transpose b : Transpose.values()) {
                    products(n, a, b);
                }
            }
        }
        for (int channels : new int[] {3, 16, 33, 64}) {
            convolutions(Conv2dGeometry.same(2, 9, 11, channels, 48, 3, 3));
            convolutions(Conv2dGeometry.of(2, 9, 11, channels, 64, 3, 3).withStrides(2, 2));
            convolutions(Conv2dGeometry.same(2, 9, 11, channels, channels, 3, 3).withGroups(channels));
        }
    }

    private static void products(int n, Transpose a, Transpose b) {
        float[] x = new float[n * n];
        float[] y = new float[n * n];
        for (int i = 0; i < CALLS; i++) {
            Gemm.sgemm(a, b, n, n, n, 1f, x, 0, n, x, 0, n, 0f, y, 0, n);
        }
    }

    private static void convolutions(Conv2dGeometry g) {
        Parallelism serial = Parallelism.serial();
        float[] x = new float[g.inputSize()];
        float[] y = new float[g.outputSize()];
        float[] weights = new float[g.weightsSize()];
        int forward = Conv2d.forwardWorkspace(serial, g);
        int data = Conv2d.backwardDataWorkspace(serial, g);
        int weightGradient = Conv2d.backwardWeightsWorkspace(serial, g);
        float[] workspace = new float[Math.max(forward, Math.max(data, weightGradient))];
        for (int i = 0; i < CALLS; i++) {
            Conv2d.forward(serial, g, x, 0, weights, 0, Epilogue.none(), y, 0, workspace, 0);
            Conv2d.backwardData(serial, g, y, 0, weights, 0, x, 0, workspace, 0);
            Conv2d.backwardWeights(serial, g, x, 0, y, 0, weights, 0, workspace, 0);
        }
    }

    @Test
    void noCheckFails() throws IOException, InterruptedException {
        List<String> options = List.of(AnotherVm.KERNEL_OPTIONS, "-Xlog:deoptimization=debug");
        AnotherVm vm = AnotherVm.run(options, FailedCheckTest.class, List.of());
        assertThat(vm.exitCode()).as(vm.out()).isZero();
        List<String> traps = vm.out()
                .lines()
                .filter(line -> line.contains("[deoptimization]"))
                .toList();
        assertThat(traps).as("lines of the log").isNotEmpty();
        assertThat(traps)
                .filteredOn(line -> line.contains("Objects.checkIndex") && line.contains("range_check"))
                .isEmpty();
    }
}
