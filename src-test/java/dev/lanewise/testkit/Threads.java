package dev.lanewise.testkit;

import dev.lanewise.kernels.Parallelism;
import java.util.List;

/**
 * The numbers of threads that a test tries: one, two, and three, which do not divide a power of two and outnumber the
 * cores of a small machine.
 *
 * <p>Shared by all tests of a VM, so that a thousand test methods do not start a thousand pools. Their workers are
 * daemons that park when idle and end with the VM; a test that closes a pool makes one of its own.
 */
public final class Threads {

    private static final List<Parallelism> ALL =
            List.of(Parallelism.serial(), Parallelism.threads(2), Parallelism.threads(3));

    private Threads() {}

    /** Serial, two threads, three threads. */
    public static List<Parallelism> all() {
        return ALL;
    }

    /** Those with more than one thread, to be compared with {@link Parallelism#serial()}. */
    public static List<Parallelism> parallel() {
        return ALL.subList(1, ALL.size());
    }
}
