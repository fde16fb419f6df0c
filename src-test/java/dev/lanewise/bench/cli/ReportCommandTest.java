package dev.lanewise.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.SyntheticRun;
import dev.lanewise.bench.record.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("once")
class ReportCommandTest {

    @TempDir
    Path directory;

    @Test
    void makesAPageOfADirectory() throws IOException {
        Path results = Files.createDirectories(directory.resolve("results/cpu"));
        new SyntheticRun(1).benchmarks(2, 1).build().write(results.resolve("a.json"));
        new SyntheticRun(2).benchmarks(2, 1).build().write(results.resolve("b.json"));
        Path page = directory.resolve("page.html");
        BenchRun report = BenchRun.of("report", directory.resolve("results"), "--out", page);
        assertThat(report.exitCode()).as(report.err()).isZero();
        assertThat(report.out()).isEqualToNormalizingNewlines("Wrote " + page + " from 2 runs\n");
        assertThat(Files.readString(page))
                .contains("Licensed to the Apache Software Foundation", "Synthetic CPU")
                .doesNotContain("{{", "src=\"http");
    }

    @Test
    void keepsDataFromEndingTheScript() throws IOException {
        Path run = directory.resolve("run.json");
        var work = new Work("gemm", "</script><script>alert(1)//", Work.OURS, Work.GFLOPS, 1, 1, "L1");
        new SyntheticRun(1).benchmark(work, 1, 0).build().write(run);
        Path page = directory.resolve("page.html");
        assertThat(BenchRun.of("report", run, "--out", page).exitCode()).isZero();
        assertThat(Files.readString(page))
                .doesNotContain("</script><script>alert")
                .contains("\\u003c/script>");
    }

    @Test
    void showsAComparison() throws IOException {
        Path run = directory.resolve("run.json");
        new SyntheticRun(1).benchmarks(2, 1).build().write(run);
        Path page = directory.resolve("page.html");
        assertThat(BenchRun.of("compare", run, run, "--report", page).exitCode())
                .isZero();
        assertThat(Files.readString(page)).contains("\"verdict\":\"unchanged\"");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        BenchRun none = BenchRun.of("report", directory);
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err().lines())
                .containsExactly("lanewise: FILES: expected a result file at least, got none in [" + directory + "]");

        Path run = directory.resolve("run.json");
        new SyntheticRun(1).benchmarks(1, 1).build().write(run);
        Path readme = Files.writeString(directory.resolve("README.md"), "no markers");
        Path page = directory.resolve("page.html");
        BenchRun unmarked = BenchRun.of("report", run, "--out", page, "--readme", readme);
        assertThat(unmarked.exitCode()).isEqualTo(2);
        assertThat(unmarked.err().lines()).singleElement().asString().contains("expected <!-- bench:begin -->");
    }
}
