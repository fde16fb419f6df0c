package dev.lanewise.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lanewise.bench.shapes.Subset;
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

/** With a shell script in place of the interpreter. */
@Tag("once")
@DisabledOnOs(OS.WINDOWS)
class PyTorchRunTest {

    @TempDir
    Path directory;

    private PyTorchRun run(String body) throws IOException {
        Path interpreter = directory.resolve("python");
        Files.writeString(interpreter, "#!/bin/sh\n" + body + "\n");
        interpreter.toFile().setExecutable(true);
        return new PyTorchRun(
                Path.of("pytorch.py"),
                interpreter.toString(),
                new Schedule(2, 1, 2, 10),
                new PrintWriter(new StringWriter()));
    }

    @Test
    void timesBecomeWhatJmhWouldWrite() throws IOException {
        PyTorchRun run = run("while read -r line; do printf '%s\\t[2.0, 4.0]\\n' \"$line\"; done");
        run.run(Batch.python(List.of("optimizer"), Subset.QUICK, List.of(2)));
        assertThat(run.json()).hasSize(3);
        JsonNode adam = run.json().getFirst();
        assertThat(adam.get("benchmark").asString()).isEqualTo("dev.lanewise.bench.suites.OptimizerBenchmark.adam");
        assertThat(adam.get("mode").asString()).isEqualTo("avgt");
        assertThat(adam.get("params").toString())
                .isEqualTo("{\"library\":\"pytorch\",\"shape\":\"1x1048576\",\"threads\":\"2\"}");
        assertThat(adam.get("primaryMetric").get("rawData").toString()).isEqualTo("[[2.0,4.0],[2.0,4.0]]");
        assertThat(adam.get("primaryMetric").get("score").asDouble()).isEqualTo(3);
    }

    @Test
    void theReasonOfItsAbsenceIsOneLine() throws IOException {
        assertThat(run("echo Traceback; echo 'No module named torch'; exit 1").absence())
                .isEqualTo("No module named torch");
        assertThat(run("exit 0").absence()).isEmpty();
        PyTorchRun nowhere =
                new PyTorchRun(Path.of("x"), "no-such-python", new Schedule(1, 1, 1, 1), new PrintWriter(System.out));
        assertThat(nowhere.absence()).isEqualTo("no-such-python: not found");
    }

    @Test
    void whatIsNotAnAnswerIsRefused() throws IOException {
        PyTorchRun run = run("cat >/dev/null; echo hello");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run.run(Batch.python(List.of("optimizer"), Subset.QUICK, List.of(1))))
                .withMessage("pytorch.py: expected benchmark, shape, library and times, got hello");
    }
}
