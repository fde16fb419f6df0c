package dev.lanewise.bench.cli;

import dev.lanewise.bench.compare.Noise;
import dev.lanewise.bench.compare.NoiseEstimate;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.ResultsDirectory;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise bench noise}. */
@Command(
        name = "noise",
        description = "Record how far runs of one and the same build lie apart on this machine.",
        mixinStandardHelpOptions = true)
public final class NoiseCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILES",
            arity = "1..*",
            description = "Result files of one build: two or more, or one with four forks or more.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to keep it (default: bench/results/<cpu class>/noise.json).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        List<ResultFile> runs = new ArrayList<>();
        for (Path file : files) {
            runs.add(ResultFile.read(file));
        }
        Noise measured = NoiseEstimate.of(runs);
        Path target = target(measured.cpuClass());
        Noise before = Noise.readIfThere(target);
        if (before != Noise.NONE && !before.cpuClass().equals(measured.cpuClass())) {
            throw new IllegalArgumentException(
                    target + ": expected the noise of " + measured.cpuClass() + ", got that of " + before.cpuClass());
        }
        before.with(measured).write(target);
        print(measured, target);
        return 0;
    }

    private Path target(String cpuClass) throws IOException {
        if (out != null) {
            return out;
        }
        Path directory = ResultsDirectory.standard().resolve(cpuClass);
        Files.createDirectories(directory);
        return directory.resolve(ResultsDirectory.NOISE);
    }

    private void print(Noise noise, Path target) {
        PrintWriter console = spec.commandLine().getOut();
        noise.entries().entrySet().stream()
                .sorted((a, b) ->
                        Double.compare(b.getValue().relative(), a.getValue().relative()))
                .forEach(e -> console.printf(
                        Locale.ROOT, "%6.2f %%  %s%n", 100 * e.getValue().relative(), e.getKey()));
        console.println("Wrote the noise of these to " + target);
        console.flush();
    }
}
