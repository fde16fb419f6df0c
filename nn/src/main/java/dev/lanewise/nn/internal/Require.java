package dev.lanewise.nn.internal;

/**
 * Argument checks of this module, in the vocabulary of the kernels: what was wrong, what was expected, what came. NaN
 * is refused by every bound.
 */
public final class Require {

    private Require() {}

    /** The exception of this vocabulary, for conditions that no other method covers. */
    public static IllegalArgumentException error(String name, String expected, Object received) {
        return new IllegalArgumentException(name + ": expected " + expected + ", got " + received);
    }

    /** Requires {@code value >= 1} and returns it. */
    public static int positive(String name, int value) {
        if (value < 1) {
            throw error(name, "a value >= 1", value);
        }
        return value;
    }

    /** Requires {@code value >= 1} and returns it. */
    public static long positive(String name, long value) {
        if (value < 1) {
            throw error(name, "a value >= 1", value);
        }
        return value;
    }

    /** Requires {@code value >= 0} and returns it. */
    public static long nonNegative(String name, long value) {
        if (value < 0) {
            throw error(name, "a value >= 0", value);
        }
        return value;
    }

    /** Requires a finite {@code value >= 0} and returns it. */
    public static float nonNegative(String name, float value) {
        if (!(value >= 0f && value < Float.POSITIVE_INFINITY)) {
            throw error(name, "a finite value >= 0", value);
        }
        return value;
    }

    /** Requires a finite {@code value > 0} and returns it. */
    public static float positive(String name, float value) {
        if (!(value > 0f && value < Float.POSITIVE_INFINITY)) {
            throw error(name, "a finite value > 0", value);
        }
        return value;
    }

    /** Requires {@code low <= value < high} and returns it. */
    public static float halfOpen(String name, float value, float low, float high) {
        if (!(value >= low && value < high)) {
            throw error(name, "a value in [" + low + ", " + high + ")", value);
        }
        return value;
    }

    /** Requires {@code low <= value <= high} and returns it. */
    public static float closed(String name, float value, float low, float high) {
        if (!(value >= low && value <= high)) {
            throw error(name, "a value in [" + low + ", " + high + "]", value);
        }
        return value;
    }

    /** Requires that an array of {@code length} elements holds {@code count} from {@code offset} on. */
    public static void span(String name, long length, long offset, long count) {
        nonNegative("offset of " + name, offset);
        nonNegative("count of " + name, count);
        if (offset + count > length) {
            throw error(
                    name, "at least offset " + offset + " + " + count + " elements", "an array of length " + length);
        }
    }
}
