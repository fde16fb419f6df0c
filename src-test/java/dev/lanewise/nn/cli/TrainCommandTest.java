package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.kernels.KernelInfo;
import dev.lanewise.nn.io.SafetensorsReader;
import dev.lanewise.nn.io.TensorInfo;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class TrainCommandTest {

    private static final List<String> REPORT_KEYS = List.of(
            "data",
            "model",
            "epochs",
            "seed",
            "augmentation",
            "threads",
            "vectorBits",
            "trainImagesPerSecond",
            "wallSeconds",
            "testLoss",
            "testAccuracy",
            "minValidationLoss",
            "weightsSha256",
            "jdk",
            "cpu");

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void makeData() throws IOException {
        data = TinyData.write(directory.resolve("data"), 96, 20);
    }

    @Test
    void printsALineAnEpoch() {
        Path out = directory.resolve("out");
        CliRun run = train(out, "--epochs", 2, "--batch-size", 32, "--threads", 2, "--seed", 7);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        String epoch = "  loss \\d\\.\\d{4}  accuracy \\d\\.\\d{4}  validation loss \\d+\\.\\d{4}"
                + "  validation accuracy \\d\\.\\d{4}  [\\d,]+ images/s";
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("Training cnn on fashion-mnist (96 images of 28x28x1), 2 epochs, batches of"
                                        + " 32, seed 7, on ")
                                .endsWith(", " + KernelInfo.vectorBits() + "-bit vectors, 2 threads."),
                        line -> assertThat(line).contains("on the 20 test images"),
                        line -> assertThat(line).matches("Epoch 1/2" + epoch),
                        line -> assertThat(line).matches("Epoch 2/2" + epoch),
                        line -> assertThat(line).matches("Test accuracy 0\\.\\d{4}, minimum validation loss .* s\\."),
                        line -> assertThat(line).endsWith(" to " + out));
    }

    @Test
    void writesModelHistoryCurvesAndReport() throws IOException {
        Path out = directory.resolve("a/b");
        train(out, "--epochs", 2, "--batch-size", 32, "--threads", 2, "--seed", 7);
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder("model.safetensors", "history.csv", "curves.png", "run.json");

        String json = Files.readString(out.resolve("run.json"));
        Matcher keys = Pattern.compile("\"(\\w+)\" : ").matcher(json);
        assertThat(keys.results().map(key -> key.group(1))).containsExactlyElementsOf(REPORT_KEYS);
        assertThat(json)
                .contains("\"epochs\" : 2", "\"seed\" : 7", "\"augmentation\" : \"none\"", "\"threads\" : 2")
                .contains("\"vectorBits\" : " + KernelInfo.vectorBits());

        List<String> history = Files.readAllLines(out.resolve("history.csv"));
        assertThat(history.get(0)).isEqualTo("epoch,loss,accuracy,val_loss,val_accuracy,images_per_second,seconds");
        assertThat(history).hasSize(3);
        assertThat(history.get(2)).matches("2(,\\d+\\.\\d+(E-?\\d+)?){6}");

        BufferedImage curves = ImageIO.read(out.resolve("curves.png").toFile());
        assertThat(curves.getWidth()).isEqualTo(2560);
        assertThat(curves.getHeight()).isEqualTo(960);

        try (var reader = SafetensorsReader.open(out.resolve("model.safetensors"))) {
            assertThat(reader.metadata())
                    .containsEntry("format", "lanewise")
                    .containsEntry("network", "cnn")
                    .containsEntry("inputShape", "28,28,1")
                    .containsEntry("data", "fashion-mnist");
            assertThat(reader.tensors()).extracting(TensorInfo::name).contains("conv2d/weights", "dense_1/bias");
        }
    }

    @Test
    void tellsWhereTheTimeGoes() throws IOException {
        Path out = directory.resolve("out");
        CliRun run = train(out, "--epochs", 2, "--batch-size", 32, "--profile");
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsPattern("A step of 32 images, mean of 3: [\\d,]+\\.\\d{3} ms, [\\d,]+ images/s\n")
                .containsPattern(
                        " 3 +conv2d_1( +[\\d,]+\\.\\d{3} +\\d+\\.\\d GFLOP/s +\\d+ %){2} +[\\d,.]+ +\\d+\\.\\d %")
                .containsPattern("10 +dropout_3( +[\\d,]+\\.\\d{3} +\\d+\\.\\d GB/s +\\d+ %){2} ")
                .containsPattern("step +[\\d,]+\\.\\d{3} +100\\.0 %\n");
        double shares = Pattern.compile("(\\d+\\.\\d) %\n")
                .matcher(run.out())
                .results()
                .mapToDouble(share -> Double.parseDouble(share.group(1)))
                .sum();
        int rows = 11 + 4;
        assertThat(shares - 100).as("sum of %d rounded shares", rows).isBetween(100 - 0.05 * rows, 100 + 0.05 * rows);
        BufferedImage picture = ImageIO.read(out.resolve("profile.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(1920);
        assertThat(train(out, "--max-steps", 2, "--batch-size", 64, "--profile").out())
                .as("one whole batch, one partial")
                .contains("A step of 64 images, mean of 1: ");
    }

    /** The weights, not the times. Widths are compared by SameBitsTest. */
    @Test
    void givesTheSameWeightsForAnyNumberOfThreads() throws IOException {
        String first = hash(1, 11);
        assertThat(first).matches("[0-9a-f]{64}");
        assertThat(hash(2, 11)).isEqualTo(first);
        assertThat(hash(3, 11)).isEqualTo(first);
        assertThat(hash(1, 12)).isNotEqualTo(first);
    }

    private String hash(int threads, long seed) throws IOException {
        Path out = directory.resolve("threads-" + threads + "-" + seed);
        CliRun run = train(out, "--max-steps", 5, "--batch-size", 24, "--threads", threads, "--seed", seed);
        assertThat(run.err()).isEmpty();
        return weightsSha256(out);
    }

    /** From the report in {@code out}. */
    static String weightsSha256(Path out) throws IOException {
        String json = Files.readString(out.resolve("run.json"));
        Matcher hash = Pattern.compile("\"weightsSha256\" : \"(\\w+)\"").matcher(json);
        assertThat(hash.find()).isTrue();
        return hash.group(1);
    }

    @Test
    void augmentsAsAskedAndSaysSo() throws IOException {
        assertThat(augmented("usual", "--augment"))
                .isEqualTo(augmented("rotation=15,shift=0.1,flip", "--augment=flip,shift=0.1,rotation=15"))
                .isNotEqualTo(augmented("rotation=7.5", "--augment", "rotation=7.5"))
                .isNotEqualTo(hash(1, 0));
    }

    /** The hash of a run that says {@code changes} of its augmentation. */
    private String augmented(String changes, String... option) throws IOException {
        Path out = directory.resolve(changes);
        List<Object> options = new ArrayList<>(List.of("--max-steps", 5, "--batch-size", 24, "--threads", 2));
        options.addAll(List.of(option));
        CliRun run = train(out, options.toArray());
        String text = changes.equals("usual") ? "rotation=15,shift=0.1,flip" : changes;
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(", seed 0, augmentation " + text + ", on ");
        assertThat(Files.readString(out.resolve("run.json"))).contains("\"augmentation\" : \"" + text + "\"");
        return weightsSha256(out);
    }

    @Test
    void trainsAModelThatEvaluatesTheSame() {
        Path out = directory.resolve("out");
        CliRun trained = train(out, "--epochs", 1, "--batch-size", 32);
        CliRun run = CliRun.of(
                "evaluate", "--model", out.resolve("model.safetensors"), "--data=fashion-mnist", "--data-dir=" + data);
        assertThat(run.err()).isEmpty();
        Matcher accuracy = Pattern.compile("Test accuracy (0\\.\\d{4})").matcher(trained.out());
        assertThat(accuracy.find()).isTrue();
        assertThat(run.out()).contains("test accuracy " + accuracy.group(1));
    }

    @Test
    void leavesNothingBehindWhenTheTrainingFails() {
        CliRun run = train(directory.resolve("new/out"), "--learning-rate", "1e30", "--epochs", 3);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("lanewise: loss: expected a finite value, got ")
                .hasLineCount(1);
        assertThat(directory.resolve("new")).doesNotExist();
    }

    @Test
    void leavesAnEarlierRunAloneWhenTheTrainingFails() throws IOException {
        Path out = Files.createDirectory(directory.resolve("out"));
        Files.writeString(out.resolve("run.json"), "earlier");
        assertThat(train(out, "--learning-rate", "1e30", "--epochs", 3).exitCode())
                .isEqualTo(2);
        assertThat(out.toFile().list()).containsExactly("run.json");
        assertThat(out.resolve("run.json")).hasContent("earlier");
        assertThat(train(out, "--max-steps", 1).exitCode()).isZero();
        assertThat(out.toFile().list()).hasSize(4);
        assertThat(Files.readString(out.resolve("run.json"))).contains("weightsSha256");
    }

    private CliRun train(Path out, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("train", "--data=fashion-mnist", "--data-dir", data));
        arguments.addAll(List.of("--out", out));
        arguments.addAll(List.of(options));
        return CliRun.of(arguments.toArray());
    }
}
