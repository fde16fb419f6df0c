package dev.lanewise.bench.turns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.rivals.Call;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class TurnsTest {

    private int calls;

    private List<String> serve(Runnable body, String input) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Turns.serve(
                Call.of(() -> {
                    calls++;
                    body.run();
                }),
                new BufferedReader(new StringReader(input)),
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void answersEachLineWithTheTimeOfACall() throws IOException {
        List<String> answers = serve(() -> LockSupport.parkNanos(2_000_000), "6000\n6000\n");
        assertThat(answers).hasSize(3).startsWith("turn ready");
        assertThat(answers.subList(1, 3))
                .allSatisfy(answer -> assertThat(Double.parseDouble(answer.replaceFirst("turn ", "")))
                        .isGreaterThanOrEqualTo(1900));
        assertThat(calls).isBetween(4, 8); // in each turn one that does not count, and one to three that do
    }

    /** The first call of a turn takes 50 ms, the others nothing. */
    @Test
    void theFirstCallOfATurnDoesNotCount() throws IOException {
        List<String> answers = serve(() -> LockSupport.parkNanos(calls == 1 ? 50_000_000 : 0), "1000\n");
        assertThat(Double.parseDouble(answers.getLast().replaceFirst("turn ", "")))
                .isLessThan(10_000);
    }
}
