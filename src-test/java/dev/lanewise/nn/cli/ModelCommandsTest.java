package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.Parallelism;
import dev.lanewise.nn.Mode;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.Shape;
import dev.lanewise.nn.data.Cifar10;
import dev.lanewise.nn.data.FashionMnist;
import dev.lanewise.nn.io.SafetensorsWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with a file that train wrote, and with files that it did not write. */
@Tag("once")
class ModelCommandsTest {

    @TempDir
    Path directory;

    @Test
    void summarisesANetworkAndAFile() throws IOException {
        CliRun run = CliRun.of("summary", "--model", "cnn");
        assertThat(run.out()).contains("conv2d_2 (Conv2D)", "(26, 26, 32)", "111,882");
        CliRun cifar = CliRun.of("summary", "--model", "cnn", "--data", "cifar10");
        assertThat(cifar.out()).contains("(30, 30, 32)");
        CliRun file = CliRun.of("summary", "--model", model(Shape.of(28, 28, 1), FashionMnist.CLASS_NAMES));
        assertThat(file.out()).isEqualTo(run.out());
    }

    @Test
    void printsThePlanOfATrainingStep() {
        CliRun run = CliRun.of("summary", "--model", "cnn", "--plan", "--data", "cifar10", "--threads", 1);
        Sequential model = Network.CNN.create(Shape.of(32, 32, 3), 10);
        long plan;
        try (Parallelism one = Parallelism.threads(1)) {
            plan = model.plan(Mode.TRAIN, 64, one).memorySize();
        }
        String bytes = String.format(Locale.ROOT, "%,d", plan);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith(model.summary())
                .contains("batches of 64, 1 thread, ", "a training step 29.28 MFLOP an image")
                .containsPattern("in all +" + bytes + "\n")
                .containsPattern("plan of a training step +" + bytes + "\n");
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
        assertRefused(
                CliRun.of("summary", "--model", "cnn", "--plan", "--batch-size", 0),
                "--batch-size: expected a value >= 1, got 0");
    }

    @Test
    void refusesOptionsThatDoNotGoTogether() throws IOException {
        assertRefused(
                CliRun.of("summary", "--model", "cnn", "--batch-size", 8),
                "--batch-size: expected --plan as well, got none");
        assertRefused(
                CliRun.of("summary", "--model", "cnn", "--threads", 1), "--threads: expected --plan as well, got none");
        assertRefused(
                CliRun.of("summary", "--model", "cnn", "--data-dir", directory),
                "--data-dir: expected none, as summary reads no images, got one");
        Path file = model(Shape.of(28, 28, 1), FashionMnist.CLASS_NAMES);
        assertRefused(
                CliRun.of("summary", "--model", file, "--data", "cifar10"),
                "--data: expected the name of a network as --model, got " + file);
    }

    @Test
    void predictsPictures() throws IOException {
        Path model = model(Shape.of(28, 28, 1), FashionMnist.CLASS_NAMES);
        Path small = picture("a.png", 28, 28);
        Path large = picture("large picture.jpeg", 90, 60);
        CliRun run = CliRun.of("predict", "--model", model, "--top", 10, small, large);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            assertThat(line).contains("Ankle boot ", "T-shirt/top ");
            double[] percents = Pattern.compile("(\\d+\\.\\d) %")
                    .matcher(line)
                    .results()
                    .mapToDouble(percent -> Double.parseDouble(percent.group(1)))
                    .toArray();
            assertThat(percents).hasSize(10);
            assertThat(Arrays.stream(percents).sum()).isBetween(99.5, 100.5);
            for (int i = 1; i < 10; i++) {
                assertThat(percents[i]).isLessThanOrEqualTo(percents[i - 1]);
            }
        }
        assertThat(lines.get(0)).startsWith(small + "  ");
        assertThat(lines.get(1)).startsWith(large + "  ");
        assertThat(CliRun.of("predict", "--model", model, small).out().split(", "))
                .hasSize(3);
    }

    @Test
    void refusesDamagedPictures() throws IOException {
        Path model = model(Shape.of(28, 28, 1), FashionMnist.CLASS_NAMES);
        Path picture = picture("a.jpeg", 90, 60);
        byte[] whole = Files.readAllBytes(picture);
        Files.write(picture, Arrays.copyOf(whole, whole.length - 200));
        assertRefused(
                CliRun.of("predict", "--model", model, picture),
                picture + ": expected a sound JPEG picture, got a damaged one (");
        assertRefused(
                CliRun.of("predict", "--model", model, model), model + ": expected a PNG or JPEG picture, got neither");
        Path none = directory.resolve("none");
        assertRefused(CliRun.of("predict", "--model", model, none), none + ": no such file or directory");
        assertRefused(CliRun.of("predict", "--model", model, directory), directory + ": is a directory");
    }

    @Test
    void refusesDamagedModels() throws IOException {
        Path file = model(Shape.of(28, 28, 1), FashionMnist.CLASS_NAMES);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertRefused(CliRun.of("summary", "--model", file), file + ": expected ");
        Files.write(file, new byte[3]);
        assertRefused(
                CliRun.of("summary", "--model", file), file + ": expected a safetensors file of at least 8 bytes");
        assertRefused(CliRun.of("summary", "--model", directory), directory + ": is a directory");
    }

    @Test
    void refusesModelsThatItDoesNotKnow() throws IOException {
        Path file = directory.resolve("foreign");
        new SafetensorsWriter().tensor("x", List.of(1), new float[1], 0).write(file);
        assertRefused(
                CliRun.of("summary", "--model", file),
                file + ": expected metadata of lanewise train with the entry format, got no such entry");
        foreign("format", "pt").write(file);
        assertRefused(CliRun.of("summary", "--model", file), file + ": expected metadata of format lanewise, got pt");
        foreign("network", "vgg").write(file);
        assertRefused(CliRun.of("summary", "--model", file), file + ": expected a known network, got vgg");
        for (String shape : new String[] {"28,28", "28,28,x", "4,4,1", "28,28,-1"}) {
            foreign("inputShape", shape).write(file);
            assertRefused(
                    CliRun.of("summary", "--model", file), file + ": expected an input shape for cnn, got " + shape);
        }
        foreign("inputShape", "32,32,1").write(file);
        assertRefused(
                CliRun.of("summary", "--model", file),
                file + ": expected a tensor conv2d/weights (3, 3, 1, 32), got none");
    }

    @Test
    void refusesAModelForOtherImages() throws IOException {
        Path model = model(Shape.of(32, 32, 3), Cifar10.CLASS_NAMES);
        assertRefused(
                CliRun.of("evaluate", "--model", model),
                model + ": expected a model of (28, 28, 1) images in the classes of fashion-mnist-subset,"
                        + " got one of (32, 32, 3) images");
    }

    private static SafetensorsWriter foreign(String key, String value) {
        var writer = new SafetensorsWriter();
        for (String[] entry : new String[][] {
            {"format", "lanewise"}, {"network", "cnn"}, {"inputShape", "28,28,1"}, {"classNames", "a\nb"}, {"data", "d"}
        }) {
            writer.metadata(entry[0], entry[0].equals(key) ? value : entry[1]);
        }
        return writer;
    }

    private static void assertRefused(CliRun run, String message) {
        assertThat(run.err()).startsWith("lanewise: " + message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private Path model(Shape shape, List<String> classNames) throws IOException {
        Sequential layers = Network.CNN.create(shape, classNames.size());
        Path file = directory.resolve("model.safetensors");
        new ModelFile(Network.CNN, layers, classNames, "a test").writer().write(file);
        return file;
    }

    private Path picture(String name, int width, int height) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, 0xff000000 | x * 37 % 256 << 16 | y * 91 % 256);
            }
        }
        Path file = directory.resolve(name);
        assertThat(ImageIO.write(image, name.substring(name.indexOf('.') + 1), file.toFile()))
                .isTrue();
        return file;
    }
}
