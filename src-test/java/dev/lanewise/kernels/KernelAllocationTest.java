package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.testkit.Allocations;
import dev.lanewise.testkit.KernelCalls;
import dev.lanewise.testkit.Threads;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A warm kernel allocates nothing, on the caller's thread or on any other: no workspace, no task, no vector of a loop.
 *
 * <p>All kernels run in one VM, as in a training program: what C2 inlines into one depends on what it has seen of others.
 */
@Tag("allocation")
class KernelAllocationTest {

    public static void main(String[] args) {
        Allocations.print(calls());
    }

    @Test
    void nothingIsAllocated() throws IOException, InterruptedException {
        assertThat(Allocations.confirmed(KernelAllocationTest.class, calls()))
                .as("bytes per call of kernels that allocate")
                .isEmpty();
    }

    private static Map<String, Runnable> calls() {
        Parallelism parallelism = Threads.all().getLast();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        KernelCalls.all()
                .forEach(call -> calls.put(call.kernel(), () -> call.run().accept(parallelism)));
        return calls;
    }
}
