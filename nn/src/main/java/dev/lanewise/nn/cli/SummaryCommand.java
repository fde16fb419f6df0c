package dev.lanewise.nn.cli;

import dev.lanewise.nn.Sequential;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise summary}. */
@Command(name = "summary", description = "Print the layers of a model, their output shapes and parameters.")
final class SummaryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE|cnn",
            description = "A file that train wrote, or the name of a network, shown for the images of --data.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String model;

    @Mixin
    private final DataSource data = new DataSource();

    @Override
    public Integer call() throws IOException {
        Network network = Network.of(model);
        Sequential layers = network == null
                ? ModelFile.load(Path.of(model)).model()
                : network.create(
                        data.name().imageShape(), data.name().classNames().size());
        spec.commandLine().getOut().print(layers.summary());
        spec.commandLine().getOut().flush();
        return 0;
    }
}
