package dev.lanewise.bench.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code lanewise bench jmh}: JMH itself, with all of its options. */
@Command(
        name = "jmh",
        description = "JMH's own command line, for what the other commands do not offer (jmh -h lists its options).",
        customSynopsis = "lanewise bench jmh [JMH options] [pattern]")
public final class JmhCommand implements Callable<Integer> {

    @Unmatched
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
        return 0;
    }
}
