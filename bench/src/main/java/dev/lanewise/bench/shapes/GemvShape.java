package dev.lanewise.bench.shapes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix by a vector, in the notation {@code MxN} and N or T, for example {@code 1024x512 T}.
 *
 * @param rows rows of the matrix as stored
 * @param cols columns of the matrix as stored
 * @param transposed whether its transpose is meant
 */
public record GemvShape(int rows, int cols, boolean transposed) {

    private static final Pattern NOTATION = Pattern.compile("([1-9]\\d*)x([1-9]\\d*) ([NT])");

    /** Reads the notation. */
    public static GemvShape of(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw Notation.error(text, "MxN and N or T");
        }
        return new GemvShape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                matcher.group(3).equals("T"));
    }

    /** Elements of the vector. */
    public int inputs() {
        return transposed ? rows : cols;
    }

    /** Elements of the result. */
    public int outputs() {
        return transposed ? cols : rows;
    }
}
