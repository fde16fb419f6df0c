package dev.lanewise.nn.cli;

import dev.lanewise.kernels.KernelInfo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code lanewise info}. */
@Command(name = "info", description = "Print what the kernels use on this machine.")
final class InfoCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String vectors = KernelInfo.vectorBits() + " bits, " + KernelInfo.lanes() + " lanes"; // refuses a wrong width
        row(out, "CPU", Machine.cpu());
        row(out, "Vectors", vectors);
        row(out, "Tiles", KernelInfo.tile());
        row(out, "Threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        row(out, "JDK", Machine.jdk());
        out.flush();
        return 0;
    }

    private static void row(PrintWriter out, String name, String value) {
        out.println(name + " ".repeat(10 - name.length()) + value);
    }
}
