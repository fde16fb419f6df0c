package dev.lanewise.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.SyntheticRun;
import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exit codes and words of {@code gate}, {@code compare} and {@code noise}. */
@Tag("once")
class GateCommandTest {

    @TempDir
    Path directory;

    @Test
    void passesWhatDidNotChange() throws IOException {
        BenchRun same = gate(run(1).benchmarks(3, 1), run(2).benchmarks(3, 1));
        assertThat(same.exitCode()).isZero();
        assertThat(same.out()).isEqualToNormalizingNewlines("3 unchanged\n");
        assertThat(same.err()).isEmpty();
    }

    @Test
    void failsWhatGotSlower() throws IOException {
        BenchRun slower = gate(run(1).benchmarks(3, 1), run(2).benchmarks(2, 1).benchmarks(1, 1.08));
        assertThat(slower.exitCode()).isEqualTo(1);
        assertThat(slower.out()).contains("gemm run b2 t1").contains("slower").doesNotContain("b0");
    }

    @Test
    void asksForForks() throws IOException {
        BenchRun vague = gate(
                run(1).forks(4, 5).noise(0.05, 0.01).benchmarks(1, 1),
                run(2).forks(4, 5).noise(0.05, 0.01).benchmarks(1, 1));
        assertThat(vague.exitCode()).isEqualTo(2);
        assertThat(vague.out()).containsPattern("To decide, run both with --forks \\d+ \\(\\d+ more a side\\)");
    }

    @Test
    void refusesAnotherMachine() throws IOException {
        BenchRun refused = gate(
                run(1).benchmarks(1, 1),
                run(2).identity(SyntheticRun.identity("other-cpu", "25.0.3", "2026-01-01T00:00:00Z"))
                        .benchmarks(1, 1));
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.out())
                .isEqualToNormalizingNewlines(
                        "Not comparable: cpu 'x86_64-Synthetic-1-2-avx2-256b-4c' and 'other-cpu'\n");
    }

    @Test
    void comparesJdksWhereAskedTo() throws IOException {
        String cpu = SyntheticRun.identity().cpuClass();
        Path old = write("old", run(1).benchmarks(1, 1));
        Path now = write(
                "new",
                run(2).identity(SyntheticRun.identity(cpu, "26", "2026-01-01T00:00:00Z"))
                        .benchmarks(1, 1));
        assertThat(BenchRun.of("compare", old, now).exitCode()).isEqualTo(3);
        assertThat(BenchRun.of("compare", old, now, "--accept", "JDK").exitCode())
                .isZero();
        assertThat(BenchRun.of("compare", old, now, "--accept", "cpu").exitCode())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"format\": \"lanewise-bench/2\"}", "\u0000\u0001"})
    void namesADamagedFileInOneLine(String content) throws IOException {
        Path sound = write("sound", run(1).benchmarks(1, 1));
        Path damaged = Files.writeString(directory.resolve("damaged.json"), content);
        for (String command : new String[] {"gate", "compare"}) {
            BenchRun refused = BenchRun.of(command, sound, damaged);
            assertThat(refused.exitCode()).isEqualTo(3);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err().lines()).singleElement().asString().startsWith("lanewise: " + damaged + ": ");
        }
        assertThat(BenchRun.of("noise", damaged).exitCode()).isEqualTo(2);
    }

    @Test
    void takesWrongArgumentsForNoComparison() {
        assertThat(BenchRun.of("gate").exitCode()).isEqualTo(3);
        assertThat(BenchRun.of("gate", "a.json", "b.json").exitCode()).isEqualTo(3);
        assertThat(BenchRun.of("gate", "a.json", "b.json").err().lines())
                .containsExactly("lanewise: a.json: no such file or directory");
        assertThat(BenchRun.of("noise").exitCode()).isEqualTo(2);
        assertThat(BenchRun.of("nothing").exitCode()).isEqualTo(2);
    }

    @Test
    void raisesTheThresholdToTheNoise() throws IOException {
        Path old = write("old", run(1).benchmarks(1, 1));
        Path now = write("new", run(2).benchmarks(1, 1.06));
        Path noise = directory.resolve("noise.json");
        BenchRun measured = BenchRun.of("noise", old, write("again", run(3).benchmarks(1, 1.1)), "--out", noise);
        assertThat(measured.exitCode()).as(measured.err()).isZero();
        assertThat(measured.out()).contains("Wrote the noise of these to " + noise);
        assertThat(BenchRun.of("gate", old, now).exitCode()).isEqualTo(1);
        assertThat(BenchRun.of("gate", old, now, "--noise", noise).exitCode()).isZero();
    }

    @Test
    void showsEveryBenchmark() throws IOException {
        BenchRun all =
                BenchRun.of("compare", write("old", run(1).benchmarks(3, 1)), write("new", run(2).benchmarks(3, 1)));
        assertThat(all.out()).contains("b0", "b1", "b2", "Synthetic CPU", "3 unchanged");
    }

    private BenchRun gate(SyntheticRun before, SyntheticRun after) throws IOException {
        return BenchRun.of("gate", write("old", before), write("new", after));
    }

    private Path write(String name, SyntheticRun run) throws IOException {
        Path file = directory.resolve(name + ".json");
        ResultFile built = run.build();
        built.write(file);
        return file;
    }

    private static SyntheticRun run(long seed) {
        return new SyntheticRun(seed);
    }
}
