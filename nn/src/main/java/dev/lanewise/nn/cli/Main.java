package dev.lanewise.nn.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** The command {@code lanewise}. */
@Command(
        name = "lanewise",
        description = {
            "Small neural networks on the CPU: the same bits on every machine.",
            "lanewise bench, which has options of its own, measures the kernels."
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = Main.Version.class,
        subcommands = {
            TrainCommand.class,
            EvaluateCommand.class,
            PredictCommand.class,
            SummaryCommand.class,
            InfoCommand.class
        })
public final class Main {

    private Main() {}

    /** Runs a command and ends the VM with its exit code. */
    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true");
        CommandLine line = commandLine();
        int code;
        try {
            code = line.execute(arguments);
        } catch (OutOfMemoryError e) {
            code = Failure.of(e).report(line);
        }
        System.exit(code);
    }

    /** The command line, to be executed in this VM; its output goes to its own {@code out} and {@code err}. */
    public static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(DataSource.Name.class, text -> choice(text, DataSource.Name.values()))
                .registerConverter(Network.class, text -> choice(text, Network.values()))
                .setParameterExceptionHandler(
                        (exception, arguments) -> Failure.ofArguments(exception).report(exception.getCommandLine()))
                .setExecutionExceptionHandler(
                        (exception, line, parsed) -> Failure.of(exception).report(line));
    }

    /** The choice that goes by {@code text}; picocli's own converter knows the names of the constants as well. */
    private static <E extends Enum<E>> E choice(String text, E[] choices) {
        return Arrays.stream(choices)
                .filter(choice -> choice.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + Arrays.stream(choices).map(Enum::toString).collect(Collectors.joining(", ")) + ", got "
                        + text));
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"lanewise " + (version == null ? "development" : version)};
        }
    }
}
