package dev.lanewise.bench.record;

import java.util.OptionalDouble;

/** Time, work and ceiling as the figures that people read. The only place where they are computed. */
public final class Throughput {

    private static final double GIGA = 1e9;

    private Throughput() {}

    /**
     * Work a second in the unit of {@code work}: flops / seconds / 1e9 for GFLOP/s, bytes / seconds / 1e9 for GB/s, flops
     * / seconds for any other unit.
     */
    public static double rate(Work work, double seconds) {
        return switch (work.unit()) {
            case Work.GFLOPS -> work.flops() / seconds / GIGA;
            case Work.GBS -> work.bytes() / seconds / GIGA;
            default -> work.flops() / seconds;
        };
    }

    /**
     * The most that {@link #rate} could be: the FMA peak for GFLOP/s, the bandwidth of the level for GB/s, at the same
     * number of threads. Empty where it was not measured or the unit has none.
     */
    public static OptionalDouble ceiling(Work work, int threads, Ceiling ceiling) {
        return switch (work.unit()) {
            case Work.GFLOPS -> ceiling.gflops(threads);
            case Work.GBS -> ceiling.gigabytes(work.level(), threads, work.traffic());
            default -> OptionalDouble.empty();
        };
    }

    /** {@link #rate} as a percentage of {@link #ceiling}. */
    public static OptionalDouble percent(Work work, int threads, double seconds, Ceiling ceiling) {
        OptionalDouble most = ceiling(work, threads, ceiling);
        return most.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(100 * rate(work, seconds) / most.getAsDouble());
    }
}
