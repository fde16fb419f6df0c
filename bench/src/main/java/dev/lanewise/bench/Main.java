package dev.lanewise.bench;

import dev.lanewise.bench.cli.CeilingCommand;
import dev.lanewise.bench.cli.CompareCommand;
import dev.lanewise.bench.cli.GateCommand;
import dev.lanewise.bench.cli.JmhCommand;
import dev.lanewise.bench.cli.NoiseCommand;
import dev.lanewise.bench.cli.ReportCommand;
import dev.lanewise.bench.cli.RunCommand;
import dev.lanewise.nn.cli.Failure;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command {@code lanewise bench}. An error that the user can mend ends with code 2 and one of ours with 1, unless a
 * subcommand documents codes of its own.
 */
@Command(
        name = "lanewise bench",
        description = "Measure the kernels, compare runs, and report.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            CeilingCommand.class,
            CompareCommand.class,
            GateCommand.class,
            NoiseCommand.class,
            ReportCommand.class,
            JmhCommand.class
        })
public final class Main {

    private Main() {}

    /** Runs a command and ends the VM with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, to be executed in this VM; its output goes to its own {@code out} and {@code err}. */
    public static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Main());
        for (CommandLine subcommand : root.getSubcommands().values()) {
            subcommand.getCommandSpec().versionProvider(new Version());
        }
        return root.setParameterExceptionHandler(
                        (exception, arguments) -> Failure.ofArguments(exception).report(exception.getCommandLine()))
                .setExecutionExceptionHandler(
                        (exception, line, parsed) -> Failure.of(exception).report(line));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"lanewise " + (version == null ? "development" : version)};
        }
    }
}
