package dev.lanewise.nn.training;

/**
 * Something to be told while a model is trained: progress, checkpoints, reasons to stop. Called on the training thread;
 * an exception ends the training and reaches the caller of {@code fit}.
 */
public interface Callback {

    /** Before the first step. */
    default void onTrainBegin(TrainingRun run) {}

    /** Before the first step of an epoch. */
    default void onEpochBegin(TrainingRun run) {}

    /** After each step. */
    default void onStepEnd(TrainingRun run) {}

    /** After the last step of an epoch and its validation. */
    default void onEpochEnd(TrainingRun run, Epoch epoch) {}

    /** After the last step of all; not called if an exception ended the training. */
    default void onTrainEnd(TrainingRun run, History history) {}
}
