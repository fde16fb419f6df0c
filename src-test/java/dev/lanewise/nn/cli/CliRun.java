package dev.lanewise.nn.cli;

import dev.lanewise.testkit.AnotherVm;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A command, executed.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it printed on the error stream
 */
record CliRun(int exitCode, String out, String err) {

    /** A command in a VM of its own, with these options; {@code out} is both streams. */
    static CliRun inAnotherVm(List<String> vmOptions, List<String> arguments) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(vmOptions);
        options.add(AnotherVm.KERNEL_OPTIONS);
        AnotherVm vm = AnotherVm.run(options, Main.class, arguments);
        return new CliRun(vm.exitCode(), vm.out(), "");
    }

    /** A command in this VM. */
    static CliRun of(Object... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new CliRun(exitCode, out.toString(), err.toString());
    }
}
