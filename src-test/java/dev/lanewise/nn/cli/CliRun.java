package dev.lanewise.nn.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * A command, executed in this VM.
 *
 * @param exitCode its exit code
 * @param out what it printed
 * @param err what it printed on the error stream
 */
record CliRun(int exitCode, String out, String err) {

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
