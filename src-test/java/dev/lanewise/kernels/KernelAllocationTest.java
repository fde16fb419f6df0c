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
@Tag("exhaustive")
class KernelAllocationTest {

    /**
     * C2 may keep the box of a mask or a vector outside the loops, of a tail or of a merge, differently from run to run.
     * Every call here goes over some 160 KB; boxes inside its loops would come to more than that, and show.
     */
    private static final long BOXES_OUTSIDE_LOOPS = 8192;

    /** More than any kernel needs to get compiled; a test ends as soon as its kernel allocates no more. */
    private static final double SECONDS = 60;

    @TestFactory
    Stream<DynamicTest> nothingIsAllocated() {
        Parallelism parallelism = Threads.all().getLast();
        return KernelCalls.all().stream()
                .map(call -> DynamicTest.dynamicTest(call.kernel(), () -> check(call, parallelism)));
    }

    private static void check(KernelCalls.Call call, Parallelism parallelism) {
        assertThat(Allocations.bytesPerCall(
                        SECONDS, BOXES_OUTSIDE_LOOPS, () -> call.run().accept(parallelism)))
                .as("bytes allocated by a call")
                .isLessThanOrEqualTo(BOXES_OUTSIDE_LOOPS);
    }
}
