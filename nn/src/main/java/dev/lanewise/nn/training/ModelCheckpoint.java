package dev.lanewise.nn.training;

import dev.lanewise.nn.Sequential;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Saves the model after each epoch that is better than all before. */
public final class ModelCheckpoint implements Callback {

    /** Where and how to save. */
    @FunctionalInterface
    public interface Saver {
        /** Saves {@code model} as it is after {@code epoch}. */
        void save(Sequential model, Epoch epoch) throws IOException;
    }

    private final Monitor monitor;
    private final Saver saver;

    /**
     * A rule.
     *
     * @param monitor value of the epochs to watch, such as {@code val_loss}; smaller is better, larger for names that
     *     end in {@code accuracy}
     * @param saver writes the file
     */
    public ModelCheckpoint(String monitor, Saver saver) {
        this.monitor = new Monitor(monitor, 0f);
        this.saver = saver;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        monitor.reset(run);
    }

    /**
     * Saves if this epoch is the best.
     *
     * @throws UncheckedIOException if saving fails
     */
    @Override
    public void onEpochEnd(TrainingRun run, Epoch epoch) {
        if (monitor.improves(epoch)) {
            try {
                saver.save(run.model(), epoch);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
