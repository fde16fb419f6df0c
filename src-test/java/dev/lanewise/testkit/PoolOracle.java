package dev.lanewise.testkit;

import dev.lanewise.kernels.Pool2dGeometry;

/** Pooling, by definition: for every output element a loop over its taps, in double precision. */
public final class PoolOracle {

    private PoolOracle() {}

    /** What the winners hold; {@code -Infinity} where there is none. */
    public static float[] max(Pool2dGeometry g, float[] x, int[] winners) {
        float[] y = new float[winners.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = winners[i] < 0 ? Float.NEGATIVE_INFINITY : x[tap(g, i, winners[i])];
        }
        return y;
    }

    /**
     * The tap {@code kh * poolWidth + kw} of each maximum, or -1 where a window has no tap in the image. A later tap
     * takes over if it is greater or NaN.
     */
    public static int[] winners(Pool2dGeometry g, float[] x) {
        int[] winners = new int[g.outputSize()];
        for (int i = 0; i < winners.length; i++) {
            winners[i] = -1;
            float max = Float.NaN;
            for (int tap = 0; tap < g.poolHeight() * g.poolWidth(); tap++) {
                int at = tap(g, i, tap);
                if (at >= 0 && (winners[i] < 0 || x[at] > max || x[at] != x[at])) {
                    winners[i] = tap;
                    max = x[at];
                }
            }
        }
        return winners;
    }

    /** The gradient of {@link #max} by x; exact for small integers. */
    public static float[] maxBackward(Pool2dGeometry g, int[] winners, float[] dy) {
        float[] dx = new float[g.inputSize()];
        for (int i = 0; i < winners.length; i++) {
            if (winners[i] >= 0) {
                dx[tap(g, i, winners[i])] += dy[i];
            }
        }
        return dx;
    }

    /** Means over the taps in the image ({@code countBorder}: in the bordered image); 0 where there are none. */
    public static double[] average(Pool2dGeometry g, boolean countBorder, float[] x) {
        double[] y = new double[g.outputSize()];
        for (int i = 0; i < y.length; i++) {
            for (int tap = 0; tap < g.poolHeight() * g.poolWidth(); tap++) {
                y[i] += tap(g, i, tap) >= 0 ? x[tap(g, i, tap)] : 0;
            }
            y[i] /= Math.max(1, count(g, i, countBorder));
        }
        return y;
    }

    /** The gradient of {@link #average} by x. */
    public static double[] averageBackward(Pool2dGeometry g, boolean countBorder, float[] dy) {
        double[] dx = new double[g.inputSize()];
        for (int i = 0; i < dy.length; i++) {
            double share = dy[i] / (double) count(g, i, countBorder);
            for (int tap = 0; tap < g.poolHeight() * g.poolWidth(); tap++) {
                if (tap(g, i, tap) >= 0) {
                    dx[tap(g, i, tap)] += share;
                }
            }
        }
        return dx;
    }

    /** Input element that tap {@code tap} of output element {@code i} is, or -1 outside the image. */
    private static int tap(Pool2dGeometry g, int i, int tap) {
        int ih = inputRow(g, i, tap);
        int iw = inputCol(g, i, tap);
        if (ih < 0 || ih >= g.height() || iw < 0 || iw >= g.width()) {
            return -1;
        }
        int image = i / g.channels() / g.outWidth() / g.outHeight();
        return ((image * g.height() + ih) * g.width() + iw) * g.channels() + i % g.channels();
    }

    private static int count(Pool2dGeometry g, int i, boolean countBorder) {
        int count = 0;
        for (int tap = 0; tap < g.poolHeight() * g.poolWidth(); tap++) {
            boolean bordered =
                    inputRow(g, i, tap) < g.height() + g.padBottom() && inputCol(g, i, tap) < g.width() + g.padRight();
            count += (countBorder ? bordered : tap(g, i, tap) >= 0) ? 1 : 0;
        }
        return count;
    }

    private static int inputRow(Pool2dGeometry g, int i, int tap) {
        int oh = i / g.channels() / g.outWidth() % g.outHeight();
        return oh * g.strideHeight() - g.padTop() + tap / g.poolWidth() * g.dilationHeight();
    }

    private static int inputCol(Pool2dGeometry g, int i, int tap) {
        int ow = i / g.channels() % g.outWidth();
        return ow * g.strideWidth() - g.padLeft() + tap % g.poolWidth() * g.dilationWidth();
    }
}
