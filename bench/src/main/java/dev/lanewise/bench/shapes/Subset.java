package dev.lanewise.bench.shapes;

import java.util.Locale;

/** How much of the table of shapes a run takes. */
public enum Subset {
    /** A few shapes of each suite. */
    QUICK,
    /** All shapes. */
    FULL;

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
