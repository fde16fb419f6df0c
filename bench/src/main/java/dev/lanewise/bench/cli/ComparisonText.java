package dev.lanewise.bench.cli;

import dev.lanewise.bench.compare.Change;
import dev.lanewise.bench.compare.Comparison;
import dev.lanewise.bench.compare.Verdict;
import dev.lanewise.bench.record.Figures;
import dev.lanewise.bench.record.Identity;
import dev.lanewise.bench.record.Work;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A comparison on the console. */
final class ComparisonText {

    private static final int NAME = 52;

    private ComparisonText() {}

    /** The two runs. */
    static void printHeader(Comparison comparison, PrintWriter out) {
        out.println("CPU  " + comparison.after().cpuName() + " ("
                + comparison.after().cpuClass() + ")");
        out.println("old  " + run(comparison.before()));
        out.println("new  " + run(comparison.after()));
        comparison
                .machine()
                .ifPresent(ratio -> out.printf(
                        Locale.ROOT,
                        "The other libraries, which did not change, took %.3f times as long (geometric mean).%n",
                        ratio));
        out.println();
    }

    /** A line for each change, worst first. */
    static void printTable(List<Change> changes, PrintWriter out) {
        out.println(pad("benchmark", NAME) + "      old       new  ratio  95 % interval       p  verdict");
        changes.stream()
                .sorted(Comparator.comparing(Change::verdict).thenComparingDouble(c -> -c.ratio()))
                .forEach(c -> out.println(row(c)));
    }

    /** What is missing, how many forks are wanted, and the verdict in words. */
    static void printSummary(Comparison comparison, PrintWriter out) {
        comparison.missing().forEach(key -> out.println("missing in new: " + key));
        comparison.added().forEach(key -> out.println("only in new: " + key));
        String counts = comparison.ours().stream()
                .collect(Collectors.groupingBy(Change::verdict, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
        out.println(counts
                + (comparison.missing().isEmpty()
                        ? ""
                        : ", " + comparison.missing().size() + " missing"));
        if (comparison.exitCode() == Comparison.UNDECIDED && comparison.moreForks() > 0) {
            int forks = comparison.ours().stream()
                    .filter(c -> c.verdict() == Verdict.INCONCLUSIVE)
                    .mapToInt(c -> c.moreForks() + forks(c))
                    .max()
                    .orElseThrow();
            out.println("To decide, run both with --forks " + forks + " (" + comparison.moreForks()
                    + " more a side), or look why the forks differ.");
        }
    }

    private static int forks(Change change) {
        return Math.min(
                change.before().seconds().size(), change.after().seconds().size());
    }

    private static String run(Identity identity) {
        return identity.date() + "  commit " + identity.commit() + "  JDK " + identity.jdk();
    }

    private static String row(Change c) {
        return pad(name(c), NAME)
                + String.format(
                        Locale.ROOT,
                        " %8s  %8s  %5.3f  [%5.3f, %5.3f]  %6.4f  %s",
                        Figures.time(c.before().time()),
                        Figures.time(c.after().time()),
                        c.ratio(),
                        c.low(),
                        c.high(),
                        c.p(),
                        verdict(c));
    }

    private static String verdict(Change c) {
        String text = c.verdict().toString();
        if (!c.reason().isEmpty()) {
            text += ": " + c.reason();
        }
        if (c.reason().startsWith("allocates")) {
            text += ", " + Figures.bytes(c.before().bytesPerCall()) + " → "
                    + Figures.bytes(c.after().bytesPerCall()) + " a call";
        }
        return c.threshold() > Comparison.LEAST_EFFECT
                ? text + String.format(Locale.ROOT, " (noise %.1f %%)", 100 * c.threshold())
                : text;
    }

    private static String name(Change c) {
        Work work = c.after().work();
        return work.suite() + " " + c.after().operation() + " " + work.shape() + " t"
                + c.after().threads() + (work.ours() ? "" : " " + work.library());
    }

    private static String pad(String text, int width) {
        return text.length() > width ? text.substring(0, width - 1) + "…" : text + " ".repeat(width - text.length());
    }
}
