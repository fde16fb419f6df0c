package dev.lanewise.nn;

/**
 * Who draws from which stream of random numbers. A draw is a pure function of (seed, stream, step, element), so users
 * with streams of their own do not disturb each other.
 */
public final class RandomStreams {

    /** The order of samples; the step is the epoch. */
    public static final int SHUFFLE = 0x3000_0000;

    /** How images are augmented; the step is the epoch, and a block of words is a sample's. */
    public static final int AUGMENTATION = 0x4000_0000;

    private RandomStreams() {}

    /** First values of parameter {@code index} of a model; the step is 0. */
    public static int parameter(int index) {
        return 0x1000_0000 + index;
    }

    /** What layer {@code index} of a model draws; the step is that of training. */
    public static int layer(int index) {
        return 0x2000_0000 + index;
    }
}
