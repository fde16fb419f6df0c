package dev.lanewise.bench.shapes;

import java.util.Arrays;

/** What the notations have in common. */
final class Notation {

    private Notation() {}

    static IllegalArgumentException error(String text, String expected) {
        return new IllegalArgumentException("shape: expected " + expected + ", got " + text);
    }

    /** Extents such as {@code 64x30x30x32}; {@code count} of them. */
    static int[] extents(String text, int count) {
        String[] parts = text.split("x", -1);
        if (parts.length != count || !Arrays.stream(parts).allMatch(part -> part.matches("[1-9][0-9]{0,8}"))) {
            throw error(text, count + " extents with x between them");
        }
        return Arrays.stream(parts).mapToInt(Integer::parseInt).toArray();
    }
}
