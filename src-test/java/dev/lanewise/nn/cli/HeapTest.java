package dev.lanewise.nn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heap that {@code summary --plan} prints, in VMs that have no more. */
@Tag("once")
class HeapTest {

    private static final int BATCH = 32;

    @TempDir
    static Path directory;

    @Test
    void twiceOfItSufficesAndHalfDoesNot() throws IOException, InterruptedException {
        String summary = CliRun.of("summary", "--model=cnn", "--plan", "--batch-size=" + BATCH, "--threads=2")
                .out();
        long all = printed(summary, "state of Adam[^~]+in all +([\\d,]+)\n");
        long twice = printed(summary, "-Xmx(\\d+)m\n");
        assertThat(twice).isEqualTo(Math.ceilDiv(2 * all, 1L << 20));

        TinyData.write(directory.resolve("data"), BATCH, 20);
        long images = printed(summary, "images of the whole set +([\\d,]+)\n") - (BATCH + 20) * 785;
        long needed = all - images;
        CliRun enough = train(2 * needed);
        assertThat(enough.exitCode()).as(enough.out()).isZero();
        assertThat(enough.out()).contains("Test accuracy");
        CliRun little = train(needed / 2);
        assertThat(little.exitCode()).as(little.out()).isEqualTo(2);
        assertThat(little.out()).contains("is too small");
    }

    private static CliRun train(long heap) throws IOException, InterruptedException {
        return CliRun.inAnotherVm(
                List.of("-Djava.awt.headless=true", "-Xmx" + heap / 1024 + "k"),
                List.of(
                        "train",
                        "--data=fashion-mnist",
                        "--data-dir=" + directory.resolve("data"),
                        "--batch-size=" + BATCH,
                        "--threads=2",
                        "--max-steps=1",
                        "--out=" + directory.resolve("out")));
    }

    private static long printed(String text, String pattern) {
        Matcher number = Pattern.compile(pattern).matcher(text);
        assertThat(number.find()).as(text).isTrue();
        return Long.parseLong(number.group(1).replace(",", ""));
    }
}
