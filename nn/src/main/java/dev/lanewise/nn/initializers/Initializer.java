package dev.lanewise.nn.initializers;

/** A rule for the first values of a parameter. Immutable, so one instance serves many layers. */
@FunctionalInterface
public interface Initializer {

    /**
     * Writes {@code n} values, a pure function of the arguments.
     *
     * @param fans inputs and outputs of a unit, which some rules scale by
     * @param seed seed of the model
     * @param stream number of the parameter's random stream
     * @param n number of values
     * @param values receives the values from {@code offset} on
     * @param offset first element of {@code values}
     */
    void initialize(Fans fans, long seed, int stream, int n, float[] values, int offset);

    /**
     * How many values one output sums, and how many outputs one input reaches.
     *
     * @param in terms of a sum; for a convolution {@code kernelHeight * kernelWidth * inChannels}
     * @param out outputs reached; for a convolution {@code kernelHeight * kernelWidth * outChannels}
     */
    record Fans(int in, int out) {}
}
