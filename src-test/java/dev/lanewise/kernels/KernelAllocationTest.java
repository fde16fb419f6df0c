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
@Tag("once")
class KernelAllocationTest {

    /** C2 may keep the box of a mask or a vector outside the loops, now and then: of a tail, of the last rows. */
    private static final long BOX_OF_A_TAIL = 128;

    /** Boxes inside a loop over vectors come to more bytes than the loop writes; this share of them is far below. */
    private static final int SHARE_OF_OUTPUTS = 64;

    /** More than any kernel needs to get compiled; a test ends as soon as its kernel allocates no more. */
    private static final double SECONDS = 60;

    @TestFactory
    Stream<DynamicTest> nothingIsAllocated() {
        Parallelism parallelism = Threads.all().getLast();
        return KernelCalls.all().stream()
                .map(call -> DynamicTest.dynamicTest(call.kernel(), () -> check(call, parallelism)));
    }

    private static void check(KernelCalls.Call call, Parallelism parallelism) {
        long bound = Math.max(BOX_OF_A_TAIL, call.outputBytes() / SHARE_OF_OUTPUTS);
        assertThat(Allocations.bytesPerCall(SECONDS, bound, () -> call.run().accept(parallelism)))
                .as("bytes allocated by a call")
                .isLessThanOrEqualTo(bound);
    }
}
