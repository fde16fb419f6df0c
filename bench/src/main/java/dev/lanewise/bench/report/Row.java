package dev.lanewise.bench.report;

import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.Throughput;
import java.util.OptionalDouble;

/**
 * A benchmark, with the run it is from.
 *
 * @param measurement the benchmark
 * @param run identity of the run
 * @param ceiling that the run measured
 */
record Row(Measurement measurement, Identity run, Ceiling ceiling) {

    /**
     * What rows have in common whose libraries are rivals.
     *
     * @param suite group of operations
     * @param operation name of the benchmark's method
     * @param shape of the problem
     * @param threads that work on it
     */
    record Case(String suite, String operation, String shape, int threads) {}

    Case problem() {
        return new Case(suite(), operation(), measurement.work().shape(), measurement.threads());
    }

    String suite() {
        return measurement.work().suite();
    }

    /** The method, for example {@code backwardData}. */
    String operation() {
        return measurement.operation();
    }

    String library() {
        return measurement.work().library();
    }

    boolean ours() {
        return measurement.work().ours();
    }

    double seconds() {
        return measurement.time();
    }

    double rate() {
        return Throughput.rate(measurement.work(), seconds());
    }

    /** Of the ceiling that bounds it. */
    OptionalDouble percent() {
        return Throughput.percent(measurement.work(), measurement.threads(), seconds(), ceiling);
    }
}
