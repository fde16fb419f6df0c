package dev.lanewise.bench.suites;

import dev.lanewise.bench.rivals.Call;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs a call until the JIT has done what it can. A fixed time would be too short for a whole network (10 s) or too long
 * for a small product (0.6 s): until C2 is done a kernel allocates every vector and is 100 to 1000 times slower.
 */
final class WarmUp {

    private static final double WINDOW_SECONDS = 0.04;

    /** Windows in a row without a gain and without a compilation that matters. */
    private static final int STEADY = 6;

    /** What the JIT may work in a window: methods around the kernel, a fraction of a millisecond each, come for long. */
    private static final long COMPILATION_MILLIS = 4;

    private static final double GAIN = 0.97;

    /** Age of a VM before which nothing is steady: a long compilation shows only when it ends. */
    private static final long LEAST_UPTIME_MILLIS = 1500;

    private static final double MOST_SECONDS = 30;

    private static final @Nullable CompilationMXBean JIT = ManagementFactory.getCompilationMXBean();

    private WarmUp() {}

    /** Runs {@code call} until it is steady, at most for half a minute. */
    static void run(Call call) {
        long start = System.nanoTime();
        double best = Double.POSITIVE_INFINITY;
        int steady = 0;
        while ((steady < STEADY || uptime() < LEAST_UPTIME_MILLIS) && seconds(start) < MOST_SECONDS) {
            long compiled = compilation();
            double time = call.time(WINDOW_SECONDS);
            boolean busy = time < GAIN * best || compilation() - compiled > COMPILATION_MILLIS;
            best = Math.min(best, time);
            steady = busy ? 0 : steady + 1;
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long uptime() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }

    /** Milliseconds that the JIT has worked. */
    private static long compilation() {
        return JIT != null && JIT.isCompilationTimeMonitoringSupported() ? JIT.getTotalCompilationTime() : 0;
    }
}
