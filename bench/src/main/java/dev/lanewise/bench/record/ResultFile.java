package dev.lanewise.bench.record;

import dev.lanewise.nn.io.AtomicFiles;
import dev.lanewise.nn.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run of benchmarks, as it lies in a file: one JSON object with the members {@code format} ({@value #FORMAT}), {@code
 * identity}, {@code ceiling}, {@code work} (by {@link BenchmarkKey}) and {@code benchmarks} (JMH's own array, average
 * times, unchanged).
 *
 * @param identity where, with what and how
 * @param ceiling what the machine can do
 * @param work what a call of each benchmark does, by key
 * @param benchmarks JMH's JSON array
 */
public record ResultFile(Identity identity, Ceiling ceiling, Map<String, Work> work, JsonNode benchmarks) {

    /** Name and version of the format. */
    public static final String FORMAT = "lanewise-bench/1";

    /** Copies the map, in its order. */
    public ResultFile {
        work = Collections.unmodifiableMap(new LinkedHashMap<>(work));
    }

    /**
     * Reads a file and looks at everything that is in it.
     *
     * @throws MalformedFileException if it is not such a file, is damaged, or has a benchmark twice or without its work;
     *     the message is one line that names the file and the place
     * @throws IOException if it cannot be read
     */
    public static ResultFile read(Path file) throws IOException {
        JsonView json = JsonView.read(file, FORMAT);
        Map<String, Work> work = new LinkedHashMap<>();
        for (Map.Entry<String, JsonView> entry : json.get("work").members().entrySet()) {
            work.put(entry.getKey(), Work.of(entry.getValue()));
        }
        measurements(json.get("benchmarks"), json.get("work"));
        JsonNode benchmarks = json.get("benchmarks").node();
        return new ResultFile(
                Identity.of(json.get("identity")),
                Ceiling.of(json.get("ceiling")),
                work,
                benchmarks == null ? JsonNodeFactory.instance.arrayNode() : benchmarks);
    }

    /** Writes the file as a whole or not at all. */
    public void write(Path file) throws IOException {
        AtomicFiles.write(file, JsonView.print(toJson()).getBytes(StandardCharsets.UTF_8));
    }

    /** The benchmarks, in JMH's order, times in seconds. */
    public List<Measurement> measurements() throws MalformedFileException {
        Path nowhere = Path.of("results");
        return measurements(new JsonView(nowhere, "benchmarks", benchmarks), new JsonView(nowhere, "work", workJson()));
    }

    private static List<Measurement> measurements(JsonView benchmarks, JsonView work) throws MalformedFileException {
        List<Measurement> measurements = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>();
        for (JsonView jmh : benchmarks.elements()) {
            if (!keys.add(Measurement.key(jmh))) {
                throw jmh.unexpected("each benchmark once");
            }
            measurements.add(Measurement.of(jmh, work));
        }
        return measurements;
    }

    private ObjectNode workJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        work.forEach((key, value) -> json.set(key, value.toJson()));
        return json;
    }

    private ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .set("identity", identity.toJson())
                .set("ceiling", ceiling.toJson())
                .set("work", workJson())
                .set("benchmarks", benchmarks);
    }
}
