package dev.lanewise.nn.training;

import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.metrics.LossMetric;
import dev.lanewise.nn.optimizers.Optimizer;
import java.util.List;

/** A run in progress, as callbacks see it. One object for the whole run, up to date at each call. */
public final class TrainingRun {

    private final Sequential model;
    private final Optimizer optimizer;
    private final FitOptions options;
    private final int stepsPerEpoch;
    private final LossMetric.Mean loss;
    private final List<String> valueNames;
    private int epoch;
    private int step;
    private long samples;
    private long epochStart;
    private boolean stopRequested;

    TrainingRun(
            Sequential model,
            Optimizer optimizer,
            FitOptions options,
            int stepsPerEpoch,
            LossMetric.Mean loss,
            List<String> valueNames) {
        this.model = model;
        this.optimizer = optimizer;
        this.options = options;
        this.stepsPerEpoch = stepsPerEpoch;
        this.loss = loss;
        this.valueNames = valueNames;
    }

    /** The model, whose parameters may be read, and changed between steps. */
    public Sequential model() {
        return model;
    }

    /** The optimizer. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** The options of the run. */
    public FitOptions options() {
        return options;
    }

    /** Number of the epoch, from 1. */
    public int epoch() {
        return epoch;
    }

    /** Steps done in this epoch. */
    public int step() {
        return step;
    }

    /** Steps in an epoch. */
    public int stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Names of the values that each epoch will have, see {@link Epoch#values}. */
    public List<String> valueNames() {
        return valueNames;
    }

    /** Mean loss of this epoch so far; NaN before its first step. */
    public double loss() {
        return loss.result();
    }

    /** Mean loss of the last batch. */
    public double batchLoss() {
        return loss.last();
    }

    /** Samples a second in this epoch so far. */
    public double samplesPerSecond() {
        return samples / seconds();
    }

    /** Stops the training after this step, or after this epoch when called at its end. */
    public void requestStop() {
        stopRequested = true;
    }

    /** Whether somebody asked to stop. */
    public boolean stopRequested() {
        return stopRequested;
    }

    double seconds() {
        return (System.nanoTime() - epochStart) * 1e-9;
    }

    void beginEpoch(int number) {
        epoch = number;
        step = 0;
        samples = 0;
        epochStart = System.nanoTime();
    }

    void endStep(int count) {
        step++;
        samples += count;
    }
}
