package dev.lanewise.nn.layers;

/** What surrounds an image under a sliding window. */
public enum Padding {
    /** Nothing: the window stays inside, {@code out = floor((in - reach) / stride) + 1}. */
    VALID,
    /** As much as makes {@code out = ceil(in / stride)}; an odd border is larger at the bottom and at the right. */
    SAME
}
