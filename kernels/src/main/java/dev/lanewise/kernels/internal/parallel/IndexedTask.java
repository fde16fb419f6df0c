package dev.lanewise.kernels.internal.parallel;

/** A piece of work cut into numbered tasks that may run in any order, on any thread. */
@FunctionalInterface
public interface IndexedTask {

    /** Runs task {@code index}. */
    void run(int index);
}
