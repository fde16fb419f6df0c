package dev.lanewise.bench.shapes;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix product, in the notation {@code MxNxK} and N or T for A and for B, for example {@code 512x512x512 NT}.
 *
 * @param m rows of C
 * @param n columns of C
 * @param k terms of each sum
 * @param transA whether A is stored transposed
 * @param transB whether B is stored transposed
 */
public record GemmShape(int m, int n, int k, boolean transA, boolean transB) {

    private static final Pattern NOTATION = Pattern.compile("(\\d+)x(\\d+)x(\\d+) ([NT])([NT])");

    /** Reads the notation. */
    public static GemmShape of(String text) {
        Matcher matcher = NOTATION.matcher(text);
        if (!matcher.matches()) {
            throw Notation.error(text, "MxNxK and NN, NT, TN or TT");
        }
        return new GemmShape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4).equals("T"),
                matcher.group(5).equals("T"));
    }

    /** {@code 2 m n k}. */
    public double flops() {
        return 2.0 * m * n * k;
    }

    /** A and B read once and C written once. */
    public double bytes() {
        return 4.0 * ((double) m * k + (double) k * n + (double) m * n);
    }

    /** Columns of A as stored. */
    public int lda() {
        return transA ? m : k;
    }

    /** Columns of B as stored. */
    public int ldb() {
        return transB ? k : n;
    }
}
