package dev.lanewise.nn.cli;

import dev.lanewise.kernels.KernelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What this machine is called. */
final class Machine {

    private Machine() {}

    /** The CPU's name, as Linux and Windows know it; elsewhere the architecture. */
    static String cpu() {
        String name = Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
                .orElseGet(() -> linuxName().orElseGet(() -> System.getProperty("os.arch")));
        return name.replaceAll("\\s+", " ").strip();
    }

    /** For example {@code 25.0.3+9-LTS (Eclipse Adoptium, OpenJDK 64-Bit Server VM)}. */
    static String jdk() {
        return Runtime.version() + " (" + System.getProperty("java.vendor") + ", " + System.getProperty("java.vm.name")
                + ")";
    }

    /** CPU, width and threads, for the first line of a command's output. */
    static String describe(int threads) {
        return cpu() + ", " + KernelInfo.vectorBits() + "-bit vectors, " + threads
                + (threads == 1 ? " thread" : " threads");
    }

    private static Optional<String> linuxName() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name") && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1))
                    .findFirst();
        } catch (IOException | java.io.UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
