package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.kernels.KernelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole training run of 60 steps, in a VM of its own for each vector width: the same weights. */
@Tag("once")
class SameBitsTest {

    @TempDir
    static Path directory;

    private static String expected = "";

    @BeforeAll
    static void trainHere() throws IOException {
        TinyData.write(directory.resolve("data"), 640, 20);
        CliRun run = CliRun.of(arguments(directory.resolve("here"), 1).toArray());
        assertThat(run.err()).isEmpty();
        expected = TrainCommandTest.weightsSha256(directory.resolve("here"));
    }

    @ParameterizedTest
    @CsvSource({"128, 3", "256, 1", "512, 2"})
    void theSameWeights(int bits, int threads) throws IOException, InterruptedException {
        assumeTrue(bits <= KernelInfo.vectorBits(), () -> "this CPU has no vectors of " + bits + " bits");
        Path out = directory.resolve(bits + "-bits");
        CliRun run = CliRun.inAnotherVm(List.of("-Dlanewise.vectorBits=" + bits), arguments(out, threads));
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains(bits + "-bit vectors");
        assertThat(TrainCommandTest.weightsSha256(out)).isEqualTo(expected);
    }

    private static List<String> arguments(Path out, int threads) {
        return List.of(
                "train",
                "--data=fashion-mnist",
                "--data-dir=" + directory.resolve("data"),
                "--max-steps=60",
                "--batch-size=32",
                "--augment",
                "--threads=" + threads,
                "--out=" + out);
    }
}
