package dev.lanewise.testkit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bytes that a call allocates once it is warm, on all threads of the VM together, pool workers included.
 *
 * <p>Until C2 has compiled a kernel, each of its vectors is an object; so the call is repeated in rounds until one round
 * allocates nothing, and the least seen is the answer. Memory that a kernel asks for by design shows in every round.
 *
 * <p>What C2 inlines, and so which vectors stay objects, also follows from the order in which its threads get to compile
 * the methods, which no two runs of a VM share. A call that allocates is therefore measured again in a new VM.
 */
public final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int CALLS = 20;

    /** More than any kernel needs to get compiled; on the clock C2 would be late where a machine has other work too. */
    private static final long CPU_NANOS = 20_000_000_000L;

    private Allocations() {}

    /**
     * Bytes per call of those calls that allocate in this VM and again in a new one, by name.
     *
     * @param main a class whose main method hands the same calls to {@link #print}
     * @param calls what to measure, one after the other
     */
    public static Map<String, Long> confirmed(Class<?> main, Map<String, Runnable> calls)
            throws IOException, InterruptedException {
        Map<String, Long> here = measure(calls);
        if (!here.isEmpty()) {
            String there = runMain(main);
            System.out.println("allocated in this VM: " + here + System.lineSeparator() + "and in a new one: " + there);
            here.keySet().removeIf(name -> !there.contains(line(name)));
        }
        return here;
    }

    /** Prints the calls that allocate. */
    public static void print(Map<String, Runnable> calls) {
        measure(calls).forEach((name, bytes) -> System.out.println(line(name) + bytes));
        System.out.println("done");
    }

    private static String line(String name) {
        return name + ": bytes per call ";
    }

    private static Map<String, Long> measure(Map<String, Runnable> calls) {
        Map<String, Long> allocating = new LinkedHashMap<>();
        calls.forEach((name, call) -> {
            long bytes = bytesPerCall(call);
            if (bytes > 0) {
                allocating.put(name, bytes);
            }
        });
        return allocating;
    }

    /** Bytes of a call in the thriftiest of its rounds; ends with the first round without any. */
    public static long bytesPerCall(Runnable call) {
        long end = SYSTEM.getProcessCpuTime() + CPU_NANOS;
        long least = Long.MAX_VALUE;
        do {
            long before = THREADS.getTotalThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, THREADS.getTotalThreadAllocatedBytes() - before);
        } while (least > 0 && SYSTEM.getProcessCpuTime() < end);
        return (least + CALLS - 1) / CALLS;
    }

    private static String runMain(Class<?> main) throws IOException, InterruptedException {
        AnotherVm vm = AnotherVm.run(ManagementFactory.getRuntimeMXBean().getInputArguments(), main, List.of());
        if (vm.exitCode() != 0 || !vm.out().strip().endsWith("done")) {
            throw new IOException(main + ": " + vm.out());
        }
        return vm.out();
    }
}
