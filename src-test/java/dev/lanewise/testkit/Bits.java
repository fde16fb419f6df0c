package dev.lanewise.testkit;

/** Equality in raw bits: {@code -0} is not {@code 0}, and a NaN equals only a NaN of the same payload. */
public final class Bits {

    private Bits() {}

    /** Requires the same length and the same raw bits; the message shows the first difference and their number. */
    public static void assertSame(String what, float[] actual, float[] expected) {
        compare(what, actual, expected, false);
    }

    /** As {@link #assertSame}, but any NaN equals any NaN: payloads are not part of the numeric promise. */
    public static void assertSameNumbers(String what, float[] actual, float[] expected) {
        compare(what, actual, expected, true);
    }

    /** Requires the same length and the same raw bits. */
    public static void assertSame(String what, double[] actual, double[] expected) {
        requireLength(what, actual.length, expected.length);
        for (int i = 0; i < expected.length; i++) {
            if (Double.doubleToRawLongBits(actual[i]) != Double.doubleToRawLongBits(expected[i])) {
                throw new AssertionError(what + ": element " + i + " of " + expected.length + ": expected "
                        + Double.toHexString(expected[i]) + ", got " + Double.toHexString(actual[i]));
            }
        }
    }

    /** A value as the messages show it: decimal, and the raw bits. */
    public static String show(float value) {
        return value + " (0x" + Integer.toHexString(Float.floatToRawIntBits(value)) + ")";
    }

    private static void compare(String what, float[] actual, float[] expected, boolean anyNan) {
        requireLength(what, actual.length, expected.length);
        int first = -1;
        int count = 0;
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(actual[i]) != Float.floatToRawIntBits(expected[i])
                    && !(anyNan && Float.isNaN(actual[i]) && Float.isNaN(expected[i]))) {
                first = count++ == 0 ? i : first;
            }
        }
        if (count > 0) {
            throw new AssertionError(what + ": element " + first + " of " + expected.length + ": expected "
                    + show(expected[first]) + ", got " + show(actual[first]) + "; " + count + " elements differ");
        }
    }

    private static void requireLength(String what, int actual, int expected) {
        if (actual != expected) {
            throw new AssertionError(what + ": expected " + expected + " elements, got " + actual);
        }
    }
}
