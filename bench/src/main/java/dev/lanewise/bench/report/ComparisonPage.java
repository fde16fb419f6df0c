package dev.lanewise.bench.report;

import dev.lanewise.bench.compare.Change;
import dev.lanewise.bench.compare.Comparison;
import dev.lanewise.bench.record.Figures;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Work;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two runs as one page: an interval for each benchmark, and the table behind it. */
public final class ComparisonPage {

    private ComparisonPage() {}

    /** The page of a comparison that was possible. */
    public static String of(Comparison comparison) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("cpu", comparison.after().cpuName() + " (" + comparison.after().cpuClass() + ")");
        run(data.putObject("before"), comparison.before());
        run(data.putObject("after"), comparison.after());
        data.put("exitCode", comparison.exitCode()).put("moreForks", comparison.moreForks());
        comparison.machine().ifPresent(ratio -> data.put("machine", ratio));
        changes(data.putArray("ours"), comparison.ours());
        changes(data.putArray("rivals"), comparison.rivals());
        comparison.missing().forEach(data.putArray("missing")::add);
        comparison.added().forEach(data.putArray("added")::add);
        return Page.of("Lanewise bench: comparison", "comparison", data);
    }

    private static void run(ObjectNode json, Identity identity) {
        json.put("date", identity.date())
                .put("commit", identity.commit())
                .put("jdk", identity.jdk())
                .put("command", identity.command());
    }

    private static void changes(ArrayNode json, List<Change> changes) {
        for (Change c : changes) {
            Work work = c.after().work();
            json.addObject()
                    .put("suite", work.suite())
                    .put("operation", c.after().operation())
                    .put("shape", work.shape())
                    .put("library", work.library())
                    .put("threads", c.after().threads())
                    .put("before", Figures.time(c.before().time()))
                    .put("after", Figures.time(c.after().time()))
                    .put("ratio", c.ratio())
                    .put("low", c.low())
                    .put("high", Double.isFinite(c.high()) ? c.high() : 0)
                    .put("p", c.p())
                    .put("threshold", c.threshold())
                    .put("verdict", c.verdict().toString())
                    .put("reason", c.reason())
                    .put("bytesBefore", Figures.bytes(c.before().bytesPerCall()))
                    .put("bytesAfter", Figures.bytes(c.after().bytesPerCall()))
                    .put(
                            "forks",
                            c.before().seconds().size() + " / "
                                    + c.after().seconds().size())
                    .put("moreForks", c.moreForks());
        }
    }
}
