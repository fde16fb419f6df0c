package dev.lanewise.bench.run;

import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.Throughput;
import dev.lanewise.bench.record.Work;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The table at the end of a run: ours, each with the best rival. */
final class ResultTable {

    private ResultTable() {}

    static void print(PrintWriter out, ResultFile file) throws MalformedFileException {
        List<Measurement> all = file.measurements();
        out.printf("%-64s %12s %16s %6s %8s  %s%n", "benchmark", "us", "rate", "ceil", "B/op", "of best rival");
        for (Measurement ours : all.stream().filter(m -> m.work().ours()).toList()) {
            double seconds = ours.time();
            OptionalDouble percent = Throughput.percent(ours.work(), ours.threads(), seconds, file.ceiling());
            out.printf(
                    Locale.ROOT,
                    "%-64s %12.1f %9.2f %s %5s %8s  %s%n",
                    name(ours),
                    1e6 * seconds,
                    Throughput.rate(ours.work(), seconds),
                    ours.work().unit().equals(Work.GBS)
                            ? "GB/s   "
                            : ours.work().unit(),
                    percent.isPresent() ? String.format(Locale.ROOT, "%.0f%%", percent.getAsDouble()) : "",
                    ours.bytesPerCall().isPresent()
                            ? String.format(
                                    Locale.ROOT, "%.0f", ours.bytesPerCall().getAsDouble())
                            : "",
                    rival(ours, all));
        }
        out.flush();
    }

    private static String name(Measurement m) {
        return m.work().suite() + " " + operation(m) + " " + m.work().shape() + " x" + m.threads();
    }

    /** JMH's method. */
    private static String operation(Measurement m) {
        String benchmark = m.key().substring(0, m.key().indexOf('{'));
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }

    /** Speed relative to the fastest rival at the same work: above 1 we are faster. */
    private static String rival(Measurement ours, List<Measurement> all) {
        return all.stream()
                .filter(m -> !m.work().ours() && name(m).equals(name(ours)))
                .min(Comparator.comparingDouble(m -> m.over(ours)))
                .map(m -> String.format(
                        Locale.ROOT, "%.2fx %s", m.over(ours), m.work().library()))
                .orElse("");
    }
}
