package dev.lanewise.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.bench.SyntheticRun;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.Work;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("once")
class ComparisonTest {

    private static final int PAIRS = 200;

    /** Noise of 1 % among forks and 1 % within: 3 % is six standard errors of the ratio away. */
    @Test
    void raisesNoAlarmIn200PairsOfTheSameBuild() throws IOException {
        for (int pair = 0; pair < PAIRS; pair++) {
            Comparison same = compare(
                    run(2 * pair).forks(10, 3).benchmarks(3, 1),
                    run(2 * pair + 1).forks(10, 3).benchmarks(3, 1));
            assertThat(same.ours()).noneMatch(c -> c.verdict() == Verdict.REGRESSION);
            assertThat(same.ours()).noneMatch(c -> c.verdict() == Verdict.IMPROVEMENT);
        }
    }

    /**
     * So noisy that 3 % is no hurdle, the stated level alone protects: at most 5 % of all pairs may have any change
     * among their 6 benchmarks. Of 200 that is 10, and more than 20 come once in a thousand such tests.
     */
    @Test
    void keepsTheLevelOnANoisyMachine() throws IOException {
        int alarms = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            Comparison same = compare(
                    run(2 * pair).forks(5, 2).noise(0.15, 0.05).benchmarks(6, 1),
                    run(2 * pair + 1).forks(5, 2).noise(0.15, 0.05).benchmarks(6, 1));
            boolean alarm = same.ours().stream()
                    .anyMatch(c -> c.verdict() == Verdict.REGRESSION || c.verdict() == Verdict.IMPROVEMENT);
            alarms += alarm ? 1 : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(20);
    }

    @Test
    void findsFivePercentWithTenForks() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Comparison slower = compare(
                    run(seed).benchmarks(4, 1),
                    run(seed + 1000).benchmarks(1, 1.05).benchmarks(3, 1));
            assertThat(slower.ours().getFirst().verdict()).isEqualTo(Verdict.REGRESSION);
            assertThat(slower.ours().stream().skip(1)).noneMatch(c -> c.verdict() == Verdict.REGRESSION);
            assertThat(slower.exitCode()).isEqualTo(Comparison.REGRESSED);
        }
    }

    @Test
    void findsFivePercentTheOtherWay() throws IOException {
        Comparison faster = compare(run(1).benchmarks(3, 1.05), run(2).benchmarks(3, 1));
        assertThat(faster.ours()).allMatch(c -> c.verdict() == Verdict.IMPROVEMENT);
        assertThat(faster.exitCode()).isEqualTo(Comparison.FINE);
    }

    /** One iteration of fifty takes five times as long: by means the new run would be 8 % slower, and undecided. */
    @Test
    void isNotMovedByAStallOfTheMachine() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Comparison same = compare(
                    run(seed).noise(0.003, 0.003).benchmarks(1, 1),
                    run(seed + 1000).noise(0.003, 0.003).benchmarks(1, 1).stall(5));
            assertThat(same.ours()).allMatch(c -> c.verdict() == Verdict.UNCHANGED);
        }
    }

    /** With 0.5 % among forks and 0.5 % within, the ratio's standard error is 0.25 %, and 3 % four of them away. */
    @Test
    void leavesTwoPercentAlone() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Comparison slower = compare(
                    run(seed).noise(0.005, 0.005).benchmarks(3, 1),
                    run(seed + 1000).noise(0.005, 0.005).benchmarks(3, 1.02));
            assertThat(slower.ours()).noneMatch(c -> c.verdict() == Verdict.REGRESSION);
            assertThat(slower.exitCode()).isNotEqualTo(Comparison.REGRESSED);
        }
    }

    @Test
    void doesNotCountWhatTheMachineDoesByItself() throws IOException {
        SyntheticRun before = run(1).benchmarks(1, 1);
        SyntheticRun after = run(2).benchmarks(1, 1.06);
        String key = before.build().measurements().getFirst().key();
        var noise = new Noise(
                SyntheticRun.identity().cpuClass(),
                new TreeMap<>(Map.of(key, new Noise.Entry(0.10, 2, 10, "2026-01-01T00:00:00Z"))));
        assertThat(Comparison.of(before.build(), after.build(), Noise.NONE, Set.of())
                        .exitCode())
                .isEqualTo(Comparison.REGRESSED);
        assertThat(Comparison.of(before.build(), after.build(), noise, Set.of()).exitCode())
                .isEqualTo(Comparison.FINE);
    }

    @Test
    void saysHowManyMoreForksItWants() throws IOException {
        Comparison vague = compare(
                run(1).forks(5, 5).noise(0.05, 0.01).benchmarks(3, 1),
                run(2).forks(5, 5).noise(0.05, 0.01).benchmarks(3, 1));
        assertThat(vague.exitCode()).isEqualTo(Comparison.UNDECIDED);
        int forks = 5 + vague.moreForks();
        Comparison clear = compare(
                run(3).forks(forks, 5).noise(0.05, 0.01).benchmarks(3, 1),
                run(4).forks(forks, 5).noise(0.05, 0.01).benchmarks(3, 1));
        assertThat(clear.exitCode()).isEqualTo(Comparison.FINE);
    }

    @Test
    void concludesNothingFromTwoForks() throws IOException {
        Comparison few =
                compare(run(1).forks(2, 5).benchmarks(1, 1), run(2).forks(2, 5).benchmarks(1, 2));
        assertThat(few.exitCode()).isEqualTo(Comparison.UNDECIDED);
        assertThat(few.moreForks()).isEqualTo(Comparison.USUAL_FORKS - 2);
    }

    @Test
    void catchesAllocation() throws IOException {
        Comparison grown =
                compare(run(1).benchmark(gemm("lanewise"), 1e-3, 0), run(2).benchmark(gemm("lanewise"), 1e-3, 48));
        assertThat(grown.ours().getFirst().reason()).isEqualTo("allocates more");
        assertThat(grown.exitCode()).isEqualTo(Comparison.REGRESSED);
    }

    /** 1000 calls an iteration share JMH's own 16 KiB: 16 bytes each are no growth, on top of 15. */
    @Test
    void takesDustForDust() throws IOException {
        Comparison dust =
                compare(run(1).benchmark(gemm("lanewise"), 1e-3, 0), run(2).benchmark(gemm("lanewise"), 1e-3, 25));
        assertThat(dust.exitCode()).isEqualTo(Comparison.FINE);
    }

    @Test
    void judgesNoRival() throws IOException {
        Comparison rival = compare(
                run(1).benchmarks(1, 1).benchmark(gemm("openblas"), 1e-3, 0),
                run(2).benchmarks(1, 1).benchmark(gemm("openblas"), 2e-3, 999));
        assertThat(rival.exitCode()).isEqualTo(Comparison.FINE);
        assertThat(rival.machine().orElseThrow()).isBetween(1.95, 2.05);
    }

    @Test
    void missesBenchmarks() throws IOException {
        Comparison fewer = compare(run(1).benchmarks(3, 1), run(2).benchmarks(2, 1));
        assertThat(fewer.missing()).hasSize(1);
        assertThat(fewer.exitCode()).isEqualTo(Comparison.UNDECIDED);
    }

    @Test
    void refusesAnotherCpuAndAnotherJdk() throws IOException {
        ResultFile here = run(1).benchmarks(1, 1).build();
        ResultFile there = run(1).identity(SyntheticRun.identity("aarch64-ARM-8-0xd40-sve-256b-4c", "25.0.3+9", "2026"))
                .benchmarks(1, 1)
                .build();
        Comparison refused = Comparison.of(here, there, Noise.NONE, Set.of("jdk", "vm", "gc", "flags"));
        assertThat(refused.exitCode()).isEqualTo(Comparison.NOT_COMPARABLE);
        assertThat(refused.obstacles().get("cpu"))
                .contains(
                        "aarch64-ARM-8-0xd40-sve-256b-4c",
                        SyntheticRun.identity().cpuClass());

        ResultFile newer = run(1).identity(SyntheticRun.identity(here.identity().cpuClass(), "26+35", "2026"))
                .benchmarks(1, 1)
                .build();
        assertThat(Comparison.of(here, newer, Noise.NONE, Set.of()).obstacles()).containsOnlyKeys("jdk");
        assertThat(Comparison.of(here, newer, Noise.NONE, Set.of("jdk")).exitCode())
                .isEqualTo(Comparison.FINE);
    }

    @Test
    void refusesRunsThatShareNothing() throws IOException {
        Comparison nothing = compare(run(1).benchmark(gemm("lanewise"), 1e-3, 0), run(2).benchmarks(1, 1));
        assertThat(nothing.obstacles()).containsOnlyKeys("benchmarks");
        assertThat(nothing.exitCode()).isEqualTo(Comparison.NOT_COMPARABLE);
    }

    private static Work gemm(String library) {
        return new Work("gemm", "512x512x512 NN", library, Work.GFLOPS, 2.7e8, 3e6, "L2");
    }

    private static SyntheticRun run(long seed) {
        return new SyntheticRun(seed);
    }

    private static Comparison compare(SyntheticRun before, SyntheticRun after) throws IOException {
        return Comparison.of(before.build(), after.build(), Noise.NONE, Set.of());
    }
}
