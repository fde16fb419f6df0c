package dev.lanewise.nn.cli;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.kernels.Softmax;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.ImageFile;
import dev.lanewise.nn.internal.Require;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise predict}. */
@Command(
        name = "predict",
        description = {
            "Print the most probable classes of pictures.",
            "A picture is stretched to the size of the model's images, and turned to gray where these are. It should"
                    + " look like them: Fashion-MNIST is light on black, so a photo on white needs inverting first."
        })
final class PredictCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "A file that train wrote.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path model;

    @Option(names = "--top", paramLabel = "N", defaultValue = "3", description = "Classes to print (default: 3).")
    private int top;

    @Parameters(arity = "1..*", paramLabel = "IMAGE", description = "PNG or JPEG files.")
    private List<Path> images = List.of();

    @Override
    public Integer call() throws IOException {
        Require.positive("--top", top);
        ModelFile file = ModelFile.load(model);
        Shape shape = file.model().inputShape();
        List<float[]> samples = new ArrayList<>();
        for (Path image : images) {
            samples.add(ImageFile.read(image, shape));
        }
        int nameWidth = images.stream()
                .mapToInt(image -> image.toString().length())
                .max()
                .orElse(0);
        for (int i = 0; i < samples.size(); i++) {
            float[] logits = file.model().predict(samples.get(i));
            float[] probabilities = new float[logits.length];
            Softmax.forward(Parallelism.serial(), 1, logits.length, logits, 0, probabilities, 0);
            String name = String.format("%-" + nameWidth + "s", images.get(i));
            spec.commandLine().getOut().println(name + "  " + describe(probabilities, file.classNames()));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private String describe(float[] probabilities, List<String> classNames) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
                .limit(top)
                .map(c -> String.format(Locale.ROOT, "%s %.1f %%", classNames.get(c), 100 * probabilities[c]))
                .collect(Collectors.joining(", "));
    }
}
