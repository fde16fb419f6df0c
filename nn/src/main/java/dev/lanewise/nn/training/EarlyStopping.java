package dev.lanewise.nn.training;

import dev.lanewise.nn.Parameter;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * Stops when a value has not improved for some epochs. Smaller is better, larger for names that end in {@code accuracy};
 * NaN is never better.
 */
public final class EarlyStopping implements Callback {

    private final Monitor monitor;
    private final int patience;
    private boolean restore;
    private int waited;
    private List<float[]> best = List.of();

    /**
     * A rule.
     *
     * @param monitor value of the epochs to watch, such as {@code val_loss}
     * @param patience epochs without improvement after which to stop, at least 1
     */
    public EarlyStopping(String monitor, int patience) {
        this(monitor, patience, 0f);
    }

    /** The same, where an improvement is one by more than {@code minDelta}. */
    public EarlyStopping(String monitor, int patience, float minDelta) {
        this.monitor = new Monitor(monitor, minDelta);
        this.patience = Require.positive("patience", patience);
    }

    /** Gives the model the parameters of its best epoch when the training ends, for whatever reason but an exception. */
    public EarlyStopping restoreBest() {
        restore = true;
        return this;
    }

    @Override
    public void onTrainBegin(TrainingRun run) {
        monitor.reset(run);
        waited = 0;
        best = List.of();
    }

    @Override
    public void onEpochEnd(TrainingRun run, Epoch epoch) {
        if (monitor.improves(epoch)) {
            waited = 0;
            if (restore) {
                best = run.model().parameters().stream().map(Parameter::get).toList();
            }
        } else if (++waited >= patience) {
            run.requestStop();
        }
    }

    @Override
    public void onTrainEnd(TrainingRun run, History history) {
        for (int i = 0; i < best.size(); i++) {
            run.model().parameters().get(i).set(best.get(i));
        }
    }
}
