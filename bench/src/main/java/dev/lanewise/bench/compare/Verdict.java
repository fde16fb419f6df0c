package dev.lanewise.bench.compare;

/** What is to be said of a benchmark after a change. */
public enum Verdict {
    /** Slower or allocating more, beyond doubt and beyond the threshold. */
    REGRESSION,
    /** Neither: a regression beyond the threshold is not shown, and not excluded either. */
    INCONCLUSIVE,
    /** Faster, beyond doubt and beyond the threshold. */
    IMPROVEMENT,
    /** A regression beyond the threshold is excluded. */
    UNCHANGED;

    @Override
    public String toString() {
        return switch (this) {
            case REGRESSION -> "slower";
            case INCONCLUSIVE -> "inconclusive";
            case IMPROVEMENT -> "faster";
            case UNCHANGED -> "unchanged";
        };
    }
}
