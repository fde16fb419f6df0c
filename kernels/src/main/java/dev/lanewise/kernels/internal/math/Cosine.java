package dev.lanewise.kernels.internal.math;

/** The cosine in double precision, the same bits everywhere. {@link StrictMath}'s would allocate. */
public final class Cosine {

    private Cosine() {}

    /**
     * {@code cos(2 pi turns)} for {@code |turns| < 2^28}, exact at whole quarters; the sine is a quarter turn behind.
     * Taylor's series within an eighth of a turn, truncated below {@code 2^-53}.
     */
    public static double ofTurns(double turns) {
        int quarter = (int) Math.floor(4 * turns + 0.5);
        double angle = 2 * Math.PI * (turns - 0.25 * quarter);
        double series = (quarter & 1) == 0 ? series(angle, 0, 16) : angle * series(angle, 1, 17);
        return (quarter + 1 & 2) == 0 ? series : -series;
    }

    /** {@code 1 - x^2 / ((k + 1) (k + 2)) (1 - x^2 / ((k + 3) (k + 4)) (...))} up to {@code k = last}. */
    private static double series(double x, int k, int last) {
        double sum = 1;
        for (int n = last; n > k; n -= 2) {
            sum = 1 - x * x / (n * (n - 1)) * sum;
        }
        return sum;
    }
}
