package dev.lanewise.bench.report;

import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Figures;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Throughput;
import dev.lanewise.bench.record.Work;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the script of the page draws; every figure is computed here, the script only places them. */
final class ReportData {

    private ReportData() {}

    static ObjectNode of(List<CpuRecord> cpus) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ArrayNode classes = data.putArray("cpus");
        cpus.forEach(cpu -> classes.add(of(cpu)));
        return data;
    }

    private static ObjectNode of(CpuRecord cpu) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Identity run = cpu.newest().identity();
        json.put("cpuClass", run.cpuClass()).put("runs", cpu.runs().size());
        facts(json.putObject("facts"), run);
        ceiling(json, cpu.newest().ceiling());
        ArrayNode rows = json.putArray("rows");
        cpu.rows().forEach(row -> row(rows.addObject(), row));
        ArrayNode standings = json.putArray("standings");
        Standing.of(cpu.rows()).forEach(standing -> standing(standings.addObject(), standing));
        ArrayNode histories = json.putArray("histories");
        cpu.series().values().stream()
                .filter(series -> series.getLast().ours())
                .forEach(series -> history(histories.addObject(), series));
        return json;
    }

    private static void facts(ObjectNode json, Identity run) {
        json.put(
                "CPU",
                run.cpuName() + " (" + run.vendor() + " " + run.family() + "/" + run.model() + "/" + run.stepping()
                        + ")");
        json.put(
                "Cores",
                run.cores()
                        + (run.quota().isEmpty()
                                ? ""
                                : ", quota " + Figures.number(run.quota().getAsDouble())));
        json.put("Vectors", run.vectorBits() + " bits (" + String.join(" ", run.isa()) + ")");
        json.put("JDK", run.jdk() + ", " + run.vm() + ", " + run.gc());
        json.put("Flags", run.flags().isEmpty() ? "none" : String.join(" ", run.flags()));
        json.put("Date", run.date());
        json.put("Commit", run.commit());
        json.put("Command", run.command());
    }

    private static void ceiling(ObjectNode json, Ceiling ceiling) {
        ObjectNode peaks = json.putObject("peaks");
        ceiling.fmaGflops().forEach((threads, gflops) -> peaks.put(threads.toString(), gflops));
        ArrayNode bandwidth = json.putArray("bandwidth");
        for (Ceiling.Bandwidth b : ceiling.bandwidth()) {
            bandwidth
                    .addObject()
                    .put("level", b.level())
                    .put("bytes", b.bytes())
                    .put("threads", b.threads())
                    .put("load", b.loadGBs())
                    .put("copy", b.copyGBs())
                    .put("best", b.best());
        }
    }

    private static void row(ObjectNode json, Row row) {
        Work work = row.measurement().work();
        json.put("suite", work.suite())
                .put("operation", row.operation())
                .put("shape", work.shape())
                .put("threads", row.measurement().threads())
                .put("library", work.library())
                .put("unit", work.unit())
                .put("seconds", row.seconds())
                .put("time", Figures.time(row.seconds()))
                .put("rate", row.rate())
                .put("rateText", Figures.number(row.rate()))
                .put("flops", work.flops())
                .put("bytes", work.bytes())
                .put("level", work.level())
                .put("allocated", Figures.bytes(row.measurement().bytesPerCall()))
                .put("forks", row.measurement().seconds().size())
                .put("date", row.run().date());
        putIfPresent(json, "percent", row.percent());
        putIfPresent(json, "ceiling", Throughput.ceiling(work, row.measurement().threads(), row.ceiling()));
    }

    private static void standing(ObjectNode json, Standing standing) {
        json.put("suite", standing.suite())
                .put("threads", standing.threads())
                .put("cases", standing.cases())
                .put("contested", standing.contested());
        putIfPresent(json, "percent", standing.percent());
        putIfPresent(json, "best", standing.best());
        putIfPresent(json, "ratio", standing.ratio());
        standing.worst()
                .ifPresent(duel -> json.putObject("worst")
                        .put("ratio", duel.ratio())
                        .put("operation", duel.ours().operation())
                        .put("shape", duel.ours().measurement().work().shape())
                        .put("rival", duel.rival().library()));
    }

    private static void history(ObjectNode json, List<Row> series) {
        Row last = series.getLast();
        json.put("suite", last.suite())
                .put("operation", last.operation())
                .put("shape", last.measurement().work().shape())
                .put("threads", last.measurement().threads());
        ArrayNode points = json.putArray("points");
        for (Row row : series) {
            points.addObject()
                    .put("date", row.run().date())
                    .put("commit", row.run().commit())
                    .put("jdk", row.run().jdk())
                    .put("seconds", row.seconds())
                    .put("time", Figures.time(row.seconds()));
        }
        ArrayNode changes = json.putArray("changes");
        ChangePoints.of(series.stream().mapToDouble(Row::seconds).toArray())
                .forEach(change ->
                        changes.addObject().put("index", change.index()).put("ratio", change.ratio()));
    }

    private static void putIfPresent(ObjectNode json, String name, OptionalDouble value) {
        if (value.isPresent()) {
            json.put(name, value.getAsDouble());
        }
    }
}
