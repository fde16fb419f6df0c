package dev.lanewise.bench.run;

import dev.lanewise.bench.ceiling.Caches;
import dev.lanewise.bench.ceiling.Ceilings;
import dev.lanewise.bench.record.BenchmarkKey;
import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.ResultFile;
import dev.lanewise.bench.record.Work;
import dev.lanewise.bench.shapes.Subset;
import dev.lanewise.bench.suites.Cost;
import dev.lanewise.bench.suites.Operation;
import dev.lanewise.bench.suites.Operations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A whole run: the ceiling, ours under JMH, the rivals by turns with ours, and what they add up to. */
public final class BenchRun {

    private final Request request;
    private final PrintWriter out;
    private final boolean terminal;
    private final Caches caches = Caches.ofThisMachine();
    private boolean complete = true;
    private volatile @Nullable Started started;

    /** What a result file needs beside the figures. */
    private record Started(Identity identity, Ceiling ceiling, JmhRun jmh, RivalsRun rivals) {

        ArrayNode benchmarks() {
            ArrayNode benchmarks = JsonNodeFactory.instance.arrayNode();
            jmh.json().forEach(benchmarks::add);
            rivals.json().forEach(benchmarks::add);
            return benchmarks;
        }
    }

    /**
     * What to run.
     *
     * @param suites suites
     * @param subset shapes
     * @param threadCounts numbers of threads
     * @param rivals whether to run the others as well
     * @param schedule forks and iterations
     * @param python interpreter that may have PyTorch
     * @param script script of PyTorch
     * @param command the command as it was typed
     */
    public record Request(
            List<String> suites,
            Subset subset,
            List<Integer> threadCounts,
            boolean rivals,
            Schedule schedule,
            String python,
            Path script,
            String command) {}

    /**
     * A run that tells how it goes.
     *
     * @param request what to run
     * @param out where to tell it
     * @param terminal whether {@code out} can go back in a line
     */
    public BenchRun(Request request, PrintWriter out, boolean terminal) {
        this.request = request;
        this.out = out;
        this.terminal = terminal;
    }

    /** Runs all of it. */
    public ResultFile run() throws IOException, RunnerException {
        Identity identity = Identity.ofThisMachine(JmhRun.flags(), request.command);
        out.println(identity.cpuName() + ", " + identity.vectorBits() + "-bit vectors, threads " + request.threadCounts
                + ", JDK " + identity.jdk());
        Ceiling before = ceiling();
        List<Batch> batches = Batch.ours(request.suites, request.subset, request.threadCounts);
        int total = batches.stream().mapToInt(Batch::size).sum();
        ProgressOutput progress = new ProgressOutput(out, terminal, total, request.schedule.iterations());
        JmhRun jmh = new JmhRun(request.schedule, progress);
        RivalsRun rivals = new RivalsRun(request.script, request.python, request.schedule, out);
        Started all = new Started(identity, before, jmh, rivals);
        started = all;
        for (Batch batch : batches) {
            jmh.run(batch);
        }
        complete = progress.failures().isEmpty();
        if (request.rivals) {
            rivals.run(Batch.rivals(request.suites, request.subset, request.threadCounts));
            complete &= rivals.complete();
        }
        ArrayNode benchmarks = all.benchmarks();
        Ceiling ceiling = Ceilings.best(before, ceiling());
        ResultFile file = new ResultFile(identity, ceiling, work(benchmarks), benchmarks);
        ResultTable.print(out, file);
        return file;
    }

    /** Measured before and after: a shared machine may be slow for minutes. */
    private Ceiling ceiling() {
        out.println("Measuring the ceiling…");
        out.flush();
        return new Ceilings(caches).measure(request.threadCounts);
    }

    /** Whether all benchmarks have a result. */
    public boolean complete() {
        return complete;
    }

    /** What has been measured by now, if anything: for a run that is interrupted. From any thread. */
    public Optional<ResultFile> soFar() {
        Started now = started;
        ArrayNode benchmarks = now == null ? JsonNodeFactory.instance.arrayNode() : now.benchmarks();
        return now == null || benchmarks.isEmpty()
                ? Optional.empty()
                : Optional.of(new ResultFile(now.identity, now.ceiling, work(benchmarks), benchmarks));
    }

    private Map<String, Work> work(ArrayNode benchmarks) {
        Map<String, Work> work = new LinkedHashMap<>();
        for (JsonNode benchmark : benchmarks) {
            String name = benchmark.get("benchmark").asString();
            JsonNode params = benchmark.get("params");
            Map<String, String> byName = new LinkedHashMap<>();
            params.properties()
                    .forEach(
                            param -> byName.put(param.getKey(), param.getValue().asString()));
            work.put(
                    BenchmarkKey.of(name, byName, benchmark.get("threads").asInt()), work(Operations.of(name), params));
        }
        return work;
    }

    private Work work(Operation operation, JsonNode params) {
        String shape = params.get("shape").asString();
        Cost cost = operation.cost(shape);
        int threads = Integer.parseInt(params.get(BenchmarkKey.THREADS).asString());
        return new Work(
                operation.suite(),
                shape,
                params.get("library").asString(),
                cost.unit(),
                cost.flops(),
                cost.bytes(),
                caches.level(cost.footprint(), threads),
                cost.traffic());
    }
}
