package dev.lanewise.bench.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lanewise.bench.SyntheticRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class ResultFileTest {

    @TempDir
    Path directory;

    @Test
    void survivesAFile() throws IOException {
        ResultFile run = new SyntheticRun(1).forks(2, 3).benchmarks(3, 1).build();
        Path file = directory.resolve("run.json");
        run.write(file);
        ResultFile read = ResultFile.read(file);
        assertThat(read).isEqualTo(run);
        assertThat(read.measurements()).hasSize(3);
        read.write(directory.resolve("again.json"));
        assertThat(directory.resolve("again.json")).hasSameTextualContentAs(file);
    }

    @Test
    void givesSecondsForkByFork() throws IOException {
        Path file = write("{");
        new SyntheticRun(1).forks(2, 3).noise(0, 0).benchmarks(1, 1).build().write(file);
        Measurement only = ResultFile.read(file).measurements().getFirst();
        assertThat(only.seconds())
                .hasSize(2)
                .allSatisfy(fork -> assertThat(fork).containsExactly(1e-3, 1e-3, 1e-3));
        assertThat(only.calls()).isEqualTo(1000);
        assertThat(only.bytesPerCall().orElseThrow()).isBetween(0.2, 1.2);
    }

    @Test
    void namesBenchmarks() {
        Map<String, String> params = new LinkedHashMap<>();
        params.put("shape", "64x64x64 NN");
        assertThat(BenchmarkKey.of("a.B.c", params, 2)).isEqualTo("a.B.c{shape=64x64x64 NN,threads=2}");
        params.put("threads", "4");
        params.put("library", "lanewise");
        assertThat(BenchmarkKey.of("a.B.c", params, 1))
                .isEqualTo("a.B.c{shape=64x64x64 NN,threads=4,library=lanewise}");
        assertThat(BenchmarkKey.of("a.B.c", Map.of(), 1)).isEqualTo("a.B.c{threads=1}");
    }

    /** One defect each, and the one line that names it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                | expected a JSON file of format lanewise-bench/1, got format nothing",
                "'{'                               | expected a JSON file of format lanewise-bench/1, got damaged JSON (line 1, column 2)",
                "'not json'                        | expected a JSON file of format lanewise-bench/1, got damaged JSON (line 1, column 1)",
                "'[1, 2]'                          | expected a JSON file of format lanewise-bench/1, got format nothing",
                "'{\"format\": \"other/1\"}'       | expected a JSON file of format lanewise-bench/1, got format \"other/1\"",
                "'{\"format\": \"lanewise-bench/1\"}' | expected an object at work, got nothing",
            })
    void refusesForeignFiles(String content, String message) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> ResultFile.read(file)).hasMessage(file + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"us/op\"            | \"ops/s\"  | expected a time in ns, us, ms or s at benchmarks[0].primaryMetric.scoreUnit, got \"ops/s\"",
                "\"avgt\"             | \"thrpt\"  | expected \"avgt\" at benchmarks[0].mode, got \"thrpt\"",
                "\"1 s\"              | \"soon\"   | expected a time such as \"500 ms\" at benchmarks[0].measurementTime, got \"soon\"",
                "[ 1000.0, 1000.0 ] | [ ]      | expected an iteration at least at benchmarks[0].primaryMetric.rawData[0], got []",
                "[ 1000.0, 1000.0 ] | [ -1 ]   | expected a number above 0 at benchmarks[0].primaryMetric.rawData[0][0], got -1",
                "[ 1000.0, 1000.0 ] | [ \"NaN\" ] | expected a number at benchmarks[0].primaryMetric.rawData[0][0], got \"NaN\"",
                "\"unit\" : \"GFLOP/s\",  | ''       | expected a string at work.KEY.unit, got nothing",
                "\"cpuClass\" : \"x86 | \"cpuClass\" : \"../x86 | expected letters, digits, '_', '.' and '-' at identity.cpuClass, got \"../x86_64-Synthetic-1-2-avx2-256b-4c\"",
                "2026-01-01T00:00:00Z | yesterday | expected a date such as 2026-03-01T12:00:00Z at identity.date, got \"yesterday\"",
                "80.0               | 0        | expected a number above 0 at ceiling.fmaGflops.1, got 0",
            })
    void namesThePlaceOfADefect(String sound, String defect, String message) throws IOException {
        Path file = directory.resolve("run.json");
        new SyntheticRun(1).forks(2, 2).noise(0, 0).benchmarks(1, 1).build().write(file);
        String text = Files.readString(file);
        String key = ResultFile.read(file).measurements().getFirst().key();
        assertThat(text).contains(sound);
        Files.writeString(file, text.replace(sound, defect));
        assertThatThrownBy(() -> ResultFile.read(file)).hasMessage(file + ": " + message.replace("KEY", key));
    }

    @Test
    void refusesABenchmarkTwice() throws IOException {
        Path file = directory.resolve("run.json");
        var work = new Work("gemm", "same", Work.OURS, Work.GFLOPS, 1, 1, "L1");
        new SyntheticRun(1).benchmark(work, 1, 0).benchmark(work, 1, 0).build().write(file);
        assertThatThrownBy(() -> ResultFile.read(file))
                .hasMessageStartingWith(file + ": expected each benchmark once at benchmarks[1], got {");
    }

    @Test
    void derivesRatesAndPercentages() {
        Ceiling ceiling = new SyntheticRun(1).build().ceiling();
        var product = new Work("gemm", "s", Work.OURS, Work.GFLOPS, 4e9, 1e6, "L2");
        assertThat(Throughput.rate(product, 0.1)).isEqualTo(40);
        assertThat(Throughput.percent(product, 1, 0.1, ceiling)).isEqualTo(OptionalDouble.of(50));
        assertThat(Throughput.percent(product, 2, 0.1, ceiling).orElseThrow()).isEqualTo(100 * 40 / 158.0);
        assertThat(Throughput.percent(product, 3, 0.1, ceiling)).isEmpty();

        var relu = new Work("activation", "s", Work.OURS, Work.GBS, 1, 6e9, "memory");
        assertThat(Throughput.percent(relu, 1, 1, ceiling)).isEqualTo(OptionalDouble.of(50));

        var step = new Work("training", "s", Work.OURS, "images/s", 64, 1, "memory");
        assertThat(Throughput.rate(step, 0.01)).isEqualTo(6400);
        assertThat(Throughput.percent(step, 1, 0.01, ceiling)).isEmpty();
    }

    @Test
    void findsRunsBelowADirectory() throws IOException {
        Path nested = Files.createDirectories(directory.resolve("cpu"));
        Files.writeString(nested.resolve("b.json"), "");
        Files.writeString(nested.resolve("a.json"), "");
        Files.writeString(nested.resolve("noise.json"), "");
        Files.writeString(nested.resolve("notes.md"), "");
        assertThat(ResultsDirectory.runs(directory))
                .isEqualTo(List.of(nested.resolve("a.json"), nested.resolve("b.json")));
        assertThat(ResultsDirectory.runs(directory.resolve("none"))).isEmpty();
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("run.json"), content);
    }
}
