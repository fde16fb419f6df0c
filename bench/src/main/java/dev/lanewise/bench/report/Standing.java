package dev.lanewise.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How we stand in a suite, at a number of threads. A ratio is the best rival's time over ours: above 1 we are faster.
 *
 * @param suite the suite
 * @param threads the threads
 * @param cases benchmarks of ours
 * @param percent geometric mean of our percentages of the ceiling; empty where the suite has none
 * @param best our best percentage
 * @param contested cases that have a rival
 * @param ratio geometric mean of the ratios; empty without a rival
 * @param worst the case with the smallest ratio
 */
record Standing(
        String suite,
        int threads,
        int cases,
        OptionalDouble percent,
        OptionalDouble best,
        int contested,
        OptionalDouble ratio,
        Optional<Duel> worst) {

    /**
     * A case of ours and the best rival in it.
     *
     * @param ours our row
     * @param rival the fastest row of another library
     */
    record Duel(Row ours, Row rival) {
        double ratio() {
            return rival.measurement().over(ours.measurement());
        }
    }

    /** The standings, suites in the order of the rows, fewer threads first. */
    static List<Standing> of(List<Row> rows) {
        Map<String, Map<Integer, List<Row>>> groups = new LinkedHashMap<>();
        rows.stream()
                .filter(Row::ours)
                .forEach(row -> groups.computeIfAbsent(row.suite(), s -> new TreeMap<>())
                        .computeIfAbsent(row.measurement().threads(), t -> new ArrayList<>())
                        .add(row));
        List<Standing> standings = new ArrayList<>();
        groups.forEach((suite, byThreads) ->
                byThreads.forEach((threads, ours) -> standings.add(of(suite, threads, ours, rows))));
        return standings;
    }

    private static Standing of(String suite, int threads, List<Row> ours, List<Row> all) {
        List<Duel> duels =
                ours.stream().flatMap(row -> bestRival(row, all).stream()).toList();
        List<Double> percents = ours.stream()
                .map(Row::percent)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList();
        return new Standing(
                suite,
                threads,
                ours.size(),
                geometricMean(percents, Double::doubleValue),
                percents.stream().mapToDouble(Double::doubleValue).max(),
                duels.size(),
                geometricMean(duels, Duel::ratio),
                duels.stream().min(Comparator.comparingDouble(Duel::ratio)));
    }

    /** The fastest other library on the same problem. */
    private static Optional<Duel> bestRival(Row ours, List<Row> all) {
        return all.stream()
                .filter(row -> !row.ours() && row.problem().equals(ours.problem()))
                .map(row -> new Duel(ours, row))
                .min(Comparator.comparingDouble(Duel::ratio));
    }

    private static <T> OptionalDouble geometricMean(List<T> values, ToDoubleFunction<T> value) {
        OptionalDouble mean = values.stream()
                .mapToDouble(v -> Math.log(value.applyAsDouble(v)))
                .average();
        return mean.isEmpty() ? mean : OptionalDouble.of(Math.exp(mean.getAsDouble()));
    }
}
