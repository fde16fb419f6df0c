package dev.lanewise.bench.compare;

import dev.lanewise.bench.record.Measurement;

/**
 * Bytes allocated by a call, which have no noise of their own: any growth is a regression, unless JMH itself could have
 * caused it.
 *
 * <p>JMH reads the counters of all Java threads before and after an iteration, and what its own threads allocate in
 * between (timers, lists of results; 6 to 11 KiB with JMH 1.37 on JDK 25.0.3) is divided by the calls of the iteration. So growth counts from
 * {@value #OBJECT} bytes, the smallest object there is, plus {@value #PER_ITERATION} bytes shared by the calls of an
 * iteration. Compared are medians, which one iteration with a compiler's or a profiler's allocation does not move.
 */
final class Allocation {

    /** Bytes of the smallest object, less one. */
    private static final int OBJECT = 15;

    private static final int PER_ITERATION = 16 * 1024;

    private Allocation() {}

    /** Whether both runs had the gc profiler. */
    static boolean measured(Measurement before, Measurement after) {
        return before.bytesPerCall().isPresent() && after.bytesPerCall().isPresent();
    }

    /** Whether a call allocates more than it did. */
    static boolean grew(Measurement before, Measurement after) {
        return measured(before, after)
                && after.bytesPerCall().getAsDouble() - before.bytesPerCall().getAsDouble() > dust(before, after);
    }

    /** Bytes a call that may be JMH's. */
    static double dust(Measurement before, Measurement after) {
        return OBJECT + PER_ITERATION / Math.min(before.calls(), after.calls());
    }
}
