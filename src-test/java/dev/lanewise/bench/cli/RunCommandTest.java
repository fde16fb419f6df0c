package dev.lanewise.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("once")
class RunCommandTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --suite gemm,cov      | --suite: expected all or some of gemm, gemv, im2col, conv, batchnorm, dropout, pooling, affine, activation, softmax, optimizer, network, got cov
                    --shapes some         | --shapes: expected quick or full, got some
                    --threads 0           | --threads: expected max or a value in [1, 9999], got 0
                    --threads 1,many      | --threads: expected max or a value in [1, 9999], got many
                    --forks 0             | --forks: expected a value in [1, 100], got 0
                    --frobnicate          | Unknown option: '--frobnicate'
                    """)
    void aWrongOptionIsOneLineAndCode2(String arguments, String message) {
        BenchRun run = BenchRun.of((Object[]) ("run " + arguments).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().toList())
                .isEqualTo(List.of("lanewise: " + message + " (see lanewise bench run --help)"));
    }

    @Test
    void aResultThatCannotBeWrittenFailsBeforeTheWork(@TempDir Path directory) {
        BenchRun run = BenchRun.of("run", "--out", directory);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo(String.format("lanewise: --out: expected a file, got the directory %s%n", directory));
    }
}
