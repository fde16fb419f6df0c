package dev.lanewise.bench.compare;

import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Two runs side by side. A change counts if the bootstrap interval of its ratio excludes 1, and Welch's test of the
 * forks' times is significant after Holm's correction for all benchmarks, and it exceeds the threshold, which is 3 % or
 * the machine's own noise, whichever is more. A benchmark passes if its interval ends below the threshold.
 *
 * @param before identity of the old run
 * @param after identity of the new run
 * @param obstacles why the two cannot be compared, by name; empty if they can
 * @param ours our benchmarks in both runs, in the order of the new one
 * @param rivals other libraries' benchmarks in both runs: they did not change, so they show whether the machine did
 * @param missing keys of our benchmarks in the old run alone
 * @param added keys of our benchmarks in the new run alone
 */
public record Comparison(
        Identity before,
        Identity after,
        Map<String, String> obstacles,
        List<Change> ours,
        List<Change> rivals,
        List<String> missing,
        List<String> added) {

    /** Relative change that counts on the most quiet machine. */
    public static final double LEAST_EFFECT = 0.03;

    /** Forks on each side without which nothing is concluded. */
    public static final int LEAST_FORKS = 3;

    /** Forks on each side that a comparison should start with. */
    public static final int USUAL_FORKS = 5;

    /** Exit code: no regression, and none as large as the threshold is left possible. */
    public static final int FINE = 0;

    /** Exit code: a regression. */
    public static final int REGRESSED = 1;

    /** Exit code: no regression shown, but not excluded either. */
    public static final int UNDECIDED = 2;

    /** Exit code: nothing was compared. */
    public static final int NOT_COMPARABLE = 3;

    /**
     * Compares two runs.
     *
     * @param noise of this class of CPUs
     * @param accepted names of differences that are what one wants to compare, see {@link Identity#differences}
     */
    public static Comparison of(ResultFile before, ResultFile after, Noise noise, Set<String> accepted)
            throws IOException {
        Map<String, String> obstacles = new LinkedHashMap<>(before.identity().differences(after.identity()));
        obstacles.keySet().removeAll(accepted);
        Map<String, Measurement> old = byKey(before);
        Map<String, Measurement> now = byKey(after);
        if (obstacles.isEmpty() && now.values().stream().noneMatch(m -> m.work().ours() && old.containsKey(m.key()))) {
            obstacles.put("benchmarks", "no benchmark of ours is in both");
        }
        if (!obstacles.isEmpty()) {
            return new Comparison(
                    before.identity(), after.identity(), obstacles, List.of(), List.of(), List.of(), List.of());
        }
        return new Comparison(
                before.identity(),
                after.identity(),
                obstacles,
                judged(old, now, noise, m -> m.work().ours()),
                judged(old, now, noise, m -> !m.work().ours()),
                without(old, now),
                without(now, old));
    }

    /** The code to exit with, see the constants. */
    public int exitCode() {
        if (!obstacles.isEmpty()) {
            return NOT_COMPARABLE;
        }
        if (ours.stream().anyMatch(c -> c.verdict() == Verdict.REGRESSION)) {
            return REGRESSED;
        }
        return missing.isEmpty() && ours.stream().noneMatch(c -> c.verdict() == Verdict.INCONCLUSIVE)
                ? FINE
                : UNDECIDED;
    }

    /** Forks wanted on each side beyond those there are; 0 if no more of them would help. */
    public int moreForks() {
        return ours.stream().mapToInt(Change::moreForks).max().orElse(0);
    }

    /** Geometric mean of the ratios of {@link #rivals}: what the machine did to code that did not change. */
    public OptionalDouble machine() {
        return rivals.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.exp(rivals.stream()
                        .mapToDouble(c -> Math.log(c.ratio()))
                        .average()
                        .orElseThrow()));
    }

    private static List<Change> judged(
            Map<String, Measurement> old, Map<String, Measurement> now, Noise noise, Predicate<Measurement> wanted) {
        List<Change.Pair> pairs = now.values().stream()
                .filter(wanted)
                .flatMap(after -> Stream.ofNullable(old.get(after.key())).map(before -> new Change.Pair(before, after)))
                .toList();
        double[] p = Holm.adjust(pairs.stream().mapToDouble(Change.Pair::pValue).toArray());
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < p.length; i++) {
            Change.Pair pair = pairs.get(i);
            double threshold =
                    Math.max(LEAST_EFFECT, noise.of(pair.before().key()).orElse(0));
            changes.add(pair.judge(p[i], p.length, threshold));
        }
        return changes;
    }

    private static List<String> without(Map<String, Measurement> one, Map<String, Measurement> other) {
        return one.values().stream()
                .filter(m -> m.work().ours() && !other.containsKey(m.key()))
                .map(Measurement::key)
                .toList();
    }

    private static Map<String, Measurement> byKey(ResultFile file) throws IOException {
        Map<String, Measurement> byKey = new LinkedHashMap<>();
        file.measurements().forEach(m -> byKey.put(m.key(), m));
        return byKey;
    }
}
