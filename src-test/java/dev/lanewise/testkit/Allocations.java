package dev.lanewise.testkit;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Bytes that a call allocates once it is warm, on all threads of the VM together, pool workers included.
 *
 * <p>Until C2 has compiled a kernel, each of its vectors is an object; so the call is repeated in rounds until one round
 * allocates nothing, and the least seen is the answer. Memory that a kernel asks for by design shows in every round.
 */
public final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int CALLS = 20;

    private Allocations() {}

    /**
     * Bytes of a call in the thriftiest of its rounds. Stops at the first round without any, or when the VM has worked
     * for {@code cpuSeconds}: time on the clock would be over before C2 is done where a machine has other work too.
     */
    public static long bytesPerCall(double cpuSeconds, Runnable call) {
        long end = SYSTEM.getProcessCpuTime() + (long) (cpuSeconds * 1e9);
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
}
