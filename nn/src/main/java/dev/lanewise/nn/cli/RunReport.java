package dev.lanewise.nn.cli;

import dev.lanewise.kernels.KernelInfo;
import dev.lanewise.nn.io.AtomicFiles;
import dev.lanewise.nn.io.SafetensorsWriter;
import dev.lanewise.nn.training.Epoch;
import dev.lanewise.nn.training.FitOptions;
import dev.lanewise.nn.training.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * What a training run leaves: the model, the history, the curves and a report. The report is written last, so where it
 * is, the others are.
 *
 * @param file the trained model
 * @param history what came of the epochs
 * @param options how it was trained
 * @param threads number of threads
 * @param wallSeconds time from the start of the command to the end of the training
 * @param profile where the time of the steps went; null if nobody asked
 */
record RunReport(
        ModelFile file,
        History history,
        FitOptions options,
        int threads,
        double wallSeconds,
        @Nullable ProfileTable profile) {

    private static final List<String> COLUMNS = List.of("loss", "accuracy", "val_loss", "val_accuracy");

    /** Writes all files and says so. */
    void write(OutputDirectory directory, PrintWriter console) throws IOException {
        SafetensorsWriter model = file.writer();
        model.write(directory.file("model.safetensors"));
        AtomicFiles.write(directory.file("history.csv"), historyCsv().getBytes(StandardCharsets.UTF_8));
        String title = file.network() + " on " + file.data();
        String pictures = draw(directory.file("curves.png"), () -> Curves.png(history, title), console);
        if (profile != null) {
            ProfileTable table = profile;
            pictures += draw(
                    directory.file("profile.png"),
                    () -> ProfileChart.png(table.profile(), table.yardstick(), "A training step of " + title),
                    console);
        }
        AtomicFiles.write(directory.file("run.json"), runJson(model.sha256()).getBytes(StandardCharsets.UTF_8));
        console.printf(
                Locale.ROOT,
                "Test accuracy %.4f, minimum validation loss %.4f, %.1f s.%n",
                testAccuracy(),
                minValidationLoss(),
                wallSeconds);
        if (profile != null) {
            console.println();
            console.println(profile);
        }
        console.printf("Wrote model.safetensors, history.csv, %srun.json to %s%n", pictures, directory.path());
        console.flush();
    }

    /** Makes a picture. */
    private interface Picture {
        byte[] png() throws IOException;
    }

    /** Java draws no text where the system has no fonts, as in small containers; a run is not lost for that. */
    private static String draw(Path path, Picture picture, PrintWriter console) throws IOException {
        try {
            AtomicFiles.write(path, picture.png());
            return path.getFileName() + ", ";
        } catch (RuntimeException | LinkageError | InternalError e) {
            console.println(path.getFileName() + " is left out, this system lacks what Java needs to draw text: " + e);
            return "";
        }
    }

    /** A line an epoch, under a line of names. */
    String historyCsv() {
        StringBuilder csv = new StringBuilder("epoch," + String.join(",", COLUMNS) + ",images_per_second,seconds\n");
        for (Epoch epoch : history.epochs()) {
            csv.append(epoch.number());
            COLUMNS.forEach(column -> csv.append(',').append(epoch.value(column)));
            csv.append(String.format(Locale.ROOT, ",%.1f,%.3f\n", epoch.samplesPerSecond(), epoch.seconds()));
        }
        return csv.toString();
    }

    private String runJson(String weightsSha256) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(new PrettyContext(), text)) {
            json.writeStartObject();
            json.writeStringProperty("data", file.data());
            json.writeStringProperty("model", file.network().toString());
            json.writeNumberProperty("epochs", history.epochs().size());
            json.writeNumberProperty("seed", options.seed());
            json.writeStringProperty("augmentation", AugmentOption.text(options.augmentation()));
            json.writeNumberProperty("threads", threads);
            json.writeNumberProperty("vectorBits", KernelInfo.vectorBits());
            json.writeNumberProperty("trainImagesPerSecond", rounded(trainImagesPerSecond(), 10));
            json.writeNumberProperty("wallSeconds", rounded(wallSeconds, 1000));
            json.writeNumberProperty("testLoss", history.last().value("val_loss"));
            json.writeNumberProperty("testAccuracy", testAccuracy());
            json.writeNumberProperty("minValidationLoss", minValidationLoss());
            json.writeStringProperty("weightsSha256", weightsSha256);
            json.writeStringProperty("jdk", Machine.jdk());
            json.writeStringProperty("cpu", Machine.cpu());
            json.writeEndObject();
        }
        return text + "\n";
    }

    /** Median of the epochs after the first, in which C2 still compiles; of the first where there is no other. */
    double trainImagesPerSecond() {
        double[] rates = history.epochs().stream()
                .skip(history.epochs().size() > 1 ? 1 : 0)
                .mapToDouble(Epoch::samplesPerSecond)
                .sorted()
                .toArray();
        int middle = rates.length / 2;
        return rates.length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    }

    private double testAccuracy() {
        return history.last().value("val_accuracy");
    }

    private double minValidationLoss() {
        return Arrays.stream(history.series("val_loss")).min().orElseThrow();
    }

    private static double rounded(double value, int steps) {
        return (double) Math.round(value * steps) / steps;
    }

    private static final class PrettyContext extends ObjectWriteContext.Base {
        @Override
        public DefaultPrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }
    }
}
