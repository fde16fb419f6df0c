package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.lanewise.testkit.AnotherVm;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code kernels/vm.options}: a kernel is compiled after a few calls, and those who need it wait for that. */
@Tag("once")
class VmOptionsTest {

    private static final int N = 64;
    private static final int CALLS = 40;

    /** Less than what the vectors of one tile take that C2 has not compiled; a product has ten and more. */
    private static final long ONE_TILE = 2_000;

    private static final float[] A = new float[N * N];
    private static final float[] C = new float[N * N];

    /** Prints what as many products allocate as were made before. */
    public static void main(String[] args) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        multiply();
        long before = threads.getCurrentThreadAllocatedBytes();
        multiply();
        System.out.println((threads.getCurrentThreadAllocatedBytes() - before) / CALLS + " bytes per call");
    }

    private static void multiply() {
        for (int i = 0; i < CALLS; i++) {
            Gemm.sgemm(Transpose.NO, Transpose.NO, N, N, N, 1f, A, 0, N, A, 0, N, 0f, C, 0, N);
        }
    }

    @Test
    void kernelsAreCompiledAfterAFewCalls() throws IOException, InterruptedException {
        AnotherVm vm = AnotherVm.run(List.of(AnotherVm.KERNEL_OPTIONS), VmOptionsTest.class, List.of());
        assertThat(vm.exitCode()).as(vm.out()).isZero();
        assertThat(vm.out()).doesNotContain("CompileCommand");
        Matcher bytes = Pattern.compile("(\\d+) bytes per call").matcher(vm.out());
        assertThat(bytes.find()).as(vm.out()).isTrue();
        assertThat(Long.parseLong(bytes.group(1))).as("bytes per call").isLessThan(ONE_TILE);
    }
}
