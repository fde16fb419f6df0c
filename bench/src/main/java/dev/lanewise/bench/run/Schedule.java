package dev.lanewise.bench.run;

import dev.lanewise.bench.shapes.Subset;

/**
 * How long a benchmark is run. Forks are many and short: one fork differs from the next, by where the JIT and the heap put
 * things, more than one iteration from the next. The benchmarks wait for the JIT
 * before their first iteration.
 *
 * @param forks VMs
 * @param warmups iterations of a fork that do not count
 * @param measurements iterations that count
 * @param millis length of an iteration; a call is never cut
 * @param contests contests with the rivals on a shape, each in new processes
 * @param rounds rounds of a contest
 */
public record Schedule(int forks, int warmups, int measurements, int millis, int contests, int rounds) {

    /** The schedule of a subset of the shapes. */
    public static Schedule of(Subset subset) {
        return subset == Subset.QUICK ? new Schedule(2, 2, 3, 80, 1, 15) : new Schedule(5, 3, 5, 100, 3, 15);
    }

    /** The same with another number of forks. */
    public Schedule withForks(int number) {
        return new Schedule(number, warmups, measurements, millis, contests, rounds);
    }

    /** Iterations of all forks. */
    int iterations() {
        return forks * (warmups + measurements);
    }
}
