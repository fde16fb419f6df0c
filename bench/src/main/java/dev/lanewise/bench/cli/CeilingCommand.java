package dev.lanewise.bench.cli;

import dev.lanewise.bench.ceiling.Caches;
import dev.lanewise.bench.ceiling.Ceilings;
import dev.lanewise.bench.record.Ceiling;
import dev.lanewise.bench.record.Identity;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanewise bench ceiling}. */
@Command(
        name = "ceiling",
        description = "Measure what this machine can do: FMA peak, and load, copy and update bandwidth of each cache.",
        mixinStandardHelpOptions = true)
public final class CeilingCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Identity identity = Identity.ofThisMachine(List.of(), "bench ceiling");
        out.println(identity.cpuName() + ", " + identity.vectorBits() + "-bit vectors, JDK " + identity.jdk());
        out.flush();
        Ceiling ceiling = new Ceilings(Caches.ofThisMachine()).measure(List.of(1, identity.cores()));
        print(out, ceiling);
        out.flush();
        return 0;
    }

    /** The ceiling as a table. */
    static void print(PrintWriter out, Ceiling ceiling) {
        ceiling.fmaGflops()
                .forEach((threads, gflops) ->
                        out.printf(Locale.ROOT, "%-7s %9s  %2d x  %8.1f GFLOP/s%n", "FMA", "", threads, gflops));
        for (Ceiling.Bandwidth row : ceiling.bandwidth()) {
            out.printf(
                    Locale.ROOT,
                    "%-7s %6d KiB  %2d x  %8.1f GB/s load  %8.1f GB/s copy  %8.1f GB/s update%n",
                    row.level(),
                    row.bytes() >> 10,
                    row.threads(),
                    row.loadGBs(),
                    row.copyGBs(),
                    row.updateGBs());
        }
    }
}
