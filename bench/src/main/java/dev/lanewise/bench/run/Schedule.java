package dev.lanewise.bench.run;

import dev.lanewise.bench.shapes.Subset;

/**
 * How long a benchmark is run. Forks are many and short: one fork differs from the next, by where the JIT and the heap put
 * things, more than one iteration from the next. Before the first that counts C2 must be done: about 0.8 s here (Xeon of
 * family 6, model 85, JDK 25.0.3) for the matrix kernels.
 *
 * @param forks VMs
 * @param warmups iterations of a fork that do not count
 * @param measurements iterations that count
 * @param millis length of an iteration; a call is never cut
 */
public record Schedule(int forks, int warmups, int measurements, int millis) {

    /** The schedule of a subset of the shapes. */
    public static Schedule of(Subset subset) {
        return subset == Subset.QUICK ? new Schedule(3, 8, 3, 100) : new Schedule(5, 12, 5, 100);
    }

    /** The same with another number of forks. */
    public Schedule withForks(int number) {
        return new Schedule(number, warmups, measurements, millis);
    }

    /** The same with more time before it counts, for libraries that the JIT compiles later than ours. */
    Schedule withWarmups(int factor) {
        return new Schedule(forks, factor * warmups, measurements, millis);
    }

    /** Iterations of all forks. */
    int iterations() {
        return forks * (warmups + measurements);
    }
}
