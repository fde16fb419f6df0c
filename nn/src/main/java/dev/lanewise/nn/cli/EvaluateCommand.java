package dev.lanewise.nn.cli;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ImageData;
import dev.lanewise.nn.io.MalformedFileException;
import dev.lanewise.nn.losses.From;
import dev.lanewise.nn.losses.SparseCategoricalCrossEntropy;
import dev.lanewise.nn.metrics.Metrics;
import dev.lanewise.nn.optimizers.Adam;
import dev.lanewise.nn.training.Evaluation;
import dev.lanewise.nn.training.Trainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise evaluate}. */
@Command(name = "evaluate", description = "Print loss and accuracy of a model on the test images of a set.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A file that train wrote.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path model;

    @Mixin
    private final DataSource data = new DataSource();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Override
    public Integer call() throws IOException {
        try (Parallelism parallelism = threads.open()) {
            ModelFile file = ModelFile.load(model);
            ImageData images = data.load();
            Shape shape = file.model().inputShape();
            if (!shape.equals(images.test().sampleShape())
                    || !file.classNames().equals(images.test().classNames())) {
                throw new MalformedFileException(
                        model,
                        "a model of " + images.test().sampleShape() + " images in the classes of " + images.name(),
                        "one of " + shape + " images, trained on " + file.data());
            }
            PrintWriter console = spec.commandLine().getOut();
            console.printf(
                    Locale.ROOT,
                    "Evaluating %s on the %,d test images of %s, on %s.%n",
                    model,
                    images.test().size(),
                    images.name(),
                    Machine.describe(parallelism.threads()));
            console.flush();
            Evaluation evaluation = new Trainer(
                            file.model(), new Adam(), new SparseCategoricalCrossEntropy(From.LOGITS), Metrics.ACCURACY)
                    .parallelism(parallelism)
                    .evaluate(images.test());
            console.printf(
                    Locale.ROOT,
                    "Test loss %.4f, test accuracy %.4f%n",
                    evaluation.loss(),
                    evaluation.metric("accuracy"));
            console.flush();
        }
        return 0;
    }
}
