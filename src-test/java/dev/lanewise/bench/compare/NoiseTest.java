package dev.lanewise.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.bench.SyntheticRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class NoiseTest {

    /** Halves of n forks of deviation s differ by a normal of deviation 2s/√n; 1 in 20 is beyond 1.96 of them. */
    @ParameterizedTest
    @ValueSource(ints = {12, 40})
    void isTheSpreadOfHalves(int forks) throws IOException {
        var run = new SyntheticRun(forks).forks(forks, 5).noise(0.02, 0).benchmarks(200, 1);
        Noise noise = NoiseEstimate.of(List.of(run.build()));
        double mean = noise.entries().values().stream()
                .mapToDouble(Noise.Entry::relative)
                .average()
                .orElseThrow();
        double expected = 1.96 * 2 * 0.02 / Math.sqrt(forks);
        assertThat(mean).isCloseTo(expected, within(0.1 * expected));
    }

    @Test
    void isTheDifferenceOfRuns() throws IOException {
        var first = new SyntheticRun(1).forks(3, 5).noise(0, 0).benchmarks(1, 1);
        var second = new SyntheticRun(1).forks(3, 5).noise(0, 0).benchmarks(1, 1.07);
        Noise noise = NoiseEstimate.of(List.of(first.build(), second.build()));
        assertThat(noise.entries().firstEntry().getValue().relative()).isCloseTo(0.07, within(1e-9));
    }

    @Test
    void wantsMoreThanOneShortRunOfOneBuild() {
        var run = new SyntheticRun(1).forks(3, 5).benchmarks(1, 1).build();
        var elsewhere = new SyntheticRun(1)
                .identity(SyntheticRun.identity("another", "25.0.3+9", "2026-01-01T00:00:00Z"))
                .benchmarks(1, 1)
                .build();
        assertThatThrownBy(() -> NoiseEstimate.of(List.of(run)))
                .hasMessage("FILES: expected two runs of a benchmark, or one of 4 forks, got 1 run");
        assertThatThrownBy(() -> NoiseEstimate.of(List.of(run, elsewhere)))
                .hasMessageStartingWith("FILES: expected runs of one build on one machine, got another {cpu=");
    }

    @Test
    void survivesAFile(@TempDir Path directory) throws IOException {
        Noise noise =
                NoiseEstimate.of(List.of(new SyntheticRun(1).benchmarks(3, 1).build()));
        Path file = directory.resolve("noise.json");
        noise.write(file);
        assertThat(Noise.read(file)).isEqualTo(noise);
        assertThat(Noise.readIfThere(directory.resolve("none"))).isEqualTo(Noise.NONE);
    }
}
