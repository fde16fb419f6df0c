package dev.lanewise.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A main class run in a VM of its own, with the class path of this one.
 *
 * @param exitCode its exit code
 * @param out what it printed, on both streams
 */
public record AnotherVm(int exitCode, String out) {

    /** What the kernels ask of a VM. */
    public static final String KERNEL_OPTIONS =
            "@" + Path.of(System.getProperty("lanewise.root", ".."), "kernels", "vm.options");

    /** Waits for its end. */
    public static AnotherVm run(List<String> options, Class<?> main, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new AnotherVm(process.waitFor(), out);
    }
}
