package dev.lanewise.nn.training;

/** The loss of a batch was NaN or infinite. The parameters are those before that step. */
public final class NonFiniteLossException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Epoch, from 1. */
    private final int epoch;

    /** Step in the epoch, from 1. */
    private final int step;

    NonFiniteLossException(double loss, int epoch, int step) {
        super("loss: expected a finite value, got " + loss + " at step " + step + " of epoch " + epoch
                + " (a smaller learning rate may help; so may a look at the inputs of that batch)");
        this.epoch = epoch;
        this.step = step;
    }

    /** Epoch of the step, from 1. */
    public int epoch() {
        return epoch;
    }

    /** Number of the step in its epoch, from 1. */
    public int step() {
        return step;
    }
}
