package dev.lanewise.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.suites.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** With a shell script in place of the interpreter, against ours in a VM of its own. */
@Tag("once")
@DisabledOnOs(OS.WINDOWS)
class RivalsRunTest {

    @TempDir
    Path directory;

    private final StringWriter text = new StringWriter();

    private RivalsRun run(String body) throws IOException {
        Path interpreter = directory.resolve("python");
        Files.writeString(interpreter, "#!/bin/sh\n[ \"$1\" = -c ] && exit 0\n" + body + "\n");
        interpreter.toFile().setExecutable(true);
        RivalsRun run = new RivalsRun(
                Path.of("pytorch.py"), interpreter.toString(), new Schedule(1, 1, 1, 1, 2, 3), new PrintWriter(text));
        run.run(List.of(
                new Batch(Operations.ofSuite("dropout").getFirst(), 1, List.of("2x2x2x16"), List.of(Library.PYTORCH))));
        return run;
    }

    @Test
    void timesBecomeWhatJmhWouldWrite() throws IOException {
        RivalsRun run = run("echo turn ready; while read -r n; do echo turn 1000000; done");
        assertThat(run.complete()).isTrue();
        assertThat(run.json()).hasSize(1);
        JsonNode dropout = run.json().getFirst();
        assertThat(dropout.get("benchmark").asString()).isEqualTo("dev.lanewise.bench.suites.DropoutBenchmark.forward");
        assertThat(dropout.get("mode").asString()).isEqualTo("avgt");
        assertThat(dropout.get("params").toString())
                .isEqualTo("{\"library\":\"pytorch\",\"shape\":\"2x2x2x16\",\"threads\":\"1\"}");
        assertThat(dropout.get("primaryMetric").get("rawData").toString())
                .isEqualTo("[[1000000.0,1000000.0,1000000.0],[1000000.0,1000000.0,1000000.0]]");
        JsonNode over = dropout.get("secondaryMetrics").get("time over ours");
        assertThat(over.get("rawData").get(0).size()).isEqualTo(3);
        assertThat(over.get("score").asDouble()).isGreaterThan(1000); // 128 elements take us no millisecond
        assertThat(text.toString())
                .containsPattern("\\[1/1] forward 2x2x2x16, threads=1, over ours: pytorch \\d+\\.\\d\\d\n");
    }

    @Test
    void aRivalThatFailsIsNamed() throws IOException {
        RivalsRun run = run("echo 'RuntimeError: no such operator'; exit 1");
        assertThat(run.complete()).isFalse();
        assertThat(run.json()).isEmpty();
        assertThat(text.toString()).contains("pytorch FAILED: RuntimeError: no such operator");
    }

    @Test
    void theReasonOfPyTorchsAbsenceIsOneLine() throws IOException {
        Path interpreter = directory.resolve("python");
        Files.writeString(interpreter, "#!/bin/sh\necho Traceback; echo 'No module named torch'; exit 1\n");
        interpreter.toFile().setExecutable(true);
        assertThat(RivalsRun.absence(interpreter.toString())).isEqualTo("No module named torch");
        assertThat(RivalsRun.absence("no-such-python")).isEqualTo("no-such-python: not found");
    }
}
