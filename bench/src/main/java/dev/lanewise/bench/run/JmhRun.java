package dev.lanewise.bench.run;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Runs batches under JMH and keeps its results. A benchmark that fails has none; the others go on. */
final class JmhRun {

    /** The launcher's own property: it names a directory of this machine and changes nothing. */
    private static final String ROOT = "-Dlanewise.root=";

    /** For the native rivals, and for JMH, which JDK 24 and later warn about. */
    private static final List<String> NEEDED =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private final Schedule schedule;
    private final OutputFormat output;
    private final List<RunResult> results = new CopyOnWriteArrayList<>();

    JmhRun(Schedule schedule, OutputFormat output) {
        this.schedule = schedule;
        this.output = output;
    }

    /** Options of the VMs that are measured: this VM's, and what is needed. */
    static List<String> flags() {
        List<String> flags =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        flags.removeIf(flag -> flag.startsWith(ROOT));
        for (String needed : NEEDED) {
            if (!flags.contains(needed)) {
                flags.add(needed);
            }
        }
        return flags;
    }

    /** Shape by shape, so that the libraries that are compared run within the same minute. */
    void run(Batch batch) throws RunnerException {
        for (String shape : batch.shapes()) {
            run(batch, shape);
        }
    }

    private void run(Batch batch, String shape) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include("^" + Pattern.quote(batch.operation().benchmark()) + "$")
                .param("shape", shape)
                .param("threads", Integer.toString(batch.threads()))
                .param(
                        "library",
                        batch.libraries().stream().map(Object::toString).toArray(String[]::new))
                .forks(schedule.forks())
                .warmupIterations(schedule.warmups())
                .warmupTime(TimeValue.milliseconds(schedule.millis()))
                .measurementIterations(schedule.measurements())
                .measurementTime(TimeValue.milliseconds(schedule.millis()))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(false)
                .jvmArgs(flags().toArray(String[]::new));
        Collection<RunResult> done = new Runner(options.build(), output).run();
        results.addAll(done);
    }

    /** JMH's JSON of all results, without the place of this machine's Java; the identity names its version. */
    JsonNode json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        JsonNode json = new JsonMapper().readTree(bytes.toByteArray());
        json.forEach(benchmark -> ((ObjectNode) benchmark).remove("jvm"));
        return json;
    }
}
