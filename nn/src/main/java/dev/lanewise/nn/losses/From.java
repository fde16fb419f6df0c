package dev.lanewise.nn.losses;

/** What a model's outputs are. */
public enum From {
    /** Probabilities, as after a softmax or sigmoid. */
    PROBABILITIES,
    /** What would go into a softmax or sigmoid. More accurate, faster, and the last layer needs no activation. */
    LOGITS
}
