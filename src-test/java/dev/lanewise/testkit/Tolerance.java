package dev.lanewise.testkit;

import java.util.function.IntToDoubleFunction;

/**
 * Float results held against a double-precision oracle by an absolute bound for each element.
 *
 * <p>An expected NaN asks for a NaN, an expected infinity for the same infinity; an expected value beyond the float
 * range may be the infinity of its sign. A bound is derived from the number of operations and {@link #U}, never chosen.
 */
public final class Tolerance {

    /** Unit roundoff of float, {@code 2^-24}: half an ulp of 1. */
    public static final double U = 0x1p-24;

    private Tolerance() {}

    /** Requires {@code |actual[i] - expected[i]| <= bound(i)}. */
    public static void assertWithin(String what, float[] actual, double[] expected, IntToDoubleFunction bound) {
        if (actual.length != expected.length) {
            throw new AssertionError(what + ": expected " + expected.length + " elements, got " + actual.length);
        }
        for (int i = 0; i < expected.length; i++) {
            double limit = bound.applyAsDouble(i);
            if (!accepts(actual[i], expected[i], limit)) {
                throw new AssertionError(what + ": element " + i + " of " + expected.length + ": expected "
                        + expected[i] + " within " + limit + ", got " + Bits.show(actual[i]) + ", off by "
                        + Math.abs(actual[i] - expected[i]));
            }
        }
    }

    /** Requires {@code |actual[i] - expected[i]| <= bounds[i]}. */
    public static void assertWithin(String what, float[] actual, double[] expected, double[] bounds) {
        assertWithin(what, actual, expected, i -> bounds[i]);
    }

    /** Requires {@code |actual[i] - expected[i]| <= ulps * ulp(expected[i])}, the ulp being the one of float. */
    public static void assertUlps(String what, float[] actual, double[] expected, double ulps) {
        assertWithin(what, actual, expected, i -> ulps * Math.ulp((float) expected[i]));
    }

    /** Requires {@code |actual - expected| <= bound}. */
    public static void assertWithin(String what, float actual, double expected, double bound) {
        assertWithin(what, new float[] {actual}, new double[] {expected}, i -> bound);
    }

    /**
     * Requires that a reference is worth comparing with: at least a quarter of it is neither zero nor NaN. An oracle of
     * zeros would accept a kernel that does nothing.
     */
    public static void assertNotDegenerate(String what, double[] expected) {
        int telling = 0;
        for (double value : expected) {
            telling += value != 0 && !Double.isNaN(value) ? 1 : 0;
        }
        if (telling * 4L < expected.length) {
            throw new AssertionError(
                    what + ": degenerate reference, " + telling + " of " + expected.length + " values are not 0");
        }
    }

    private static boolean accepts(float actual, double expected, double bound) {
        if (Double.isNaN(expected)) {
            return Float.isNaN(actual);
        }
        if (Double.isInfinite(expected)) {
            return actual == expected;
        }
        boolean overflow = Float.isInfinite(actual) && Math.abs(expected) + bound >= Float.MAX_VALUE;
        return overflow ? Math.signum(actual) == Math.signum(expected) : Math.abs(actual - expected) <= bound;
    }
}
