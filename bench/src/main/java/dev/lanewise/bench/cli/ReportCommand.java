package dev.lanewise.bench.cli;

import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.ResultsDirectory;
import dev.lanewise.bench.report.MarkdownTable;
import dev.lanewise.bench.report.ReportPage;
import dev.lanewise.nn.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise bench report}. */
@Command(
        name = "report",
        description = "Make one HTML page of all results, and the table of the README.",
        mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILES",
            arity = "0..*",
            description = "Result files, or directories of them (default: bench/results).")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "The page (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-report.html");

    @Option(
            names = "--readme",
            paramLabel = "FILE",
            description = "Put the table between " + MarkdownTable.BEGIN + " and " + MarkdownTable.END
                    + " of this file, too.")
    private @Nullable Path readme;

    @Override
    public Integer call() throws IOException {
        List<ResultFile> runs = new ArrayList<>();
        for (Path file : files.isEmpty() ? List.of(ResultsDirectory.standard()) : files) {
            for (Path run : Files.isDirectory(file) ? ResultsDirectory.runs(file) : List.of(file)) {
                runs.add(ResultFile.read(run));
            }
        }
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("FILES: expected a result file at least, got none in "
                    + (files.isEmpty() ? ResultsDirectory.standard() : files));
        }
        AtomicFiles.write(out, ReportPage.of(runs).getBytes(StandardCharsets.UTF_8));
        PrintWriter console = spec.commandLine().getOut();
        console.println("Wrote " + out + (runs.size() == 1 ? " from 1 run" : " from " + runs.size() + " runs"));
        if (readme != null) {
            MarkdownTable.insert(readme, MarkdownTable.of(runs));
            console.println("Wrote the table to " + readme);
        }
        console.flush();
        return 0;
    }
}
