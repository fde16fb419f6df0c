package dev.lanewise.bench.report;

import dev.lanewise.bench.record.Figures;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.nn.io.AtomicFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The standings as a table for the README, a table for each class of CPUs. */
public final class MarkdownTable {

    /** The line before the table. */
    public static final String BEGIN = "<!-- bench:begin -->";

    /** The line after it. */
    public static final String END = "<!-- bench:end -->";

    private MarkdownTable() {}

    /** The tables of these runs. */
    public static String of(List<ResultFile> files) throws IOException {
        return CpuRecord.of(files).stream().map(MarkdownTable::of).collect(Collectors.joining("\n"));
    }

    /**
     * Puts {@code table} between the markers of a file; what was between them goes.
     *
     * @throws MalformedFileException if the file does not have each marker once, in order
     */
    public static void insert(Path file, String table) throws IOException {
        String text = Files.readString(file);
        String[] parts = text.split("\\Q" + BEGIN + "\\E", -1);
        int end = parts.length == 2 ? parts[1].indexOf(END) : -1;
        if (end < 0 || parts[1].indexOf(END, end + 1) >= 0) {
            throw new MalformedFileException(file, BEGIN + " and, after it, " + END + " once each", "other text");
        }
        String inserted = parts[0] + BEGIN + "\n" + table + parts[1].substring(end);
        AtomicFiles.write(file, inserted.getBytes(StandardCharsets.UTF_8));
    }

    private static String of(CpuRecord cpu) {
        Identity run = cpu.newest().identity();
        StringBuilder text = new StringBuilder();
        text.append(run.cpuName())
                .append(" (family ") // virtual machines call all CPUs of a maker the same
                .append(run.family())
                .append(", model ")
                .append(run.model())
                .append("), ")
                .append(run.cores())
                .append(run.cores() == 1 ? " core, " : " cores, ")
                .append(run.vectorBits())
                .append("-bit vectors, JDK ")
                .append(run.jdk())
                .append(", ")
                .append(run.date(), 0, 10)
                .append(". Measured FMA peak: ")
                .append(cpu.newest().ceiling().fmaGflops().entrySet().stream()
                        .map(peak -> Figures.number(peak.getValue()) + " GFLOP/s on " + threads(peak.getKey()))
                        .collect(Collectors.joining(", ")))
                .append(". Command: `")
                .append(run.command())
                .append("`.\n\n");
        text.append("| Suite | Threads | Cases | Of the ceiling, geometric mean (best) | Best rival's time over ours,"
                + " geometric mean | Worst case |\n");
        text.append("|---|---|---|---|---|---|\n");
        Standing.of(cpu.rows()).forEach(standing -> text.append(row(standing)));
        return text.toString();
    }

    private static String row(Standing standing) {
        String percent = standing.percent().isEmpty()
                ? "–"
                : Figures.percent(standing.percent()) + " (" + Figures.percent(standing.best()) + ")";
        String worst = standing.worst()
                .map(duel -> ratio(OptionalDouble.of(duel.ratio())) + " "
                        + duel.ours().operation() + " "
                        + duel.ours().measurement().work().shape().replace("|", "\\|") + ", "
                        + duel.rival().library())
                .orElse("–");
        return "| " + standing.suite() + " | " + standing.threads() + " | " + standing.cases() + " | " + percent + " | "
                + ratio(standing.ratio()) + " | " + worst + " |\n";
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    private static String threads(int threads) {
        return threads == 1 ? "1 thread" : threads + " threads";
    }
}
