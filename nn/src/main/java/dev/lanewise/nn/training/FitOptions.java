package dev.lanewise.nn.training;

import dev.lanewise.nn.data.Augmentation;
import dev.lanewise.nn.internal.Require;
import java.util.List;

/**
 * How to train: {@code FitOptions.epochs(12).batchSize(64).seed(1)}.
 *
 * @param epochs number of passes over the data
 * @param batchSize samples a step; 32 by default
 * @param seed key of the order of samples, of dropout and of augmentation; 0 by default
 * @param maxSteps steps after which to stop, within an epoch too; no limit by default
 * @param initialEpoch epochs done by an earlier run that this one continues; 0 by default
 * @param lastBatch what becomes of samples that do not fill a batch; kept by default
 * @param augmentation what is done to images before they are trained on; nothing by default
 * @param callbacks called in this order
 */
public record FitOptions(
        int epochs,
        int batchSize,
        long seed,
        long maxSteps,
        int initialEpoch,
        LastBatch lastBatch,
        Augmentation augmentation,
        List<Callback> callbacks) {

    /** Checks the numbers. */
    public FitOptions {
        Require.nonNegative("epochs", epochs);
        Require.positive("batchSize", batchSize);
        Require.nonNegative("maxSteps", maxSteps);
        Require.nonNegative("initialEpoch", initialEpoch);
        callbacks = List.copyOf(callbacks);
    }

    /** The defaults with a number of epochs. */
    public static FitOptions epochs(int epochs) {
        return new FitOptions(epochs, 32, 0, Long.MAX_VALUE, 0, LastBatch.KEEP, Augmentation.none(), List.of());
    }

    /** The same with another batch size. */
    public FitOptions batchSize(int samples) {
        return new FitOptions(epochs, samples, seed, maxSteps, initialEpoch, lastBatch, augmentation, callbacks);
    }

    /** The same with another seed. */
    public FitOptions seed(long key) {
        return new FitOptions(epochs, batchSize, key, maxSteps, initialEpoch, lastBatch, augmentation, callbacks);
    }

    /** The same with a limit on the steps. */
    public FitOptions maxSteps(long steps) {
        return new FitOptions(epochs, batchSize, seed, steps, initialEpoch, lastBatch, augmentation, callbacks);
    }

    /** The same after some epochs of an earlier run; {@link #epochs} counts from its beginning. */
    public FitOptions initialEpoch(int done) {
        return new FitOptions(epochs, batchSize, seed, maxSteps, done, lastBatch, augmentation, callbacks);
    }

    /** The same with another rule for the last batch. */
    public FitOptions lastBatch(LastBatch rule) {
        return new FitOptions(epochs, batchSize, seed, maxSteps, initialEpoch, rule, augmentation, callbacks);
    }

    /** The same with samples, of shape {@code (height, width, channels)}, augmented; those of validation never are. */
    public FitOptions augmentation(Augmentation changes) {
        return new FitOptions(epochs, batchSize, seed, maxSteps, initialEpoch, lastBatch, changes, callbacks);
    }

    /** The same with these callbacks. */
    public FitOptions callbacks(Callback... list) {
        return new FitOptions(epochs, batchSize, seed, maxSteps, initialEpoch, lastBatch, augmentation, List.of(list));
    }
}
