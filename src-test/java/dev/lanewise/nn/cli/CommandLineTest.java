package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments and their mistakes. */
@Tag("once")
class CommandLineTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "train --no-such|Unknown option: '--no-such' (see lanewise train --help)",
                "train --epochs|Missing required parameter for option '--epochs' (N) (see lanewise train --help)",
                "train --epochs x|Invalid value for option '--epochs': 'x' is not an int (see lanewise train --help)",
                "train --epochs 0|--epochs: expected a value >= 1, got 0",
                "train --batch-size -1|--batch-size: expected a value >= 1, got -1",
                "train --learning-rate 0|--learning-rate: expected a finite value > 0, got 0.0",
                "train --learning-rate NaN|--learning-rate: expected a finite value > 0, got NaN",
                "train --max-steps 0|--max-steps: expected a value >= 1, got 0",
                "train --augment --epochs 0|--epochs: expected a value >= 1, got 0",
                "train --augment zoom=1|--augment: expected rotation=DEGREES (0 to 180), shift=FRACTION (0 to 1) or flip,"
                        + " or several with commas, got zoom=1",
                "train --augment=|--augment: expected rotation=DEGREES",
                "train --augment=flip,rotation=200|--augment: expected rotation=DEGREES (0 to 180), shift=FRACTION (0 to"
                        + " 1) or flip, or several with commas, got rotation=200",
                "train --augment shift=much|--augment: expected rotation=DEGREES (0 to 180), shift=FRACTION (0 to 1) or"
                        + " flip, or several with commas, got shift=much",
                "train --augment shift=NaN|--augment: expected rotation=DEGREES",
                "train --threads 0|--threads: expected a value in [1, 4096], got 0",
                "train --threads 5000|--threads: expected a value in [1, 4096], got 5000",
                "train surplus|Unmatched argument at index 1: 'surplus' (see lanewise train --help)",
                "train --data x|Invalid value for option '--data': expected one of fashion-mnist-subset, fashion-mnist,"
                        + " cifar10, got x (see lanewise train --help)",
                "train --model x|Invalid value for option '--model': expected one of cnn, got x (see lanewise train",
                "train --data cifar10|--data cifar10: expected --data-dir DIR as well, got none; download",
                "train --data cifar10 --data-dir /none|/none: no such directory; download the binary version from",
                "train --data fashion-mnist --data-dir /none|/none: no such directory; install the Debian package",
                "train --data-dir /none|--data-dir: expected with --data fashion-mnist or cifar10 only, got /none",
                "evaluate|Missing required option: '--model=FILE' (see lanewise evaluate --help)",
                "evaluate --model /none|/none: no such file or directory",
                "summary --model /none|/none: no such file or directory",
                "predict --model /none|Missing required parameter: 'IMAGE' (see lanewise predict --help)",
                "predict --model /none x.png|/none: no such file or directory",
                "predict --model /none --top 0 x.png|--top: expected a value >= 1, got 0",
                "nonsense|Unmatched argument at index 0: 'nonsense' (see lanewise --help)",
            })
    void saysWhatIsWrongInOneLine(String arguments, String message) {
        CliRun run = CliRun.of((Object[]) arguments.split(" "));
        assertThat(run.err()).startsWith("lanewise: " + message).hasLineCount(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void wantsACommand() {
        CliRun none = CliRun.of();
        assertThat(none.err())
                .startsWith("lanewise: Missing required subcommand")
                .hasLineCount(1);
        assertThat(none.exitCode()).isEqualTo(2);
        CliRun help = CliRun.of("--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("train", "evaluate", "predict", "summary", "info", "bench");
    }

    @Test
    void describesTheMachine() {
        CliRun run = CliRun.of("info");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.split(" ")[0]))
                .containsExactly("CPU", "Vectors", "Tiles", "Threads", "JDK");
        assertThat(run.out()).contains(" bits, ", " lanes", Runtime.version().toString());
    }

    @Test
    void refusesAnOutputThatCannotBeADirectory() throws IOException {
        Path data = TinyData.write(directory.resolve("data"), 10, 10);
        Path file = Files.createFile(directory.resolve("file"));
        for (Path out : new Path[] {file, file.resolve("out")}) {
            CliRun run = CliRun.of("train", "--data=fashion-mnist", "--data-dir", data, "--out", out);
            assertThat(run.err()).startsWith("lanewise: " + file).hasLineCount(1);
            assertThat(run.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void refusesDamagedData() throws IOException {
        Path data = TinyData.write(directory.resolve("data"), 10, 10);
        Path images = data.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, java.util.Arrays.copyOf(whole, whole.length - 1));
        Path out = directory.resolve("out");
        CliRun run = CliRun.of("train", "--data=fashion-mnist", "--data-dir", data, "--out", out);
        assertThat(run.err())
                .startsWith("lanewise: " + images + ": expected 7840 elements [10, 28, 28], got 7839")
                .hasLineCount(1);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(out).doesNotExist();
    }
}
