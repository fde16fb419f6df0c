package dev.lanewise.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.rivals.Library;
import dev.lanewise.bench.suites.Operations;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.RunnerException;
import tools.jackson.databind.JsonNode;

@Tag("once")
class JmhRunTest {

    private static final String IGNORE_LOCK = "jmh.ignoreLock";

    private final StringWriter text = new StringWriter();

    /** Another JMH may run on this machine. */
    @BeforeEach
    void ignoreOthers() {
        System.setProperty(IGNORE_LOCK, "true");
    }

    @AfterEach
    void tidy() {
        System.clearProperty(IGNORE_LOCK);
    }

    @Test
    void aBenchmarkGivesTimesAndAllocationAndAFailureItsReason() throws RunnerException {
        Batch batch = new Batch(
                Operations.ofSuite("gemv").getFirst(), 1, List.of("8x8 N", "eight"), List.of(Library.LANEWISE));
        Schedule schedule = new Schedule(1, 1, 2, 10, 1, 1);
        ProgressOutput progress = new ProgressOutput(new PrintWriter(text), false, batch.size(), schedule.iterations());
        JmhRun run = new JmhRun(schedule, progress);
        run.run(batch);

        JsonNode results = run.json();
        assertThat(results.size()).isEqualTo(1);
        JsonNode result = results.get(0);
        assertThat(result.get("mode").asString()).isEqualTo("avgt");
        assertThat(result.get("params").get("shape").asString()).isEqualTo("8x8 N");
        assertThat(result.get("primaryMetric").get("rawData").get(0).size()).isEqualTo(2);
        assertThat(result.get("secondaryMetrics").has("gc.alloc.rate.norm")).isTrue();

        assertThat(progress.failures()).hasSize(1).allSatisfy((key, reason) -> {
            assertThat(key).contains("shape=eight");
            assertThat(reason).endsWith("shape: expected MxN and N or T, got eight");
        });
        assertThat(text.toString().lines())
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .matches("\\[1/2] sgemv\\{library=lanewise,shape=8x8 N,threads=1}  [0-9.,]+ us  0:\\d\\d left"))
                .anySatisfy(line -> assertThat(line).startsWith("[2/2] ").contains("FAILED: "));
    }
}
