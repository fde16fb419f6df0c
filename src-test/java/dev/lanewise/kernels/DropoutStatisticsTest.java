package dev.lanewise.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.commons.math3.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The masks of dropout as random numbers, on ten million elements. The seeds are fixed, so a test that passes once
 * passes always; the limits, five deviations or one in a million, are what a fair mask would hardly ever exceed.
 */
@Tag("once")
class DropoutStatisticsTest {

    private static final int N = 10_000_000;
    private static final double DEVIATIONS = 5;
    private static final double[] RATES = {0.001, 0.1, 0.25, 0.5, 0.9};

    @Test
    void dropsAsManyAsAsked() {
        for (double rate : RATES) {
            double dropped = exactRate(rate);
            long kept = 0;
            for (long bits : mask(N, rate, 1, 0, 0)) {
                kept += Long.bitCount(bits);
            }
            double z = (kept - N * (1 - dropped)) / Math.sqrt(N * dropped * (1 - dropped));
            assertThat(Math.abs(z)).as("rate %s", rate).isLessThan(DEVIATIONS);
        }
    }

    /** Whole bytes of the mask, and the two halves of each random word, which are neighbours. */
    @Test
    void patternsAreAsLikelyAsTheirBits() {
        for (double rate : RATES) {
            long[] mask = mask(N, rate, 2, 0, 0);
            for (int width : new int[] {2, 8}) {
                long[] counts = new long[1 << width];
                for (long bits : mask) {
                    for (int at = 0; at < 64; at += width) {
                        counts[(int) (bits >>> at) & counts.length - 1]++;
                    }
                }
                assertPlausible(counts, exactRate(rate), mask.length * (64L / width), "rate " + rate);
            }
        }
    }

    /** Bits of one place in the group of 64, so that no lane and no half of a word is special. */
    @Test
    void placesAreEquallyLikely() {
        double dropped = exactRate(0.25);
        long[] mask = mask(N, 0.25, 3, 0, 0);
        for (int place = 0; place < 64; place++) {
            long kept = 0;
            for (long bits : mask) {
                kept += bits >>> place & 1;
            }
            double z = (kept - mask.length * (1 - dropped)) / Math.sqrt(mask.length * dropped * (1 - dropped));
            assertThat(Math.abs(z)).as("place %d", place).isLessThan(DEVIATIONS);
        }
    }

    @Test
    void elementsDoNotFollowOneAnother() {
        long[] mask = mask(N, 0.5, 4, 0, 0);
        for (int lag = 1; lag <= 130; lag++) {
            assertUncorrelated(mask, mask, lag, "lag " + lag);
        }
        for (int lag : new int[] {256, 1024, 4096, 16_384, 65_536, 1 << 20}) {
            assertUncorrelated(mask, mask, lag, "lag " + lag);
        }
    }

    @Test
    void seedsStreamsAndStepsAreIndependent() {
        long[] mask = mask(N, 0.5, 5, 6, 7);
        assertUncorrelated(mask, mask(N, 0.5, 6, 6, 7), 0, "next seed");
        assertUncorrelated(mask, mask(N, 0.5, 5 | 1L << 32, 6, 7), 0, "upper half of the seed");
        assertUncorrelated(mask, mask(N, 0.5, 5, 7, 7), 0, "next stream");
        assertUncorrelated(mask, mask(N, 0.5, 5, 6, 8), 0, "next step");
        assertUncorrelated(mask, mask(N, 0.5, 5, 7, 6), 0, "stream and step exchanged");
        assertUncorrelated(mask, mask(N, 0.5, 5, 6, 8), 1, "next step, next element");
    }

    /** A mask of a higher rate drops whatever one of a lower rate drops: same bits, another threshold. */
    @Test
    void ratesShareTheirBits() {
        long[] low = mask(100_000, 0.2, 8, 0, 0);
        long[] high = mask(100_000, 0.7, 8, 0, 0);
        for (int i = 0; i < low.length; i++) {
            assertThat(high[i] & ~low[i]).isZero();
        }
    }

    private static double exactRate(double rate) {
        return Math.round(rate * 65536) / 65536.0;
    }

    private static long[] mask(int n, double rate, long seed, int stream, int step) {
        long[] mask = new long[Dropout.maskSize(n)];
        Dropout.mask(Parallelism.allCores(), n, (float) rate, seed, stream, step, mask, 0);
        return mask;
    }

    /** Pearson's test, patterns that are expected less than 20 times taken together. */
    private static void assertPlausible(long[] counts, double dropped, long total, String what) {
        double statistic = 0;
        int cells = 0;
        double rareExpected = 0;
        long rare = 0;
        int width = Integer.numberOfTrailingZeros(counts.length);
        for (int pattern = 0; pattern < counts.length; pattern++) {
            int kept = Integer.bitCount(pattern);
            double expected = total * Math.pow(1 - dropped, kept) * Math.pow(dropped, width - kept);
            if (expected < 20) {
                rareExpected += expected;
                rare += counts[pattern];
            } else {
                statistic += (counts[pattern] - expected) * (counts[pattern] - expected) / expected;
                cells++;
            }
        }
        if (rareExpected >= 20) {
            statistic += (rare - rareExpected) * (rare - rareExpected) / rareExpected;
            cells++;
        }
        double limit = new ChiSquaredDistribution(cells - 1).inverseCumulativeProbability(1 - 1e-6);
        assertThat(statistic).as("%s, %d patterns", what, counts.length).isLessThan(limit);
    }

    /** Agreements of one mask with another that is {@code lag} elements further on, at rate one half. */
    private static void assertUncorrelated(long[] mask, long[] other, int lag, String what) {
        int words = mask.length - lag / 64 - 2;
        long agreements = 0;
        for (int i = 0; i < words; i++) {
            int at = i + lag / 64;
            long shifted = lag % 64 == 0 ? other[at] : other[at] >>> lag | other[at + 1] << -lag;
            agreements += Long.bitCount(~(mask[i] ^ shifted));
        }
        double trials = 64.0 * words;
        double z = (agreements - trials / 2) / Math.sqrt(trials / 4);
        assertThat(Math.abs(z)).as(what).isLessThan(DEVIATIONS);
    }
}
