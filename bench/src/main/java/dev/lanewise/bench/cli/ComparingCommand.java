package dev.lanewise.bench.cli;

import dev.lanewise.bench.compare.Comparison;
import dev.lanewise.bench.compare.Noise;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.ResultsDirectory;
import dev.lanewise.bench.report.ComparisonPage;
import dev.lanewise.nn.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code compare} and {@code gate} share: two runs, and how to look at them. */
abstract class ComparingCommand implements Callable<Integer> {

    /** Differences that a user may want to look at; the CPU is not among them. */
    enum Difference {
        JDK,
        VM,
        GC,
        FLAGS
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "Result file of the run before.")
    @SuppressWarnings("NullAway.Init")
    private Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "Result file of the run after.")
    @SuppressWarnings("NullAway.Init")
    private Path after;

    @Option(
            names = "--accept",
            paramLabel = "D",
            split = ",",
            description = "Compare although these differ: ${COMPLETION-CANDIDATES}.")
    private Set<Difference> accepted = EnumSet.noneOf(Difference.class);

    @Option(
            names = "--noise",
            paramLabel = "FILE",
            description = "Noise of this machine (default: bench/results/<cpu class>/noise.json, where it is).")
    private @Nullable Path noise;

    @Option(names = "--report", paramLabel = "FILE.html", description = "Show the comparison as a page, too.")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException {
        ResultFile old = ResultFile.read(before);
        ResultFile now = ResultFile.read(after);
        Set<String> names =
                accepted.stream().map(d -> d.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        Comparison comparison = Comparison.of(old, now, noise(now.identity().cpuClass()), names);
        PrintWriter out = spec.commandLine().getOut();
        if (comparison.obstacles().isEmpty()) {
            print(comparison, out);
            if (report != null) {
                AtomicFiles.write(report, ComparisonPage.of(comparison).getBytes(StandardCharsets.UTF_8));
            }
        } else {
            out.println("Not comparable: "
                    + comparison.obstacles().entrySet().stream()
                            .map(o -> o.getKey() + " " + o.getValue())
                            .collect(Collectors.joining(", ")));
        }
        out.flush();
        return comparison.exitCode();
    }

    /** Shows a comparison that was possible. */
    abstract void print(Comparison comparison, PrintWriter out) throws IOException;

    private Noise noise(String cpuClass) throws IOException {
        if (noise == null) {
            return Noise.readIfThere(
                    ResultsDirectory.standard().resolve(cpuClass).resolve(ResultsDirectory.NOISE));
        }
        Noise given = Noise.read(noise);
        if (!given.cpuClass().equals(cpuClass)) {
            throw new IllegalArgumentException(
                    "--noise: expected the noise of " + cpuClass + ", got that of " + given.cpuClass());
        }
        return given;
    }
}
