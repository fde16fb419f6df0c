package dev.lanewise.bench.compare;

import dev.lanewise.bench.record.JsonView;
import dev.lanewise.nn.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far two runs of the same build lie apart on one class of CPUs, by benchmark.
 *
 * @param cpuClass the class; empty for {@link #NONE}
 * @param entries by key
 */
public record Noise(String cpuClass, SortedMap<String, Entry> entries) {

    /** Name and version of the format. */
    public static final String FORMAT = "lanewise-bench-noise/1";

    /** Where none was measured. */
    public static final Noise NONE = new Noise("", new TreeMap<>());

    /**
     * The noise of one benchmark.
     *
     * @param relative difference of two runs that chance exceeds rarely, 0.02 for 2 %
     * @param runs runs it was taken from
     * @param forks forks of each run, of the shortest
     * @param date of the last of the runs
     */
    public record Entry(double relative, int runs, int forks, String date) {}

    /** Copies the map. */
    public Noise {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** Relative noise of a benchmark, where it was measured. */
    public OptionalDouble of(String key) {
        Entry entry = entries.get(key);
        return entry == null ? OptionalDouble.empty() : OptionalDouble.of(entry.relative);
    }

    /** These entries, replaced and completed by {@code newer} ones of the same class. */
    public Noise with(Noise newer) {
        SortedMap<String, Entry> all = new TreeMap<>(entries);
        all.putAll(newer.entries);
        return new Noise(newer.cpuClass, all);
    }

    /** Reads a file. */
    public static Noise read(Path file) throws IOException {
        JsonView json = JsonView.read(file, FORMAT);
        SortedMap<String, Entry> entries = new TreeMap<>();
        for (Map.Entry<String, JsonView> entry : json.get("noise").members().entrySet()) {
            JsonView value = entry.getValue();
            if (value.get("relative").number() < 0) {
                throw value.get("relative").unexpected("a number from 0");
            }
            entries.put(
                    entry.getKey(),
                    new Entry(
                            value.get("relative").number(),
                            value.get("runs").integer(),
                            value.get("forks").integer(),
                            value.get("date").text()));
        }
        return new Noise(json.get("cpuClass").text(), entries);
    }

    /** Reads a file if it is there, otherwise {@link #NONE}. */
    public static Noise readIfThere(Path file) throws IOException {
        return Files.exists(file) ? read(file) : NONE;
    }

    /** Writes the file as a whole or not at all. */
    public void write(Path file) throws IOException {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("cpuClass", cpuClass);
        ObjectNode noise = json.putObject("noise");
        entries.forEach((key, entry) -> noise.putObject(key)
                .put("relative", entry.relative)
                .put("runs", entry.runs)
                .put("forks", entry.forks)
                .put("date", entry.date));
        AtomicFiles.write(file, JsonView.print(json).getBytes(StandardCharsets.UTF_8));
    }
}
