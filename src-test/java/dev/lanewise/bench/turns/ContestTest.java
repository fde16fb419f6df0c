package dev.lanewise.bench.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** With shell scripts as contestants. */
@Tag("once")
@DisabledOnOs(OS.WINDOWS)
class ContestTest {

    private static final Map<String, String> UNCHANGED = Map.of();

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void eachPlaysEachRound() {
        try (Contest contest = new Contest()) {
            contest.add("a", shell("echo turn ready; while read n; do echo turn $n; done"), UNCHANGED);
            contest.add(
                    "b",
                    shell(
                            "echo hello; echo turn ready; i=0; while read n; do i=$((i+$STEP)); echo noise; echo turn $i.5; done"),
                    Map.of("STEP", "2"));
            Map<String, double[]> times = contest.play(3, 70);
            assertThat(times.keySet()).containsExactly("a", "b");
            assertThat(times.get("a")).containsExactly(70, 70, 70);
            assertThat(times.get("b")).containsExactly(2.5, 4.5, 6.5);
            assertThat(contest.failures()).isEmpty();
        }
    }

    @Test
    void whoFailsTakesNoPartAndTheOthersGoOn() {
        try (Contest contest = new Contest()) {
            contest.add("good", shell("echo turn ready; while read n; do echo turn 1; done"), UNCHANGED);
            contest.add("never", shell("echo RuntimeError: no memory; exit 1"), UNCHANGED);
            contest.add("nowhere", List.of("no-such-program"), UNCHANGED);
            contest.add("later", shell("echo turn ready; read n; echo turn 1; read n"), UNCHANGED);
            contest.add("nonsense", shell("echo turn ready; read n; echo turn fast"), UNCHANGED);
            assertThat(contest.play(3, 10).keySet()).containsExactly("good");
            assertThat(contest.failures())
                    .containsEntry("never", "RuntimeError: no memory")
                    .containsEntry("later", "ended without an answer")
                    .containsEntry("nonsense", "For input string: \"fast\"")
                    .hasSize(4);
            assertThat(contest.failures().get("nowhere")).contains("no-such-program");
        }
    }

    @Test
    void standsStillWhenItIsNotItsTurn() throws IOException {
        try (Contest contest = new Contest()) {
            contest.add("a", shell("echo turn ready; while read n; do echo turn $$; done"), UNCHANGED);
            String pid = Integer.toString((int) contest.play(1, 10).get("a")[0]);
            Process state = new ProcessBuilder("ps", "-o", "stat=", "-p", pid).start();
            assertThat(new String(state.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("T");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void sharesOneCore() throws IOException {
        assumeThat(Path.of("/usr/bin/taskset")).exists();
        try (Contest contest = new Contest()) {
            String cores = "echo turn ready; while read n; do echo turn $(nproc); done";
            contest.add("a", shell(cores), UNCHANGED);
            contest.add("b", shell(cores), UNCHANGED);
            contest.shareOneCore();
            assertThat(contest.play(1, 10).values()).containsExactly(new double[] {1}, new double[] {1});
        }
    }
}
