package dev.lanewise.nn;

/** What a pass through a model is for. */
public enum Mode {
    /** Outputs to learn from: dropout drops, batch normalisation uses the batch's statistics and updates its own. */
    TRAIN,
    /** Outputs to use: a pure function of input and parameters. */
    INFER
}
