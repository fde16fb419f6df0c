package dev.lanewise.nn.training;

/** What becomes of the samples that do not fill a batch at the end of an epoch. */
public enum LastBatch {
    /** They make a smaller batch, as in Keras. */
    KEEP,
    /** They are left out; other samples the next time, because the order changes. */
    DROP
}
