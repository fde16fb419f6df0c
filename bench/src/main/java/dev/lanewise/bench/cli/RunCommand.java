package dev.lanewise.bench.cli;

import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.ResultsDirectory;
import dev.lanewise.bench.run.BenchRun;
import dev.lanewise.bench.run.Schedule;
import dev.lanewise.bench.shapes.Subset;
import dev.lanewise.bench.suites.Operations;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lanewise bench run}. Ends with 0, with 2 for what the user can mend, and with 1 if a benchmark failed. */
@Command(
        name = "run",
        description = "Run the suites, each benchmark with its percentage of the ceiling, and write a result file.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {

    private static final String ALL = "all";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--suite", paramLabel = "SUITE", split = ",", description = "Suites, by name (default: all).")
    private List<String> suites = List.of(ALL);

    @Option(names = "--shapes", paramLabel = "SUBSET", description = "quick or full (default: quick).")
    private String shapes = "quick";

    @Option(
            names = "--threads",
            paramLabel = "T",
            split = ",",
            description = "Numbers of threads, or max for all cores (default: 1,max).")
    private List<String> threads = List.of("1", "max");

    @Option(names = "--rivals", description = "Measure the other libraries too.")
    private boolean rivals;

    @Option(names = "--forks", paramLabel = "N", description = "VMs a benchmark (default: 2 for quick, 5 for full).")
    private @Nullable Integer forks;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Result file (default: bench/results/CPU-CLASS/DATE-COMMIT.json).")
    private @Nullable Path file;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "Interpreter with PyTorch (default: LANEWISE_PYTHON, or python3).")
    private @Nullable String python;

    private volatile boolean written;

    @Override
    public Integer call() throws IOException, RunnerException {
        PrintWriter out = spec.commandLine().getOut();
        BenchRun.Request request = request();
        if (file != null) {
            requireWritable(file);
        }
        BenchRun run = new BenchRun(request, out, terminal());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> rescue(run, out)));
        write(run.run(), out);
        return run.complete() ? 0 : 1;
    }

    private void write(ResultFile results, PrintWriter out) throws IOException {
        Path target = file == null ? standard(results.identity()) : file;
        Path directory = target.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        results.write(target);
        written = true;
        out.println("Wrote " + target);
        out.flush();
    }

    /** Keeps what is there of a run that was interrupted or failed. */
    private void rescue(BenchRun run, PrintWriter out) {
        if (!written) {
            run.soFar().ifPresent(results -> {
                try {
                    out.println("Not finished: " + results.benchmarks().size() + " benchmarks done");
                    write(results, out);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private BenchRun.Request request() {
        Subset subset = Arrays.stream(Subset.values())
                .filter(value -> value.toString().equals(shapes))
                .findFirst()
                .orElseThrow(() -> error("--shapes", "quick or full", shapes));
        Schedule schedule = Schedule.of(subset);
        if (forks != null) {
            if (forks < 1 || forks > 100) {
                throw error("--forks", "a value in [1, 100]", forks);
            }
            schedule = schedule.withForks(forks);
        }
        String interpreter = python != null ? python : System.getenv().getOrDefault("LANEWISE_PYTHON", "python3");
        Path script = Path.of(System.getProperty("lanewise.root", "")).resolve("bench/rivals/pytorch.py");
        return new BenchRun.Request(
                chosenSuites(), subset, threadCounts(), rivals, schedule, interpreter, script, command());
    }

    private List<String> chosenSuites() {
        List<String> known = Operations.suites();
        for (String suite : suites) {
            if (!suite.equals(ALL) && !known.contains(suite)) {
                throw error("--suite", "all or some of " + String.join(", ", known), suite);
            }
        }
        return suites.contains(ALL) ? known : suites;
    }

    private List<Integer> threadCounts() {
        int cores = Runtime.getRuntime().availableProcessors();
        return threads.stream()
                .map(text -> {
                    if (!text.equals("max") && !text.matches("[1-9][0-9]{0,3}")) {
                        throw error("--threads", "max or a value in [1, 9999]", text);
                    }
                    return text.equals("max") ? cores : Integer.parseInt(text);
                })
                .distinct()
                .toList();
    }

    private String command() {
        return "./lanewise bench "
                + String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }

    private static Path standard(Identity identity) {
        String commit = identity.commit().replaceFirst("^([0-9a-f]{10})[0-9a-f]*", "$1");
        return ResultsDirectory.standard()
                .resolve(identity.cpuClass())
                .resolve(identity.date().replace(":", "").replaceFirst("\\d\\dZ$", "") + "-" + commit + ".json");
    }

    /** Fails before the work rather than after it. */
    private static void requireWritable(Path target) throws IOException {
        Path existing = target.toAbsolutePath();
        if (Files.isDirectory(existing)) {
            throw new IllegalArgumentException("--out: expected a file, got the directory " + target);
        }
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isWritable(existing)) {
            throw new AccessDeniedException(target.toString());
        }
    }

    @SuppressWarnings("SystemConsoleNull") // JDK 22 to 24 never return null, 25 does again
    private static boolean terminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    private ParameterException error(String name, String expected, Object received) {
        return new ParameterException(spec.commandLine(), name + ": expected " + expected + ", got " + received);
    }
}
