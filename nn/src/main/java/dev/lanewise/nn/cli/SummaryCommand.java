package dev.lanewise.nn.cli;

import dev.lanewise.kernels.KernelInfo;
import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Plan;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.internal.Require;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise summary}. */
@Command(
        name = "summary",
        description = {
            "Print the layers of a model, their output shapes and parameters.",
            "With --plan also how a training step runs: which layers are fused, their work, the kernels, the memory."
        })
final class SummaryCommand implements Callable<Integer> {

    private static final String PLAN = "--plan";

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

    @Option(names = PLAN, description = "Print the plan of a training step as well.")
    private boolean plan;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Images a step of the plan (default: ${DEFAULT-VALUE}).")
    private int batchSize = 64;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final DataSource data = new DataSource();

    @Override
    public Integer call() throws IOException {
        Require.positive("--batch-size", batchSize);
        if (!plan) {
            refuse("--batch-size", PLAN + " as well", "none");
            refuse("--threads", PLAN + " as well", "none");
        }
        refuse("--data-dir", "none, as summary reads no images", "one");
        Network network = Network.of(model);
        Sequential layers;
        DataSource.Name images = data.name();
        if (network == null) {
            refuse("--data", "the name of a network as --model", model);
            ModelFile file = ModelFile.load(Path.of(model));
            layers = file.model();
            images = DataSource.Name.of(file.data());
        } else {
            layers = network.create(images.imageShape(), images.classNames().size());
        }
        String text = layers.summary() + (plan ? describePlan(layers, images) : "");
        PrintWriter out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
        return 0;
    }

    private void refuse(String option, String expected, String received) {
        if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
            throw Require.error(option, expected, received);
        }
    }

    private String describePlan(Sequential layers, DataSource.@Nullable Name images) {
        try (Parallelism parallelism = threads.open()) {
            Plan training = layers.plan(Mode.TRAIN, batchSize, parallelism);
            int count = parallelism.threads();
            return "\nPlan of a training step, batches of " + batchSize + ", " + count
                    + (count == 1 ? " thread, " : " threads, ") + KernelInfo.vectorBits()
                    + "-bit vectors, register tiles " + KernelInfo.tile() + "\n\n" + new PlanTable(training) + "\n"
                    + HeapTable.of(layers, training, images == null ? 0 : images.bytes());
        }
    }
}
