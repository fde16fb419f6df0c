package dev.lanewise.nn.cli;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.data.ImageData;
import dev.lanewise.nn.internal.Require;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.training.FitOptions;
import dev.lanewise.nn.training.History;
import dev.lanewise.nn.training.StepProfile;
import dev.lanewise.nn.training.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise train}. */
@Command(
        name = "train",
        description = {
            "Train a network on images.",
            "Writes model.safetensors, history.csv, curves.png and run.json. The same seed gives the same weights,"
                    + " whatever the threads, the vector width and the CPU. The test images of the set serve for"
                    + " validation after each epoch; nothing is chosen by them."
        })
final class TrainCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final DataSource data = new DataSource();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Mixin
    private final AugmentOption augment = new AugmentOption();

    @Option(names = "--model", paramLabel = "NETWORK", description = "${COMPLETION-CANDIDATES} (the default).")
    private Network network = Network.CNN;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the images (default: 8 for the subset, else 20).")
    private @Nullable Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Images a step (default: ${DEFAULT-VALUE}).")
    private int batchSize = 64;

    @Option(names = "--learning-rate", paramLabel = "X", description = "Of Adam (default: ${DEFAULT-VALUE}).")
    private float learningRate = 1e-3f;

    @Option(names = "--seed", paramLabel = "S", description = "Of all that is random (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--max-steps", paramLabel = "N", description = "Stop after so many steps.")
    private @Nullable Long maxSteps;

    @Option(
            names = "--profile",
            description = "Tell at the end where the time of a step goes, layer by layer, and draw profile.png.")
    private boolean profiles;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to write (default: out/SET-DATE-TIME).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        long start = System.nanoTime();
        int epochCount = epochs == null ? data.name().defaultEpochs : epochs;
        Require.positive("--epochs", epochCount);
        Require.positive("--batch-size", batchSize);
        Require.positive("--learning-rate", learningRate);
        long steps = maxSteps == null ? Long.MAX_VALUE : maxSteps;
        if (steps < 1) {
            throw Require.error("--max-steps", "a value >= 1", steps);
        }
        Augmentation augmentation = augment.value();
        PrintWriter console = spec.commandLine().getOut();
        try (Parallelism parallelism = threads.open()) {
            ImageData images = data.load();
            console.println(intention(images, epochCount, steps, augmentation, parallelism.threads()));
            console.printf(
                    Locale.ROOT,
                    "Validation after each epoch on the %,d test images; nothing is chosen by them.%n",
                    images.test().size());
            console.flush();
            Sequential model = network.create(
                    images.train().sampleShape(), images.train().classNames().size());
            model.initialize(seed);
            try (OutputDirectory directory = OutputDirectory.open(out == null ? defaultOut() : out);
                    Progress progress = Progress.on(console)) {
                FitOptions options = FitOptions.epochs(epochCount)
                        .batchSize(batchSize)
                        .seed(seed)
                        .maxSteps(steps)
                        .augmentation(augmentation)
                        .callbacks(progress);
                StepProfile profile = profiles
                        ? new StepProfile(
                                warmUp(epochCount, steps, images.train().size()))
                        : null;
                History history = new Trainer(
                                model,
                                new Adam(learningRate),
                                new SparseCategoricalCrossEntropy(From.LOGITS),
                                Metrics.ACCURACY)
                        .parallelism(parallelism)
                        .profile(profile)
                        .fit(images.train(), images.test(), options);
                var file = new ModelFile(network, model, images.train().classNames(), images.name());
                double seconds = (System.nanoTime() - start) * 1e-9;
                ProfileTable table = profile == null
                        ? null
                        : new ProfileTable(profile, Yardstick.measure(parallelism, profile.groups()));
                new RunReport(file, history, options, parallelism.threads(), seconds, table).write(directory, console);
            }
        }
        return 0;
    }

    /** Steps that the profile leaves out: the whole batches of the first epoch, or half of all where they are fewer. */
    private long warmUp(int epochCount, long steps, int images) {
        long stepsAnEpoch = Math.ceilDiv(images, batchSize);
        long whole = Math.max(1, images / batchSize);
        long count = Math.min(steps, epochCount * stepsAnEpoch);
        return Math.min(whole, (count / stepsAnEpoch * whole + Math.min(count % stepsAnEpoch, whole)) / 2);
    }

    private String intention(ImageData images, int epochCount, long steps, Augmentation augmentation, int threadCount) {
        Shape shape = images.train().sampleShape();
        return String.format(
                Locale.ROOT,
                "Training %s on %s (%,d images of %dx%dx%d), %s, batches of %d, seed %d%s, on %s.",
                network,
                images.name(),
                images.train().size(),
                shape.dimension(0),
                shape.dimension(1),
                shape.dimension(2),
                count(epochCount, "epoch") + (steps == Long.MAX_VALUE ? "" : ", at most " + count(steps, "step")),
                batchSize,
                seed,
                augmentation.isNone() ? "" : ", augmentation " + AugmentOption.text(augmentation),
                Machine.describe(threadCount));
    }

    private static String count(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    private Path defaultOut() {
        String time = LocalDateTime.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
        return Path.of("out", data.name() + "-" + time);
    }
}
