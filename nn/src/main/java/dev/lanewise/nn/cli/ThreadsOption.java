package dev.lanewise.nn.cli;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.internal.Require;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --threads}. */
final class ThreadsOption {

    @Option(names = "--threads", paramLabel = "T", description = "Threads to use (default: all cores).")
    private @Nullable Integer threads;

    /** Threads for the length of a command. */
    Parallelism open() {
        if (threads == null) {
            return Parallelism.allCores();
        }
        if (threads < 1 || threads > 4096) {
            throw Require.error("--threads", "a value in [1, 4096]", threads);
        }
        return Parallelism.threads(threads);
    }
}
