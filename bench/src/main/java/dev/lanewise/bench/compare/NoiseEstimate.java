package dev.lanewise.bench.compare;

import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Measurement;
import dev.lanewise.bench.record.ResultFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The noise of a machine from runs of one build (A/A). Two sources, and the larger counts: the greatest difference
 * between any two runs, which includes what the machine does from hour to hour; and, for runs of {@value
 * #FORKS_TO_SPLIT} forks or more, the difference between the halves of a run that only 1 in 20 ways to halve it exceeds.
 * A difference is |ln(a/b)| of times, given as exp(…) - 1.
 */
public final class NoiseEstimate {

    private static final int FORKS_TO_SPLIT = 4;
    private static final int MOST_SPLITS = 1000;

    /** Up to this many forks, all ways to halve them are fewer than {@link #MOST_SPLITS}. */
    private static final int MOST_TO_ENUMERATE = 12;

    private static final double PERCENTILE = 95;
    private static final long SEED = 1;

    private NoiseEstimate() {}

    /**
     * The noise of every benchmark that has two runs, or one of {@value #FORKS_TO_SPLIT} forks.
     *
     * @param runs of one build, on one class of CPUs
     * @throws IllegalArgumentException if they are not, or there is no such benchmark
     */
    public static Noise of(List<ResultFile> runs) throws IOException {
        Identity first = runs.getFirst().identity();
        Map<String, List<Measurement>> byKey = new LinkedHashMap<>();
        for (ResultFile run : runs) {
            Map<String, String> differences = new HashMap<>(first.differences(run.identity()));
            if (!first.commit().equals(run.identity().commit())) {
                differences.put(
                        "commit", first.commit() + " and " + run.identity().commit());
            }
            if (!differences.isEmpty()) {
                throw new IllegalArgumentException(
                        "FILES: expected runs of one build on one machine, got another " + differences);
            }
            run.measurements()
                    .forEach(m -> byKey.computeIfAbsent(m.key(), k -> new ArrayList<>())
                            .add(m));
        }
        String date = runs.stream()
                .map(run -> run.identity().date())
                .max(String::compareTo)
                .orElseThrow();
        var entries = new TreeMap<String, Noise.Entry>();
        byKey.forEach((key, same) -> {
            double[] differences = differences(same);
            if (differences.length > 0) {
                int forks =
                        same.stream().mapToInt(m -> m.seconds().size()).min().orElseThrow();
                double relative = Math.expm1(StatUtils.max(differences));
                entries.put(key, new Noise.Entry(relative, same.size(), forks, date));
            }
        });
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("FILES: expected two runs of a benchmark, or one of " + FORKS_TO_SPLIT
                    + " forks, got " + runs.size() + (runs.size() == 1 ? " run" : " runs"));
        }
        return new Noise(first.cpuClass(), entries);
    }

    private static double[] differences(List<Measurement> runs) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            for (int j = 0; j < i; j++) {
                differences.add(difference(runs.get(i).time(), runs.get(j).time()));
            }
            double[] forks = runs.get(i).forkTimes();
            if (forks.length >= FORKS_TO_SPLIT) {
                differences.add(StatUtils.percentile(ofHalves(forks), PERCENTILE));
            }
        }
        return differences.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double difference(double a, double b) {
        return Math.abs(Math.log(a / b));
    }

    private static double[] ofHalves(double[] forks) {
        return forks.length <= MOST_TO_ENUMERATE ? ofAllHalves(forks) : ofDrawnHalves(forks);
    }

    private static double[] ofAllHalves(double[] forks) {
        return IntStream.range(0, 1 << forks.length)
                .filter(mask -> Integer.bitCount(mask) == forks.length / 2)
                .mapToDouble(mask -> {
                    double in = 0;
                    for (int f = 0; f < forks.length; f++) {
                        in += (mask >> f & 1) * forks[f];
                    }
                    return ofHalf(in, forks);
                })
                .toArray();
    }

    private static double[] ofDrawnHalves(double[] forks) {
        var random = new SplittableRandom(SEED);
        double[] drawn = forks.clone();
        double[] differences = new double[MOST_SPLITS];
        for (int i = 0; i < MOST_SPLITS; i++) {
            double in = 0;
            for (int f = 0; f < forks.length / 2; f++) {
                int from = random.nextInt(f, forks.length);
                double swapped = drawn[f];
                drawn[f] = drawn[from];
                drawn[from] = swapped;
                in += drawn[f];
            }
            differences[i] = ofHalf(in, forks);
        }
        return differences;
    }

    private static double ofHalf(double sumInside, double[] forks) {
        int inside = forks.length / 2;
        double outside = Arrays.stream(forks).sum() - sumInside;
        return difference(sumInside / inside, outside / (forks.length - inside));
    }
}
