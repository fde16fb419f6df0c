package dev.lanewise.bench.cli;

import dev.lanewise.bench.compare.Change;
import dev.lanewise.bench.compare.Comparison;
import dev.lanewise.bench.compare.Verdict;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code lanewise bench gate}. */
@Command(
        name = "gate",
        description = "Fail if a benchmark got slower; for scripts: as compare, but prints what is wrong alone.",
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
public final class GateCommand extends ComparingCommand {

    @Override
    void print(Comparison comparison, PrintWriter out) {
        List<Change> wrong = comparison.ours().stream()
                .filter(c -> c.verdict() == Verdict.REGRESSION || c.verdict() == Verdict.INCONCLUSIVE)
                .toList();
        if (!wrong.isEmpty()) {
            ComparisonText.printTable(wrong, out);
        }
        ComparisonText.printSummary(comparison, out);
    }
}
