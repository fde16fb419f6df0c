package dev.lanewise.nn.training;

import java.util.List;

/**
 * What came of a training run.
 *
 * @param epochs the epochs, the last of which may be cut short
 * @param end why the run ended
 */
public record History(List<Epoch> epochs, End end) {

    /** Why a run ended. */
    public enum End {
        /** All epochs are done. */
        COMPLETED,
        /** The limit on the steps. */
        MAX_STEPS,
        /** A callback asked for it. */
        REQUESTED,
        /** The thread was interrupted; its flag is still set. */
        INTERRUPTED
    }

    /** Copies the list. */
    public History {
        epochs = List.copyOf(epochs);
    }

    /** One value of every epoch, such as {@code val_loss}. */
    public double[] series(String name) {
        return epochs.stream().mapToDouble(epoch -> epoch.value(name)).toArray();
    }

    /**
     * The last epoch.
     *
     * @throws IllegalStateException if no epoch was trained
     */
    public Epoch last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException(
                    "history: expected an epoch, got none (the training ended before its first)");
        }
        return epochs.getLast();
    }
}
