package dev.lanewise.bench.record;

import dev.lanewise.nn.io.MalformedFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What this machine can do, as measured on it.
 *
 * @param fmaGflops peak of the FMA units in GFLOP/s (an fma is two operations), by number of threads
 * @param bandwidth bytes moved, by memory level and number of threads
 */
public record Ceiling(SortedMap<Integer, Double> fmaGflops, List<Bandwidth> bandwidth) {

    /**
     * Bandwidth of one level of memory.
     *
     * @param level L1, L2, L3 or memory
     * @param bytes size of the array of each thread
     * @param threads threads that move at the same time
     * @param loadGBs GB/s read, of all threads together
     * @param copyGBs GB/s of a copy, of all threads together, bytes read plus bytes written
     * @param updateGBs GB/s of a change in place, likewise: more than a copy, which fetches the lines it overwrites
     */
    public record Bandwidth(String level, long bytes, int threads, double loadGBs, double copyGBs, double updateGBs) {

        /** The faster way to read operands and write others: no kernel that does so is above it. */
        public double best() {
            return Math.max(loadGBs, copyGBs);
        }

        private double of(String traffic) {
            return traffic.equals(Work.UPDATE) ? updateGBs : best();
        }
    }

    /** Copies both. */
    public Ceiling {
        fmaGflops = Collections.unmodifiableSortedMap(new TreeMap<>(fmaGflops));
        bandwidth = List.copyOf(bandwidth);
    }

    /** Peak of the FMA units for {@code threads} threads, where it was measured. */
    public OptionalDouble gflops(int threads) {
        Double peak = fmaGflops.get(threads);
        return peak == null ? OptionalDouble.empty() : OptionalDouble.of(peak);
    }

    /**
     * Bandwidth of {@code level} for {@code threads} threads, where it was measured.
     *
     * @param traffic {@link Work#STREAM} or {@link Work#UPDATE}
     */
    public OptionalDouble gigabytes(String level, int threads, String traffic) {
        return bandwidth.stream()
                .filter(b -> b.level.equals(level) && b.threads == threads)
                .mapToDouble(b -> b.of(traffic))
                .max();
    }

    static Ceiling of(JsonView json) throws MalformedFileException {
        SortedMap<Integer, Double> peaks = new TreeMap<>();
        for (Map.Entry<String, JsonView> peak : json.get("fmaGflops").members().entrySet()) {
            if (!peak.getKey().matches("[1-9][0-9]{0,5}")) {
                throw json.get("fmaGflops").unexpected("numbers of threads as names");
            }
            peaks.put(Integer.valueOf(peak.getKey()), peak.getValue().positive());
        }
        List<Bandwidth> bandwidth = new ArrayList<>();
        for (JsonView row : json.get("bandwidth").elements()) {
            bandwidth.add(new Bandwidth(
                    row.get("level").text(),
                    (long) row.get("bytes").number(),
                    row.get("threads").integer(),
                    row.get("loadGBs").positive(),
                    row.get("copyGBs").positive(),
                    row.get("updateGBs").positive()));
        }
        return new Ceiling(peaks, bandwidth);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode peaks = json.putObject("fmaGflops");
        fmaGflops.forEach((threads, gflops) -> peaks.put(threads.toString(), gflops));
        ArrayNode rows = json.putArray("bandwidth");
        for (Bandwidth b : bandwidth) {
            rows.addObject()
                    .put("level", b.level)
                    .put("bytes", b.bytes)
                    .put("threads", b.threads)
                    .put("loadGBs", b.loadGBs)
                    .put("copyGBs", b.copyGBs)
                    .put("updateGBs", b.updateGBs);
        }
        return json;
    }
}
