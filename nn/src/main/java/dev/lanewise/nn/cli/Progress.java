package dev.lanewise.nn.cli;

import dev.lanewise.nn.training.Callback;
import dev.lanewise.nn.training.Epoch;
import dev.lanewise.nn.training.TrainingRun;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A line for each epoch, and on a terminal a bar while it runs; closing takes away the bar of an epoch that failed. */
final class Progress implements Callback, AutoCloseable {

    private static final int BAR_WIDTH = 79;
    private static final String CLEAR_LINE = "\r" + " ".repeat(BAR_WIDTH) + "\r";

    private final PrintWriter out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Progress on {@code out}; a bar if the VM's input and output are a terminal. */
    @SuppressWarnings("SystemConsoleNull") // JDK 22 to 24 never return null, 25 does again
    static Progress on(PrintWriter out) {
        Console console = System.console();
        return new Progress(out, console != null && console.isTerminal());
    }

    @Override
    public void onEpochBegin(TrainingRun run) {
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(epoch(run, run.epoch()))
                    .setInitialMax(run.stepsPerEpoch())
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setConsumer(new DelegatingProgressBarConsumer(this::draw, BAR_WIDTH))
                    .build();
        }
    }

    @Override
    public void onStepEnd(TrainingRun run) {
        if (bar != null) {
            bar.step();
            if (run.step() % 10 == 0) {
                bar.setExtraMessage(
                        String.format(Locale.ROOT, " loss %.4f  %,.0f images/s", run.loss(), run.samplesPerSecond()));
            }
        }
    }

    @Override
    public void onEpochEnd(TrainingRun run, Epoch epoch) {
        close();
        out.printf(
                Locale.ROOT,
                "%s  loss %.4f  accuracy %.4f  validation loss %.4f  validation accuracy %.4f  %,.0f images/s%n",
                epoch(run, epoch.number()),
                epoch.value("loss"),
                epoch.value("accuracy"),
                epoch.value("val_loss"),
                epoch.value("val_accuracy"),
                epoch.samplesPerSecond());
        out.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
            draw(CLEAR_LINE);
        }
    }

    /** Draws over the line. Also called by the bar's own thread. */
    private void draw(String line) {
        out.print("\r" + line);
        out.flush();
    }

    private static String epoch(TrainingRun run, int number) {
        String total = Integer.toString(run.options().epochs());
        return String.format(Locale.ROOT, "Epoch %" + total.length() + "d/%s", number, total);
    }
}
