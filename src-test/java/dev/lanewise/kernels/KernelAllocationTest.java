package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.KernelCalls;
import dev.lanewise.testkit.Threads;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * A warm kernel allocates nothing, on the caller's thread or on any other: no workspace, no task, no vector of a loop.
 *
 * <p>All kernels run in one VM, as in a training program: what C2 inlines into one depends on what it has seen of others.
 */
@Tag("allocation")
class KernelAllocationTest {

    /** More than any kernel needs to get compiled; a test ends as soon as its kernel allocates no more. */
    private static final double CPU_SECONDS = 60;

    @TestFactory
    Stream<DynamicTest> nothingIsAllocated() {
        Parallelism parallelism = Threads.all().getLast();
        return KernelCalls.all().stream()
                .map(call -> DynamicTest.dynamicTest(call.kernel(), () -> check(call, parallelism)));
    }

    private static void check(KernelCalls.Call call, Parallelism parallelism) {
        assertThat(Allocations.bytesPerCall(CPU_SECONDS, () -> call.run().accept(parallelism)))
                .as("bytes allocated by a call")
                .isZero();
    }
}
