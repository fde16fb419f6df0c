package dev.lanewise.bench.run;

import dev.lanewise.bench.rivals.Library;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs {@code bench/rivals/pytorch.py} in as many processes as JMH has forks, for each number of threads, and writes what
 * it measures in the form of JMH's JSON.
 */
final class PyTorchRun {

    private static final String JMH_VERSION = "1.37";

    private final Path script;
    private final String python;
    private final Schedule schedule;
    private final PrintWriter out;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** A benchmark and the times of its forks in microseconds. */
    private record Entry(String benchmark, String shape, int threads, String library, List<JsonNode> forks) {}

    PyTorchRun(Path script, String python, Schedule schedule, PrintWriter out) {
        this.script = script;
        this.python = python;
        this.schedule = schedule;
        this.out = out;
    }

    /** Why it cannot be run here, in a few words, or nothing. */
    String absence() {
        try {
            Process process = new ProcessBuilder(python, "-c", "import torch")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : text.substring(text.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return python + ": not found";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    void run(List<Batch> batches) throws IOException {
        List<Integer> threadCounts =
                batches.stream().map(Batch::threads).distinct().toList();
        for (int fork = 1; fork <= schedule.forks(); fork++) {
            for (int threads : threadCounts) {
                out.println("PyTorch, process " + fork + " of " + schedule.forks() + ", threads=" + threads);
                out.flush();
                fork(
                        batches.stream()
                                .filter(batch -> batch.threads() == threads)
                                .toList(),
                        threads);
            }
        }
    }

    /** One process does all benchmarks of one number of threads: a line of input and a line of output for each. */
    private void fork(List<Batch> batches, int threads) throws IOException {
        List<String> command = List.of(
                python,
                script.toString(),
                Integer.toString(threads),
                Integer.toString(schedule.warmups()),
                Integer.toString(schedule.measurements()),
                Integer.toString(schedule.millis()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        Process process = builder.start();
        try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
            for (Batch batch : batches) {
                for (String shape : batch.shapes()) {
                    for (Library library : batch.libraries()) {
                        input.write(batch.operation().benchmark() + "\t" + shape + "\t" + library + "\n");
                    }
                }
            }
        }
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                take(line, threads);
            }
        } finally {
            process.destroy();
        }
    }

    private void take(String line, int threads) throws IOException {
        String[] cells = line.split("\t", -1);
        if (cells.length != 4) {
            throw new IOException(script + ": expected benchmark, shape, library and times, got " + line);
        }
        try {
            entries.computeIfAbsent(
                            String.join("\t", cells[0], cells[1], cells[2], Integer.toString(threads)),
                            key -> new Entry(cells[0], cells[1], threads, cells[2], new ArrayList<>()))
                    .forks
                    .add(new JsonMapper().readTree(cells[3]));
        } catch (JacksonException e) {
            throw new IOException(script + ": expected an array of times, got " + cells[3], e);
        }
    }

    /** The results, each in the form of an element of JMH's array. */
    List<JsonNode> json() {
        return entries.values().stream().map(this::json).toList();
    }

    private JsonNode json(Entry entry) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        ArrayNode raw = nodes.arrayNode();
        entry.forks.forEach(raw::add);
        double mean = entry.forks.stream()
                .flatMap(fork -> fork.valueStream())
                .mapToDouble(JsonNode::asDouble)
                .average()
                .orElse(Double.NaN);
        ObjectNode metric = nodes.objectNode().put("score", mean).put("scoreUnit", "us/op");
        metric.set("rawData", raw);
        ObjectNode params = nodes.objectNode()
                .put("library", entry.library)
                .put("shape", entry.shape)
                .put("threads", Integer.toString(entry.threads));
        String time = schedule.millis() + " ms";
        ObjectNode json = nodes.objectNode()
                .put("jmhVersion", JMH_VERSION)
                .put("benchmark", entry.benchmark)
                .put("mode", "avgt")
                .put("threads", 1)
                .put("forks", entry.forks.size())
                .put("warmupIterations", schedule.warmups())
                .put("warmupTime", time)
                .put("warmupBatchSize", 1)
                .put("measurementIterations", schedule.measurements())
                .put("measurementTime", time)
                .put("measurementBatchSize", 1);
        json.set("params", params);
        json.set("primaryMetric", metric);
        json.set("secondaryMetrics", nodes.objectNode());
        return json;
    }
}
