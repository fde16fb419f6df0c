package dev.lanewise.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.bench.SyntheticRun;
import dev.lanewise.bench.record.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class MarkdownTableTest {

    @TempDir
    Path directory;

    /** Peak 80: 40 and 10 GFLOP/s are 50 % and 12.5 %, mean 25 %; rivals need 2 times and half our time, mean 1. */
    @Test
    void saysWhereWeStand() throws IOException {
        var run = new SyntheticRun(1)
                .forks(1, 1)
                .noise(0, 0)
                .benchmark(gemm("a", "lanewise"), 0.1, 0)
                .benchmark(gemm("a", "openblas"), 0.2, 0)
                .benchmark(gemm("a", "netlib"), 0.4, 0)
                .benchmark(gemm("b", "lanewise"), 0.4, 0)
                .benchmark(gemm("b", "openblas"), 0.2, 0)
                .benchmark(gemm("b", "netlib"), 0.3, 0)
                .build();
        assertThat(MarkdownTable.of(List.of(run))).isEqualTo("""
                        Synthetic CPU (family 1, model 2), 4 cores, 256-bit vectors, JDK 25.0.3+9, 2026-01-01. Measured \
                        FMA peak: 80.0 GFLOP/s \
                        on 1 thread, 158 GFLOP/s on 2 threads. Command: `./lanewise bench run --forks 10`.

                        | Suite | Threads | Cases | Of the ceiling, geometric mean (best) | Best rival's time over ours, \
                        geometric mean | Worst case |
                        |---|---|---|---|---|---|
                        | gemm | 1 | 2 | 25 % (50 %) | 1.00 | 0.50 run b, openblas |
                        """);
    }

    /** By its mean time openblas would win, by turns netlib does: 0.9 in the middle of its rounds. */
    @Test
    void believesTurnsMoreThanMeans() throws IOException {
        var run = new SyntheticRun(1)
                .forks(1, 1)
                .noise(0, 0)
                .benchmark(gemm("a", "lanewise"), 0.1, 0)
                .benchmark(gemm("a", "openblas"), 0.05, 0)
                .overOurs(1.1, 1.2, 5)
                .benchmark(gemm("a", "netlib"), 0.4, 0)
                .overOurs(0.1, 2, 0.9)
                .build();
        assertThat(MarkdownTable.of(List.of(run))).contains("| 0.90 | 0.90 run a, netlib |");
    }

    @Test
    void takesTheNewestOfEachBenchmark() throws IOException {
        String cpu = SyntheticRun.identity().cpuClass();
        var old = new SyntheticRun(1)
                .forks(1, 1)
                .noise(0, 0)
                .identity(SyntheticRun.identity(cpu, "25", "2026-01-01T00:00:00Z"))
                .benchmark(gemm("a", "lanewise"), 0.1, 0);
        var now = new SyntheticRun(1)
                .forks(1, 1)
                .noise(0, 0)
                .identity(SyntheticRun.identity(cpu, "25", "2026-01-02T00:00:00Z"))
                .benchmark(gemm("a", "lanewise"), 0.2, 0);
        assertThat(MarkdownTable.of(List.of(now.build(), old.build())))
                .contains("2026-01-02", "| 25 % (25 %) | – | – |");
    }

    @Test
    void isInsertedAgainAndAgain() throws IOException {
        Path readme = Files.writeString(
                directory.resolve("README.md"),
                "before\n" + MarkdownTable.BEGIN + "\nold\n" + MarkdownTable.END + "\nafter\n");
        String expected = "before\n" + MarkdownTable.BEGIN + "\n| new |\n" + MarkdownTable.END + "\nafter\n";
        MarkdownTable.insert(readme, "| new |\n");
        assertThat(readme).hasContent(expected);
        MarkdownTable.insert(readme, "| new |\n");
        assertThat(readme).hasContent(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "none",
                "<!-- bench:begin -->",
                "<!-- bench:end --><!-- bench:begin -->",
                "<!-- bench:begin --><!-- bench:begin --><!-- bench:end -->",
                "<!-- bench:begin --><!-- bench:end --><!-- bench:end -->"
            })
    void wantsBothMarkers(String content) throws IOException {
        Path readme = Files.writeString(directory.resolve("README.md"), content);
        assertThatThrownBy(() -> MarkdownTable.insert(readme, "table"))
                .hasMessage(readme + ": expected <!-- bench:begin --> and, after it, <!-- bench:end --> once each,"
                        + " got other text");
        assertThat(readme).hasContent(content);
    }

    private static Work gemm(String shape, String library) {
        return new Work("gemm", shape, library, Work.GFLOPS, 4e9, 1e6, "L2");
    }
}
