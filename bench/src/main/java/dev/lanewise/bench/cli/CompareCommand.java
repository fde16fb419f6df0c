package dev.lanewise.bench.cli;

import dev.lanewise.bench.compare.Comparison;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code lanewise bench compare}. */
@Command(
        name = "compare",
        description = "Show which benchmarks changed between two runs.",
        mixinStandardHelpOptions = true,
        exitCodeOnInvalidInput = Comparison.NOT_COMPARABLE,
        exitCodeOnExecutionException = Comparison.NOT_COMPARABLE,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:no benchmark got slower or allocates more",
            "1:a regression",
            "2:inconclusive: more forks are wanted, or benchmarks are missing",
            "3:nothing was compared: another CPU or JDK, a damaged file, wrong arguments"
        })
public final class CompareCommand extends ComparingCommand {

    @Override
    void print(Comparison comparison, PrintWriter out) throws IOException {
        ComparisonText.printHeader(comparison, out);
        ComparisonText.printTable(comparison.ours(), out);
        out.println();
        ComparisonText.printSummary(comparison, out);
    }
}
